"""When a house can promise a call: windows within its phone hours, with as many places as it has.

A window is two hours long, or what is left of the hours: less than three, and one at least where
the hours allow it. Bounds are aware datetimes, [start, end). Holidays, days that differ and the
change of the clock are those of `centres.domain.hours`: the wall clock in Copenhagen holds.

Places: each counsellor of the house who takes phone conversations, and has half an hour free within
the window after everything that is booked or kept, is one place for each such half hour. A call
takes ten minutes or so: the rest is what makes the promise one that can be held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext

from counsellors.availability.domain.offers import OfferedTime, Question, offer_times
from counsellors.availability.enums import Mode, Need
from counsellors.callbacks.models import CallBack
from jobcenter.centres.domain.hours import days_from, open_now
from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import MINUTES_OF_A_DAY, Centre
from jobcenter.shared.periods import COPENHAGEN, period
from jobcenter.ui.dates import in_copenhagen, span_in_words, when_in_words

DAYS_AHEAD = 7
USUAL, SHORTEST = 120, 60  # minutes
A_CALL = timedelta(minutes=30)
# Of a window that has begun at least so much must be left.
LEFT = timedelta(minutes=30)
# For a place in line at a house whose phone is closed while its chat is open.
AT_LEAST = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`left` of the places are free, and `slot` is the first of them. `counsellors` are the ids of
    those with time for a call in it.
    """

    start: datetime
    end: datetime
    left: int
    slot: int
    counsellors: frozenset[int]

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"

    def words(self, *, now: datetime) -> str:
        """ "I dag kl. 13.00–15.00", else with the whole day."""
        if in_copenhagen(self.start).date() != in_copenhagen(now).date():
            return when_in_words(self.start, self.end)
        said = span_in_words(self.start, self.end)
        return gettext("today %(hours)s") % {"hours": said}


def windows(*, centre: Centre, now: datetime) -> list[Window]:
    """Those that can be chosen now, the earliest first: at most a week. Six queries."""
    return [window for window in all_windows(centre=centre, now=now) if window.left > 0]


def all_windows(*, centre: Centre, now: datetime) -> list[Window]:
    """The full ones, too."""
    prefetch_related_objects([centre], "opening_hours", "opening_exceptions")
    bounds = [(start, end) for start, end in _bounds(centre, now) if end >= now + LEFT]
    if not bounds:
        return []
    hours = _free_half_hours(centre, now)
    taken = _taken(centre, since=bounds[0][0])
    return [_window(start, end, hours, taken) for start, end in bounds]


def end_of_hours(centre: Centre, *, now: datetime) -> datetime:
    """Until when a place kept by phone can still be called: the later of chat and phone."""
    kinds = (HoursKind.PHONE, HoursKind.CHAT)
    found = (open_now(centre=centre, now=now, kind=kind) for kind in kinds)
    closes = [opening.closes for opening in found if opening]
    return max([*closes, now + AT_LEAST])


def window_of(*, centre: Centre, value: str, now: datetime) -> Window | None:
    """The window a form names, if it can still be chosen or is full by now; None otherwise."""
    found = (one for one in all_windows(centre=centre, now=now) if one.value == value)
    return next(found, None)


def _bounds(centre: Centre, now: datetime) -> Iterable[tuple[datetime, datetime]]:
    first = in_copenhagen(now).date()
    for day in days_from(centre=centre, first=first, count=DAYS_AHEAD, kind=HoursKind.PHONE):
        for opens, closes in day.stretches:
            for start, end in _parts(opens, closes):
                yield _at(day.date, start), _at(day.date, end)


def _parts(opens: int, closes: int) -> list[tuple[int, int]]:
    """Wall minutes; what is shorter than an hour at the end belongs to the window before."""
    starts = list(range(opens, closes, USUAL))
    if len(starts) > 1 and closes - starts[-1] < SHORTEST:
        starts.pop()
    return list(zip(starts, [*starts[1:], closes], strict=True))


def _at(day: date, minutes: int) -> datetime:
    at = datetime.combine(day, time(), COPENHAGEN)
    if minutes == MINUTES_OF_A_DAY:
        return (at + timedelta(days=1)).astimezone(UTC)
    return at.replace(hour=minutes // 60, minute=minutes % 60).astimezone(UTC)


def _free_half_hours(centre: Centre, now: datetime) -> list[OfferedTime]:
    """When somebody of the house could talk by phone, from the engine that offers times.

    A call needs no notice and no topic: only somebody who is there and takes phone conversations.
    """
    at_once = copy(centre)
    at_once.minimum_notice_minutes = 0
    question = Question(
        centre=at_once, mode=Mode.PHONE, needs=frozenset({Need.SHORT_TALK}), days=DAYS_AHEAD
    )
    offers = offer_times(question=question, now=now)
    return sorted(one for day in offers.days for one in day.each())


def _taken(centre: Centre, *, since: datetime) -> Mapping[datetime, set[int | None]]:
    rows = CallBack.objects.promised().filter(
        centre=centre, during__overlap=period(since, since + timedelta(days=DAYS_AHEAD + 1))
    )
    taken: dict[datetime, set[int | None]] = {}
    for start, slot in rows.values_list("during__startswith", "slot"):
        taken.setdefault(start, set()).add(slot)
    return taken


def _window(
    start: datetime,
    end: datetime,
    hours: Iterable[OfferedTime],
    taken: Mapping[datetime, set[int | None]],
) -> Window:
    busy_until: dict[int, datetime] = {}
    places = 0
    for one in hours:
        begins, who = one.start, one.counsellor_id
        if begins < max(start, busy_until.get(who, start)) or one.end > end:
            continue
        busy_until[who] = begins + A_CALL
        places += 1
    held = taken.get(start, set())
    return Window(
        start=start,
        end=end,
        left=places - len(held),
        slot=next(slot for slot in count(1) if slot not in held),
        counsellors=frozenset(busy_until),
    )
