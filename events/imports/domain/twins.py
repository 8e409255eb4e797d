"""The same thing from two sources: found, shown, and decided by an editor, who may think again.

Two activities of one house look like twins when they come from different sources (or one of them
was written here), begin at the same minute of a day to come, are not in two different rooms, and
have nearly the same title: half of the trigrams of their words, in any order.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.activities.domain import publish_activity
from events.activities.domain.refusals import NoDates
from events.activities.domain.series import locked_activity
from events.activities.models import Activity
from events.imports.models import ImportedItem, ImportSource, TwinVerdict
from events.organising.domain.publishing import take_out
from events.organising.domain.refusals import PeopleHavePlaces
from events.trail.domain import entries_about
from events.trail.enums import Step
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

NEAR = 0.5
MOST_PAIRS = 100
MOST_REMEMBERED = 50
STANDS_TWICE = _("The same stands in the programme from another source.")
_PAIRS = """
SELECT first.id, second.id, one.starts_at
FROM events_activitydate one
JOIN events_activitydate other
  ON other.starts_at = one.starts_at AND other.activity_id > one.activity_id
JOIN events_activity first ON first.id = one.activity_id
JOIN events_activity second ON second.id = other.activity_id
 AND second.centre_id = first.centre_id
LEFT JOIN events_importeditem here ON here.activity_id = first.id
LEFT JOIN events_importeditem there ON there.activity_id = second.id
WHERE first.centre_id = ANY(%(centres)s)
  AND one.starts_at > %(now)s AND one.state <> 'cancelled' AND other.state <> 'cancelled'
  AND here.source_id IS DISTINCT FROM there.source_id
  AND here.is_hidden IS NOT TRUE AND there.is_hidden IS NOT TRUE
  AND coalesce(
        coalesce(one.own_room_id, first.room_id) = coalesce(other.own_room_id, second.room_id),
        true)
  AND similarity(lower(first.title), lower(second.title)) >= %(near)s
  AND NOT EXISTS (
        SELECT FROM events_twinverdict said
        WHERE said.first_id = first.id AND said.second_id = second.id)
ORDER BY one.starts_at, first.id, second.id
LIMIT %(most)s
"""


class SomebodyIsComing(Refusal):
    message = _("People have signed up for the one that would be hidden.")
    next_step = _("Talk with them first, or say that they are not the same.")


@dataclass(frozen=True, slots=True)
class Twins:
    """`first` stood here first; `starts_at` is the next date they share, `dates` how many."""

    first: Activity
    second: Activity
    starts_at: datetime
    dates: int


def find_twins(*, centres: list[int], now: datetime) -> list[Twins]:
    """Undecided pairs of the houses, the next ones first, at most a hundred."""
    together: dict[tuple[int, int], list[datetime]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"centres": centres, "now": now, "near": NEAR, "most": 20_000})
        for first, second, starts_at in cursor.fetchall():
            together.setdefault((first, second), []).append(starts_at)
    pairs = sorted(together.items(), key=lambda pair: min(pair[1]))[:MOST_PAIRS]
    ids = {pk for pair, _starts in pairs for pk in pair}
    related = Activity.objects.select_related("centre", "partner", "imported__source")
    found = related.in_bulk(ids)
    return [
        Twins(found[first], found[second], min(starts), len(starts))
        for (first, second), starts in pairs
    ]


def said_to_be_same(*, centres: list[int]) -> list[TwinVerdict]:
    """What an editor called the same, the last word first: one may have erred. One query."""
    rows = TwinVerdict.objects.filter(is_same=True, first__centre__in=centres)
    related = rows.select_related("first__imported__source", "second__imported__source")
    return list(related.order_by("-decided_at", "-pk")[:MOST_REMEMBERED])


def decide_twins(
    *, first: Activity, second: Activity, is_same: bool, actor: User, now: datetime
) -> bool:
    """The same: the later one leaves the programme, or the imported one beside one written here.
    Not the same: never asked again, and what had left comes back. Saying it twice is saying it
    once; the last word counts. True when one of them stands in the programme again.
    """

    def decide() -> bool:
        one, other = sorted((first, second), key=lambda activity: activity.pk)
        _wait_for_readings_of(one, other)
        TwinVerdict.objects.update_or_create(
            first=one,
            second=other,
            defaults={"is_same": is_same, "decided_by": actor, "decided_at": now},
        )
        if is_same:
            _hide(one, other, actor=actor, now=now)
        record_change(
            "import.twins_decided",
            subject=f"activity:{other.public_id}",
            actor=actor,
            actor_kind=Change.ActorKind.STAFF,
            facts={"is_same": is_same},
        )
        # Both are asked: a list, not the first that answers.
        came = [_bring_back(each, actor=actor, now=now) for each in (one, other) if not is_same]
        return any(came)

    return in_one_transaction(decide)


def _wait_for_readings_of(one: Activity, other: Activity) -> None:
    """Whoever reads a source writes its rows whole, and would write over what is said here."""
    items = ImportedItem.objects.filter(activity__in=[one, other])
    sources = ImportSource.objects.filter(pk__in=items.values("source")).order_by("pk")
    list(sources.select_for_update(no_key=True).values_list("pk"))


def _hide(one: Activity, other: Activity, *, actor: User, now: datetime) -> None:
    hidden = _hidden_of(one, other)
    try:
        take_out(activity=hidden, why=str(STANDS_TWICE), actor=actor, now=now)
    except PeopleHavePlaces as refusal:
        raise SomebodyIsComing from refusal
    ImportedItem.objects.filter(activity=hidden).update(is_hidden=True)


def _hidden_of(one: Activity, other: Activity) -> Activity:
    """`one` stood here first."""
    imported = set(
        ImportedItem.objects.filter(activity__in=[one, other]).values_list("activity_id", flat=True)
    )
    return one if imported == {one.pk} else other


def _bring_back(activity: Activity, *, actor: User, now: datetime) -> bool:
    """What left the programme because of a twin, unless it has another one. Drafts wait as drafts
    do, what an editor took out stays out, and what is over is over."""
    verdicts = TwinVerdict.objects.filter(Q(first=activity) | Q(second=activity), is_same=True)
    pairs = verdicts.select_related("first", "second")
    if any(_hidden_of(each.first, each.second) == activity for each in pairs):
        return False
    ImportedItem.objects.filter(activity=activity).update(is_hidden=False)
    locked = locked_activity(activity)
    if locked.published_at is not None or not _left_as_a_twin(locked):
        return False
    with suppress(NoDates):
        publish_activity(activity=locked, actor=actor, now=now)
        return True
    return False


def _left_as_a_twin(activity: Activity) -> bool:
    """By the trail: the last thing said about its standing in the programme."""
    steps = (Step.PUBLISHED, Step.WITHDRAWN)
    last = next((one for one in entries_about(activity.public_id) if one.step in steps), None)
    return last is not None and last.step == Step.WITHDRAWN and last.why in _in_every_language()


def _in_every_language() -> set[str]:
    said = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            said.add(str(STANDS_TWICE))
    return said
