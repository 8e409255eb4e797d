"""Offered = bookable: what a day lists is what the check accepts, and what the tables accept.

Random rules on random days, the two days a year on which the clock changes among them.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellors.availability.domain.clock import local_day, moment_of
from counsellors.availability.domain.offers import (
    Question,
    TimeNotOffered,
    is_offered,
    offer_times,
)
from counsellors.availability.enums import Mode, PartOfDay, Rule
from counsellors.availability.models import SpecialDay
from counsellors.models import Conversation
from jobcenter.centres.models import OpeningException
from jobcenter.shared.periods import COPENHAGEN, period
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory
from tests.factories.counsellors import ConversationFactory, CounsellorFactory, WorkingHoursFactory

from .story import busy
from .test_clock import BACK, FORWARD

pytestmark = pytest.mark.django_db

DAYS = st.sampled_from(FORWARD + BACK) | st.dates(date(2026, 11, 22), date(2027, 2, 1))
# Hypothesis likes extremes; most examples must still have times on offer.
SELDOM = st.sampled_from([False, False, False, False, True])


@st.composite
def wall_spans(draw, *, most=2, shortest=5, longest=90):
    """Disjoint stretches of wall time, in minutes; they like the hours in which clocks change."""
    spans, end = [], 0
    for _ in range(draw(st.integers(0, most))):
        start = end + draw(st.sampled_from([0, 5, 30, 55, 60, 120, 150, 175, 480]))
        end = min(start + draw(st.integers(shortest, longest)), 24 * 60)
        if start < end:
            spans.append((start, end))
    return spans


@st.composite
def rules(draw):
    taken = wall_spans()
    modes = draw(st.lists(st.sampled_from(Mode.values), min_size=1, unique=True))
    return {
        "day": draw(DAYS),
        "grid_minutes": draw(st.sampled_from([5, 10, 15, 20, 30, 60])),
        "length": draw(st.integers(10, 75)),
        "before": draw(st.sampled_from([0, 0, 5, 20, 120])),
        "after": draw(st.sampled_from([0, 10, 45])),
        "notice": draw(st.sampled_from([0, 60, 300])),
        "horizon": draw(st.integers(1, 3)),
        "now_before_day": draw(st.sampled_from([-300, 30, 300, 24 * 60, 48 * 60])),
        "closed_on_holidays": draw(SELDOM),
        "hours": draw(wall_spans(most=3, shortest=100, longest=420)) or [(60, 600)],
        "modes": modes,
        "mode": draw(st.sampled_from(Mode.values)) if draw(SELDOM) else modes[0],
        "special": draw(wall_spans(longest=300)) if draw(SELDOM) else None,
        "exception": draw(SELDOM),
        "exception_hours": draw(wall_spans(most=1, longest=500)),
        "absent": draw(taken),
        "busy": draw(taken),
        "booked": draw(taken),
        "room_taken": draw(taken),
        "rooms": draw(st.integers(0, 2)),
        "needs": draw(st.sets(st.sampled_from(["step_free", "quiet_room", "short_talk"]))),
        "part_of_day": draw(st.sampled_from(PartOfDay.values)) if draw(SELDOM) else None,
        "extra_minutes": draw(st.sets(st.integers(0, 25 * 60), max_size=15)),
    }


def spans_on(day, spans):
    """(start, end) as UTC moments; what the clock change leaves nothing of is left out."""
    local = local_day(day.toordinal())
    moments = [(moment_of(local.minute(a)), moment_of(local.minute(b))) for a, b in spans]
    return [(start, end) for start, end in moments if start < end]


def world(rules):
    """Bent in his house as `rules` says; answers the question about his day, and the moment."""
    day = rules["day"]
    house = CentreFactory(
        grid_minutes=rules["grid_minutes"],
        minimum_notice_minutes=rules["notice"],
        horizon_days=rules["horizon"],
        closed_on_holidays=rules["closed_on_holidays"],
    )
    topic = TopicFactory(slug="havearbejde", minutes=rules["length"])
    bent = CounsellorFactory(
        topics=[topic],
        buffer_before_minutes=rules["before"],
        buffer_after_minutes=rules["after"],
    )
    for hours in rules["hours"]:
        WorkingHoursFactory(
            counsellor=bent,
            centre=house,
            weekday=day.isoweekday(),
            minutes=hours,
            modes=rules["modes"],
            valid_on=DateRange(day, None),
        )
    furnish(rules, house, bent)
    question = Question(
        topic=topic,
        centre=house,
        counsellor=bent,
        needs=frozenset(rules["needs"]),
        part_of_day=rules["part_of_day"],
        from_date=day,
        days=1,
    )
    now = moment_of(local_day(day.toordinal()).starts - rules["now_before_day"])
    return question, now


def furnish(rules, house, bent):
    """Special day, exception, rooms, and everything that is taken."""
    day = rules["day"]
    if rules["special"] is not None:
        for hours in rules["special"] or [None]:
            SpecialDay.objects.create(
                counsellor=bent,
                centre=house,
                on_date=day,
                minutes=NumericRange(*hours) if hours else None,
                modes=rules["modes"],
            )
    if rules["exception"]:
        minutes = NumericRange(*rules["exception_hours"][0]) if rules["exception_hours"] else None
        OpeningException.objects.create(centre=house, on_date=day, minutes=minutes)
    for start, end in spans_on(day, rules["absent"]):
        bent.absences.create(during=period(start, end))
    for start, end in spans_on(day, rules["busy"]):
        busy(bent, start, end)
    for start, end in spans_on(day, rules["booked"]):
        ConversationFactory(counsellor=bent, centre=house, starts_at=start, ends_at=end)
    dorte = CounsellorFactory()
    for number in range(rules["rooms"]):
        room = RoomFactory(centre=house, is_quiet=bool(number))
        for start, end in spans_on(day, rules["room_taken"])[number:]:
            ConversationFactory(
                counsellor=dorte if number else CounsellorFactory(),
                centre=house,
                mode=Mode.IN_PERSON,
                room=room,
                starts_at=start,
                ends_at=end,
            )


def offered_on_the_day(question, now):
    found = offer_times(question=question, now=now)
    return {(time.start, time.mode): time for day in found.days for time in day.times}


def checked(question, start, mode, now):
    asked = Question(
        topic=question.topic,
        centre=question.centre,
        counsellor=question.counsellor,
        needs=question.needs,
        part_of_day=question.part_of_day,
        mode=Mode(mode),
    )
    try:
        return is_offered(question=asked, start=start, now=now), None
    except TimeNotOffered as refusal:
        return None, refusal.rule


def would_be_booked(time, question):
    """Whether the tables take a conversation at that time; nothing stays behind."""
    try:
        with transaction.atomic():
            book(time, question).delete()
    except IntegrityError:
        return False
    return True


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def test_exactly_the_times_on_offer_are_accepted_by_the_check():
    had_times = []

    @settings(max_examples=40, suppress_health_check=SLOW)
    @given(rules=rules())
    def on_a_random_day(rules):
        with transaction.atomic():
            had_times.append(bool(compare_offers_and_check(rules)))
            transaction.set_rollback(True)

    on_a_random_day()
    assert sum(had_times) > len(had_times) // 5  # or it proves little


def compare_offers_and_check(rules):
    question, now = world(rules)
    mode, day = rules["mode"], local_day(rules["day"].toordinal())
    offered = {
        start: time
        for (start, found_mode), time in offered_on_the_day(question, now).items()
        if found_mode == mode
    }
    for start in minutes_to_ask(offered, day, rules):
        accepted, rule = checked(question, start, mode, now)
        assert accepted == offered.get(start), (start, rule)
        if rule == Rule.BOOKED:
            assert taken_by_a_conversation(
                question, start, start + timedelta(minutes=question.minutes)
            )
    return offered


def minutes_to_ask(offered, day, rules):
    """Every time on offer, the minutes around each stretch of them, every half hour, and random
    ones; all on that day.
    """
    asked = {moment_of(day.starts + minute) for minute in rules["extra_minutes"]}
    asked |= {moment_of(minute) for minute in range(day.starts, day.ends, 30)}
    grid = timedelta(minutes=rules["grid_minutes"])
    edges = {start for start in offered if not {start - grid, start + grid} <= offered.keys()}
    asked |= offered.keys()
    asked |= {start + timedelta(minutes=shift) for start in edges for shift in (-5, -1, 1, 5)}
    return sorted(m for m in asked if moment_of(day.starts) <= m < moment_of(day.ends))


def taken_by_a_conversation(question, start, end):
    bent = question.counsellor
    kept = period(
        start - timedelta(minutes=bent.buffer_before_minutes),
        end + timedelta(minutes=bent.buffer_after_minutes),
    )
    return Conversation.objects.booked().filter(counsellor=bent, occupies__overlap=kept).exists()


@settings(max_examples=25, suppress_health_check=SLOW)
@given(rules=rules())
def test_the_tables_accept_every_time_on_offer_and_it_is_gone_afterwards(rules):
    with transaction.atomic():
        question, now = world(rules)
        offered = offered_on_the_day(question, now)
        for time in list(offered.values())[::5]:
            assert would_be_booked(time, question)
        if offered:
            first = next(iter(offered.values()))
            book(first, question)
            left = offered_on_the_day(question, now)
            assert left.keys() < offered.keys()
            assert all(not overlaps(time, first, question.counsellor) for time in left.values())
        transaction.set_rollback(True)


def book(time, question):
    bent = question.counsellor
    return ConversationFactory(
        counsellor=bent,
        centre=question.centre,
        mode=time.mode,
        room_id=time.room_ids[0] if time.room_ids else None,
        starts_at=time.start,
        ends_at=time.end,
        occupies=period(
            time.start - timedelta(minutes=bent.buffer_before_minutes),
            time.end + timedelta(minutes=bent.buffer_after_minutes),
        ),
    )


def overlaps(one, other, bent):
    apart = timedelta(minutes=bent.buffer_before_minutes + bent.buffer_after_minutes)
    return one.start < other.end + apart and other.start < one.end + apart


@pytest.mark.parametrize(
    ("day", "count"), [*((day, 20) for day in FORWARD), *((day, 24) for day in BACK)]
)
def test_a_night_with_a_clock_change_offers_each_wall_time_once(day, count):
    """From 0 to 6 are 5 real hours in spring, and 7 in autumn of which one is a repetition."""
    house = CentreFactory(horizon_days=366, closed_on_holidays=False)  # Easter 2027 is such a day
    topic = TopicFactory(slug="havearbejde", minutes=15)
    bent = CounsellorFactory(topics=[topic])
    WorkingHoursFactory(
        counsellor=bent, centre=house, weekday=7, minutes=(0, 360), modes=[Mode.PHONE]
    )
    question = Question(topic=topic, centre=house, counsellor=bent, from_date=day, days=1)
    now = moment_of(local_day(day.toordinal()).starts) - timedelta(days=3)
    offered = [start for start, _mode in offered_on_the_day(question, now)]
    shown = [f"{start.astimezone(COPENHAGEN):%H:%M}" for start in offered]
    skipped = {f"02:{minute}" for minute in ("00", "15", "30", "45")}
    assert len(shown) == len(set(shown)) == count
    assert shown == sorted(shown)
    assert skipped.isdisjoint(shown) if count == 20 else skipped < set(shown)
    for minute in range(local_day(day.toordinal()).starts, local_day(day.toordinal()).ends, 15):
        accepted, _rule = checked(question, moment_of(minute), Mode.PHONE, now)
        assert bool(accepted) == (moment_of(minute) in offered)
