"""What a change of an activity would do to its dates, before it is saved.

The change is made and taken back: what is shown is what would happen, with every rule about dates
that were moved, cancelled or written on, and whatever refuses the change refuses it here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from events.activities.domain import preview_dates
from events.activities.enums import DateState
from events.activities.models import Activity, ActivityDate
from events.signups.domain import Counted, people_on
from events.signups.models import SignupTerms
from jobcenter.centres.models import Partner
from jobcenter.shared.editions import edition_of

from .making import Seen, Written, change_activity
from .said import stands

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

OFF = {DateState.CANCELLED, DateState.POSTPONED}


@dataclass(frozen=True, slots=True)
class Touched:
    """A public date that would be cancelled, or moved to `moves_to`, and who counts on it."""

    starts_at: datetime
    people: Counted
    moves_to: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Outlook:
    """`starts` are all dates to come afterwards. The lists below are of what stands in public
    calendars; before it was public nobody has seen a date, and they are empty."""

    starts: list[datetime]
    pauses: list[date]
    is_public: bool = False
    signs_up: bool = False
    added: list[datetime] = field(default_factory=list)
    cancelled: list[Touched] = field(default_factory=list)
    moved: list[Touched] = field(default_factory=list)
    stay: int = 0


def foresee_new(written: Written) -> Outlook:
    """The dates that an activity nobody has made yet would have."""
    made = preview_dates(centre=written.described.centre, planned=written.planned)
    return Outlook(starts=sorted([*made.starts, *written.more_dates]), pauses=made.pauses)


def foresee_change(
    *, activity: Activity, written: Written, actor: User, now: datetime,
    partner: Partner | None = None,
) -> Outlook:  # fmt: skip
    """Nothing is written, and nobody is told. Raises what `change_activity` raises."""
    before = _to_come(activity, now=now)
    with transaction.atomic():
        # Looking is free, also from a form that is no longer true; saving it is not.
        seen = Seen(edition=edition_of(stands(activity)), wanted={})
        change_activity(
            activity=activity, written=written, seen=seen, actor=actor, now=now, partner=partner
        )
        after = _to_come(activity, now=now)
        transaction.set_rollback(True)
    made = preview_dates(centre=written.described.centre, planned=written.planned)
    starts = sorted(one.starts_at for one in after.values() if one.starts_at and _is_on(one))
    outlook = Outlook(starts=starts, pauses=made.pauses, is_public=activity.was_public)
    outlook.signs_up = SignupTerms.objects.filter(activity=activity).exists()
    if activity.was_public:
        _compare(outlook, before, after, people_on(before, now=now))
    return outlook


def _to_come(activity: Activity, *, now: datetime) -> dict[int, ActivityDate]:
    rows = ActivityDate.objects.filter(activity=activity).upcoming(now)
    return {one.pk: one for one in rows.order_by("starts_at", "pk")}


def _is_on(one: ActivityDate | None) -> bool:
    return one is not None and one.state not in OFF


def _compare(
    outlook: Outlook,
    before: dict[int, ActivityDate],
    after: dict[int, ActivityDate],
    counted: dict[int, Counted],
) -> None:
    for pk, one in after.items():
        was, starts_at = before.get(pk), one.starts_at
        if starts_at is None or not (_is_on(one) or _is_on(was)):
            continue
        if was is None or not _is_on(was) or was.starts_at is None:
            outlook.added.append(starts_at)
        elif not _is_on(one):
            outlook.cancelled.append(Touched(was.starts_at, counted[pk]))
        elif was.starts_at != starts_at:
            outlook.moved.append(Touched(was.starts_at, counted[pk], starts_at))
        else:
            outlook.stay += 1
