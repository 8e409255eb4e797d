"""A calendar file as busy times, or a refusal that says in which line it cannot be read."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal

from .defects import Defect
from .gathering import BusyInterval, ReadCalendar, gather

__all__ = ["BusyInterval", "CalendarUnreadable", "ReadCalendar", "read_busy"]


class CalendarUnreadable(Refusal):
    """`line` counts from 1, None when no line is to blame; `reason` is one or two sentences."""

    next_step = _(
        "Nothing was changed: the busy times read before still hold. Mend the line or export the"
        " calendar again."
    )

    def __init__(self, defect: Defect) -> None:
        self.defect = defect
        self.line = line = defect.line
        self.reason = reason = gettext(defect.sentence) % defect.params
        where = "" if line is None else gettext("line %(number)s: ") % {"number": line}
        super().__init__(f"{where}{reason}")

    @classmethod
    def because_of(cls, defect: Defect) -> CalendarUnreadable:
        return cls(defect)


def read_busy(
    data: bytes, *, window_from: datetime, window_to: datetime, default_zone: tzinfo
) -> ReadCalendar:
    """The busy times of a calendar file (RFC 5545) that meet [window_from, window_to).

    Both bounds are aware. `default_zone` is where whole days, and times without any zone, are
    meant. Times come out in UTC, end exclusive, uncut at the edges of the window; each carries the
    SHA-256 of its event's UID and nothing else.

    Busy is what a program would show as such: not cancelled, not TRANSPARENT, not marked free or
    "working elsewhere" by Outlook; tentative counts as busy. An event whose time cannot be
    understood refuses the whole file with CalendarUnreadable, because nobody would know when the
    counsellor is taken, unless it surely does not matter: cancelled, free, or far from the window.

    Bounded by `limits`; for files of unknown origin see `apart.read_busy_apart`.
    """
    try:
        return gather(data, window_from=window_from, window_to=window_to, default_zone=default_zone)
    except Defect as defect:
        raise CalendarUnreadable.because_of(defect) from defect
