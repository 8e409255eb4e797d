"""Which booked conversations lie in a counsellor's hours: the engine's rules, read backwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from counsellors.availability.models import Absence, SpecialDay, WorkingHours
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.shared.periods import COPENHAGEN


@dataclass(frozen=True, slots=True)
class Standing:
    """Public ids of upcoming conversations outside the hours, and of those in time off."""

    outside_hours: frozenset[str]
    in_absence: frozenset[str]

    def newly_touched(self, before: Standing) -> frozenset[str]:
        """What stood well before and does not any more, by either rule."""
        outside = self.outside_hours - before.outside_hours
        return outside | (self.in_absence - before.in_absence)


def standing_of(counsellor: Counsellor, *, now: datetime) -> Standing:
    """As the tables are in this transaction. Four queries, whatever the number of conversations."""
    upcoming = list(Conversation.objects.upcoming(now).filter(counsellor=counsellor))
    weekly = list(WorkingHours.objects.filter(counsellor=counsellor))
    special = list(SpecialDay.objects.filter(counsellor=counsellor))
    absences = list(Absence.objects.filter(counsellor=counsellor))
    return Standing(
        frozenset(c.public_id for c in upcoming if not _is_in_hours(c, weekly, special)),
        frozenset(c.public_id for c in upcoming if _is_in_absence(c, absences)),
    )


def _is_in_hours(
    conversation: Conversation, weekly: Iterable[WorkingHours], special: Iterable[SpecialDay]
) -> bool:
    """Within one row, at its place and in one of its ways. A special day replaces its weekday."""
    day = conversation.starts_at.astimezone(COPENHAGEN).date()
    rows: list[WorkingHours] | list[SpecialDay]
    rows = [row for row in special if row.on_date == day]
    if any(row.minutes is None for row in rows):
        return False
    if not rows:
        rows = [row for row in weekly if row.weekday == day.isoweekday() and day in row.valid_on]
    return any(_holds(row, conversation) for row in rows)


def _holds(row: WorkingHours | SpecialDay, conversation: Conversation) -> bool:
    start, end = _minute(conversation.starts_at), _minute(conversation.ends_at)
    return (
        row.centre_id == conversation.centre_id
        and conversation.mode in row.modes
        and row.minutes.lower <= start
        and start < (end or 24 * 60) <= row.minutes.upper
    )


def _minute(moment: datetime) -> int:
    local = moment.astimezone(COPENHAGEN)
    return local.hour * 60 + local.minute


def _is_in_absence(conversation: Conversation, absences: Iterable[Absence]) -> bool:
    start, end = conversation.starts_at, conversation.ends_at
    return any(row.during.lower < end and row.during.upper > start for row in absences)
