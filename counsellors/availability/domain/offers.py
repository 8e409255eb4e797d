"""Times on offer: the engine's public face.

All functions take `now` (aware) and answer in UTC datetimes and Danish local dates. Lengths are
real minutes; a conversation lies inside one stretch of work; the counsellor's buffers around it
touch nothing that is taken. A time the wall clock skips is never offered, and one it shows twice is
offered once, the first time.

Source of the method: one bit for each possible start, see `strips`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from counsellors.availability.enums import Rule
from counsellors.people.models import Counsellor
from jobcenter.centres.domain.positions import Position, distance_km
from jobcenter.centres.models import Centre

from .clock import local_date_of, local_day
from .listing import days_on_offer, time_of
from .one_time import is_offered, who_is_free, within_reach
from .people import counsellors_to_ask, counsellors_to_show
from .questions import (
    MOST_DAYS,
    OfferedDay,
    OfferedTime,
    Offers,
    Question,
    Relaxation,
    RelaxationKind,
    TimeNotOffered,
)
from .search import Window
from .timetable import open_timetable

__all__ = [
    "OfferedDay",
    "OfferedTime",
    "Offers",
    "Question",
    "Relaxation",
    "RelaxationKind",
    "Rule",
    "TimeNotOffered",
    "explain",
    "first_free_time",
    "is_offered",
    "nearest_alternatives",
    "offer_times",
    "relaxations",
    "who_is_free",
]

# How far `first_free_time` looks at a time: near days are cheap and usually enough, so their hours
# are read first and alone. Then these many days at a time:
_STEPS = (7, 21, MOST_DAYS)
_DAYS_AROUND = 14
_NEIGHBOURS = 5


def offer_times(
    *, question: Question, now: datetime, known: Mapping[int, Counsellor] | None = None
) -> Offers:
    """Every time that can be booked, day by day. At most 5 queries, for any number of people.

    `known` are counsellors a page has loaded already, by id: one query less if they are enough.
    """
    first_day, end_day = _days(question, now)
    timetable = open_timetable(question, now=now, first_day=first_day, end_day=end_day)
    counsellors = counsellors_to_show(question, timetable.fit, known or {})
    finding = Window(timetable, counsellors, first_day, end_day).search()
    return Offers(
        days=list(days_on_offer(finding, question.minutes, first_day, end_day)),
        counsellors=counsellors,
        centres=timetable.centres,
        removed=Counter({Rule(rule): n for rule, n in finding.tally.removed.items()}),
    )


def first_free_time(*, question: Question, now: datetime) -> OfferedTime | None:
    """The earliest time from `from_date` to the end of the horizon (`days` is not used).

    Looks at the first two working days and then ahead in growing steps: usually 5 queries, 18 at
    the most.
    """
    first_day, _ = _days(question, now)
    end_day = local_date_of(now).toordinal() + MOST_DAYS + 1
    near = min(_end_of_second_working_day(first_day), end_day)
    first = _first(question, now, range(first_day, near), steps=(MOST_DAYS,))
    return first or _first(question, now, range(near, end_day), steps=_STEPS)


def nearest_alternatives(
    *, question: Question, start: datetime, now: datetime, count: int = 3
) -> list[OfferedTime]:
    """At most `count` times nearest to `start` within two weeks either way, nearest first.

    With a counsellor in the question: this counsellor's times, and colleagues' only to fill up. At
    equal distance the earlier time comes first.
    """
    start = within_reach(start, now)
    asked_day = local_date_of(start)
    first = max(asked_day - timedelta(days=_DAYS_AROUND), local_date_of(now))
    last = asked_day + timedelta(days=_DAYS_AROUND)
    around = replace(question, from_date=first, days=(last - first).days + 1)
    nearest = _nearest(around, start, now, count)[:count]
    if question.counsellor and len(nearest) < count:
        colleagues = _nearest(replace(around, counsellor=None), start, now, 2 * count)
        others = [time for time in colleagues if time.counsellor_id != question.counsellor.pk]
        nearest += others[: count - len(nearest)]
    return nearest


def relaxations(*, question: Question, now: datetime) -> list[Relaxation]:
    """What each single wish given up would open; only those that open something, in a fixed order:
    another way of meeting, a colleague, later, another house.

    `count` and `first` leave out what the question finds anyway; `question` is the one to ask
    instead. Costs a few searches: meant for the page that has no times to show.
    """
    found = (
        _other_mode(question, now),
        _colleague(question, now),
        _later(question, now),
        _other_centre(question, now),
    )
    return [relaxation for relaxation in found if relaxation]


def explain(offers: Offers) -> list[tuple[Rule, int]]:
    """Why there are not more times: each rule with how many candidate times it took, most first.

    Where nobody works at all there is nothing to take: then it says NOT_WORKING, 0.
    """
    if not offers.removed and not offers.days:
        return [(Rule.NOT_WORKING, 0)]
    order = list(Rule)
    return sorted(offers.removed.items(), key=lambda item: (-item[1], order.index(item[0])))


def _other_mode(question: Question, now: datetime) -> Relaxation | None:
    if question.mode is None:
        return None
    relaxed = replace(question, mode=None)
    return _relaxation(RelaxationKind.OTHER_MODE, relaxed, now, lambda t: t.mode != question.mode)


def _colleague(question: Question, now: datetime) -> Relaxation | None:
    if question.counsellor is None:
        return None
    asked = question.counsellor.pk
    relaxed = replace(question, counsellor=None)
    return _relaxation(RelaxationKind.COLLEAGUE, relaxed, now, lambda t: t.counsellor_id != asked)


def _later(question: Question, now: datetime) -> Relaxation | None:
    _, end_day = _days(question, now)
    later = replace(question, from_date=date.fromordinal(end_day))
    first = first_free_time(question=later, now=now)
    if first is None:
        return None
    from_there = replace(later, from_date=local_date_of(first.start))
    return _relaxation(RelaxationKind.LATER, from_there, now)


def _other_centre(question: Question, now: datetime) -> Relaxation | None:
    """The same counsellor in any other house, else anybody in the nearest house that has times."""
    if question.centre is None:
        return None
    asked = question.centre.pk
    elsewhere = [replace(question, centre=None)]
    if question.counsellor is None:
        elsewhere = [replace(question, centre=other) for other in _neighbours(question.centre)]
    tries = (
        _relaxation(RelaxationKind.OTHER_CENTRE, relaxed, now, lambda t: t.centre_id != asked)
        for relaxed in elsewhere
    )
    return next(filter(None, tries), None)


def _relaxation(
    kind: RelaxationKind,
    relaxed: Question,
    now: datetime,
    is_new: Callable[[OfferedTime], bool] = lambda _: True,
) -> Relaxation | None:
    offers = offer_times(question=relaxed, now=now)
    new = [time for day in offers.days for time in day.each() if is_new(time)]
    if not new:
        return None
    return Relaxation(kind, len(new), min(new, key=lambda time: time.start), relaxed)


def _neighbours(centre: Centre) -> list[Centre]:
    here = Position(centre.latitude, centre.longitude)
    others = Centre.objects.published().exclude(pk=centre.pk)
    return sorted(others, key=lambda o: distance_km(here, Position(o.latitude, o.longitude)))[
        :_NEIGHBOURS
    ]


def _nearest(question: Question, start: datetime, now: datetime, count: int) -> list[OfferedTime]:
    """At least the `count` nearest times if there are so many, nearest first.

    Looks at days by their distance. What is found at distance d lies less than d + 1 days away, so
    once there is enough, only days at distance d + 1 can still hold something nearer.
    """
    asked_day = local_date_of(start)

    def days_away(day: OfferedDay) -> int:
        return abs((day.date - asked_day).days)

    times: list[OfferedTime] = []
    enough_at = MOST_DAYS
    for day in sorted(offer_times(question=question, now=now).days, key=days_away):
        if days_away(day) > enough_at + 1:
            break
        times += day.each()
        if len(times) >= count:
            enough_at = min(enough_at, days_away(day))
    return sorted(times, key=lambda time: (abs(time.start - start), time.start))


def _first(
    question: Question, now: datetime, days: range, *, steps: Iterable[int]
) -> OfferedTime | None:
    """The earliest time on these days (ordinals), looking `steps` days ahead at a time."""
    if not days:
        return None
    timetable = open_timetable(question, now=now, first_day=days.start, end_day=days.stop)
    people = counsellors_to_ask(question, timetable.fit)
    first_day, end_day = days.start, min(days.stop, timetable.end_of_horizon)
    for step in steps:
        if first_day < end_day:
            window = Window(timetable, people, first_day, min(first_day + step, end_day))
            if first := window.first():
                return time_of(*first, window.rooms, minutes=question.minutes)
        first_day += step
    return None


def _end_of_second_working_day(first_day: int) -> int:
    """The ordinal after the second day from Monday to Friday."""
    weekdays = [day for day in range(first_day, first_day + 4) if local_day(day).weekday <= 5]
    return weekdays[1] + 1


def _days(question: Question, now: datetime) -> tuple[int, int]:
    """The ordinals [first, end) the question is about: never in the past, nor years ahead."""
    today = local_date_of(now)
    asked_day = min(question.from_date or today, today + timedelta(days=MOST_DAYS + 1))
    first = max(asked_day, today).toordinal()
    return first, first + min(max(question.days, 1), MOST_DAYS)
