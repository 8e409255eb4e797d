"""The single changes a counsellor makes to the hours. Each knows how to write itself, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange
from django.utils.translation import gettext_lazy as _

from counsellors.availability.domain.absences import add_absence, unblock_time
from counsellors.availability.models import Absence, SpecialDay, WorkingHours
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.refusals import Refusal

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

LONG = timedelta(days=14)
LONGEST_VALIDITY = timedelta(days=10 * 366)


class HoursOverlap(Refusal):
    message = _("You already work at some of those hours.")
    next_step = _("Choose other hours, or let the old ones end first.")


class SpecialDayOverlaps(Refusal):
    message = _("You have already written something for that day at that time.")
    next_step = _("Remove it first, or choose other hours.")


class ThatDayIsFree(Refusal):
    message = _("That day you do not work at all, or you have hours that day already.")
    next_step = _("Remove what is written for that day first.")


REFUSALS: dict[str, type[Refusal]] = {
    "a_counsellor_works_in_one_place_at_a_time": HoursOverlap,
    "special_hours_of_a_counsellor_do_not_overlap": SpecialDayOverlaps,
}


class Change(Protocol):
    """`action` is what the trail calls it; None when `write` leaves its own line there."""

    @property
    def action(self) -> str | None: ...

    def write(self, counsellor: Counsellor, *, actor: User, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWeekly:
    """`last` is the last day it holds, None for no end."""

    centre: Centre
    weekday: int
    minutes: NumericRange
    modes: Sequence[str]
    first: date
    last: date | None
    action = "working_hours.added"

    def write(self, counsellor: Counsellor, *, actor: User, now: datetime) -> None:
        WorkingHours.objects.create(
            counsellor=counsellor,
            centre=self.centre,
            weekday=self.weekday,
            minutes=self.minutes,
            modes=list(self.modes),
            valid_on=DateRange(self.first, self.last and self.last + timedelta(days=1), "[)"),
        )


@dataclass(frozen=True, slots=True)
class EndWeekly:
    """The row holds on `last` for the last time; before its first day: it never held."""

    row_id: int
    last: date
    action = "working_hours.ended"

    def write(self, counsellor: Counsellor, *, actor: User, now: datetime) -> None:
        row = WorkingHours.objects.filter(counsellor=counsellor, pk=self.row_id).first()
        if row is None:
            return
        first, end = row.valid_on.lower, self.last + timedelta(days=1)
        if first and end <= first:
            row.delete()
            return
        if row.valid_on.upper is None or end < row.valid_on.upper:
            row.valid_on = DateRange(first, end, "[)")
            row.save(update_fields=["valid_on"])


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSpecial:
    """`minutes` is None for a day without any work."""

    centre: Centre
    on_date: date
    minutes: NumericRange | None
    modes: Sequence[str]
    action = "special_day.added"

    def write(self, counsellor: Counsellor, *, actor: User, now: datetime) -> None:
        same_day = SpecialDay.objects.filter(counsellor=counsellor, on_date=self.on_date)
        # A day off beside hours would silently win over them, or they over nothing.
        if same_day.filter(minutes=None).exists() or (self.minutes is None and same_day.exists()):
            raise ThatDayIsFree
        SpecialDay.objects.create(
            counsellor=counsellor,
            centre=self.centre,
            on_date=self.on_date,
            minutes=self.minutes,
            modes=list(self.modes) if self.minutes else [],
        )


@dataclass(frozen=True, slots=True)
class RemoveSpecial:
    row_id: int
    action = "special_day.removed"

    def write(self, counsellor: Counsellor, *, actor: User, now: datetime) -> None:
        SpecialDay.objects.filter(counsellor=counsellor, pk=self.row_id).delete()


@dataclass(frozen=True, slots=True)
class AddAbsence:
    during: DateTimeTZRange
    action = "absence.added"

    @property
    def is_long(self) -> bool:
        """So long that one's own people may like to meet a colleague meanwhile."""
        return bool(self.during.upper - self.during.lower >= LONG)

    def write(self, counsellor: Counsellor, *, actor: User, now: datetime) -> None:
        add_absence(counsellor=counsellor, during=self.during, now=now)


@dataclass(frozen=True, slots=True)
class RemoveAbsence:
    row_id: int
    action = None

    def write(self, counsellor: Counsellor, *, actor: User, now: datetime) -> None:
        absence = Absence.objects.filter(counsellor=counsellor, pk=self.row_id).first()
        if absence is not None:
            unblock_time(absence=absence, actor=actor)
