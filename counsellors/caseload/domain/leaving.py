"""A counsellor leaves: everybody who counts on them is told once and chooses, and nothing is
silently cancelled.

Said ahead, by the counsellor or by who leads the team. After the last day the hours have ended,
whatever is still booked stands among what colleagues cover, and people who have chosen nobody are
without an own counsellor; when nobody is left, the counsellor no longer meets people.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from counsellors.availability.domain.absences import LONGEST, NoTimeToBlock
from counsellors.availability.models import SpecialDay, WorkingHours
from counsellors.conversations.domain.another_time import Told, tell_of_choices
from counsellors.conversations.models import Conversation
from counsellors.hours.domain.away import block_what_is_free, mark_who_is_touched
from counsellors.hours.domain.changes import EndWeekly
from counsellors.people.models import Counsellor
from counsellors.responsibility.domain.choosing import end_because_they_left
from counsellors.responsibility.domain.reading import people_of
from counsellors.responsibility.domain.telling import tell_that_they_leave
from counsellors.responsibility.enums import Answer
from counsellors.responsibility.models import Handover, Responsibility
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import local_day, period
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission
from jobcenter.ui.dates import in_copenhagen

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jobcenter.accounts.models import User

FORM = "leave"


class Remaining(NamedTuple):
    """Whether there is any; how many is nobody's figure."""

    conversations: bool
    people: bool


def leave(
    *, counsellor: Counsellor, last_day: date, form_key: str, by: User, now: datetime
) -> Told | None:
    """Let the hours end with `last_day`, and write to everybody: choices for each conversation
    after it, a way to somebody else for each of the counsellor's own people.

    `form_key` is from `mint_form_key(form=FORM)`; None for a form sent before. May be said again
    with another day: nobody gets a second letter, and hours that have ended do not come back.
    Raises NoTimeToBlock for a day that is over.
    """

    def work() -> Told | None:
        body = {"counsellor": counsellor.slug, "last_day": last_day}
        if claim_submission(form=FORM, key=form_key, body=body) is not None:
            return None
        return _leave(counsellor, last_day, by=by, now=now)

    return in_one_transaction(work)


def stay(*, counsellor: Counsellor, by: User) -> None:
    """Take the last day back. What people have chosen stays chosen, and hours are made anew by
    whoever works them. Twice is once.
    """

    def work() -> None:
        is_ours = Counsellor.objects.filter(pk=counsellor.pk, last_day__isnull=False).update(
            last_day=None
        )
        if is_ours:
            record_change(
                "counsellor.stays",
                subject=f"counsellor:{counsellor.slug}",
                actor=by,
                actor_kind=Change.ActorKind.STAFF,
            )

    in_one_transaction(work)


def talks_after(counsellor: Counsellor, *, last_day: date, now: datetime) -> QuerySet[Conversation]:
    """What is booked after that day, the next one first."""
    ahead = Conversation.objects.upcoming(now).filter(counsellor=counsellor)
    after = ahead.filter(during__overlap=_time_after(last_day))
    return after.with_people_and_place().order_by("during", "pk")


def finish_leaving(*, now: datetime) -> None:
    """What is left to do after a last day, each in its own transaction; safe to repeat."""
    today = in_copenhagen(now).date()
    for counsellor in Counsellor.objects.active().filter(last_day__lt=today).order_by("pk"):
        for held in people_of(counsellor).order_by("pk"):
            end_because_they_left(responsibility=held, now=now)
        _stop_when_nobody_is_left(counsellor, now=now)


def what_remains(counsellor: Counsellor, *, now: datetime) -> Remaining:
    """Booked conversations that are not over, and people whose own counsellor this still is."""
    return Remaining(
        conversations=Conversation.objects.not_over(now).filter(counsellor=counsellor).exists(),
        people=people_of(counsellor).exists(),
    )


def talks_remain_at(counsellor: Counsellor, *, centres: Iterable[Centre], now: datetime) -> bool:
    """Whether somebody is to meet this counsellor in one of these houses."""
    ahead = Conversation.objects.not_over(now).filter(counsellor=counsellor)
    return ahead.filter(centre__in=list(centres)).exists()


def _leave(counsellor: Counsellor, last_day: date, *, by: User, now: datetime) -> Told:
    # Held like booking and choosing hold it: whoever comes now is told, or finds the last day.
    held = Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)
    after = _time_after(last_day)
    if after.lower <= now:
        raise NoTimeToBlock
    held.last_day = last_day
    held.save(update_fields=["last_day"])
    block_what_is_free(held, after, now=now)
    _end_hours(held, last_day, by=by, now=now)
    marked = mark_who_is_touched(held, after, now=now)
    record_change(
        "counsellor.leaves",
        subject=f"counsellor:{held.slug}",
        actor=by,
        actor_kind=Change.ActorKind.STAFF,
        facts={"last_day": last_day.isoformat()},
    )
    told = tell_of_choices(marked, now=now)
    return _tell_own_people(held, told, last_day=last_day, now=now)


def _time_after(last_day: date) -> DateTimeTZRange:
    """From the end of that day, as long as anything can be booked ahead."""
    ends = local_day(last_day).upper
    return period(ends, ends + LONGEST)


def _end_hours(counsellor: Counsellor, last_day: date, *, by: User, now: datetime) -> None:
    next_day = last_day + timedelta(days=1)
    rows = WorkingHours.objects.filter(counsellor=counsellor).exclude(
        valid_on__fully_lt=(next_day, None)
    )
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        EndWeekly(pk, last_day).write(counsellor, actor=by, now=now)
    SpecialDay.objects.filter(counsellor=counsellor, on_date__gte=next_day).delete()


def _tell_own_people(counsellor: Counsellor, told: Told, *, last_day: date, now: datetime) -> Told:
    """`told`, and what the letters to the own people add to it."""
    letters, unreachable = told
    waiting = Handover.objects.filter(
        responsibility__counsellor=counsellor, answer=Answer.WAITING
    ).values_list("responsibility", flat=True)
    with_card = set(waiting)
    own: QuerySet[Responsibility] = people_of(counsellor).select_related(
        "citizen__user", "counsellor"
    )
    for held in own.order_by("pk"):
        has_card = held.pk in with_card
        if tell_that_they_leave(held, last_day=last_day, has_card=has_card, now=now):
            letters += 1
        else:
            unreachable += 1
    return Told(letters, unreachable)


def _stop_when_nobody_is_left(counsellor: Counsellor, *, now: datetime) -> None:
    def work() -> None:
        held = Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)
        if not held.is_active or any(what_remains(held, now=now)):
            return
        held.is_active = False
        held.save(update_fields=["is_active"])
        record_change(
            "counsellor.left",
            subject=f"counsellor:{held.slug}",
            actor_kind=Change.ActorKind.SYSTEM,
        )

    in_one_transaction(work)
