"""The core against the slow and obvious way: asking each minute about each rule."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from counsellors.availability.domain.strips import (
    Barrier,
    Person,
    Place,
    RoomBoard,
    Strip,
    Taken,
    Tally,
    Work,
    free_starts,
    outside_of,
)

DAY = 24 * 60
BASE = 29_000_000 // 60 * 60  # some midnight's whole hour
RULES = ("closed", "too_soon", "absent", "busy", "booked")

minutes = st.integers(-400, DAY + 400)
taken = st.lists(st.tuples(minutes, st.integers(1, 500)), max_size=6).map(
    lambda pairs: [(BASE + start, BASE + start + length) for start, length in pairs]
)
hours = st.lists(st.tuples(st.integers(0, DAY), st.integers(0, 700)), min_size=1, max_size=4).map(
    lambda pairs: [(BASE + start, BASE + min(start + length, DAY)) for start, length in pairs]
)
stories = st.fixed_dictionaries(
    {
        "grid": st.sampled_from([5, 10, 15, 20, 30, 60]),
        "length": st.integers(10, 180),
        "before": st.integers(0, 120),
        "after": st.integers(0, 120),
        "hours": hours,
        **dict.fromkeys(RULES, taken),
        "rooms": st.lists(taken, max_size=3),
    }
)


def at_work(strip, story):
    return strip.mask((start, end - story["length"] + 1) for start, end in story["hours"])


def engine(story, never=()):
    """{start} by phone, {start: rooms} in person, and the tally."""
    strip = Strip(BASE, BASE + DAY, story["grid"])
    board = RoomBoard(dict(enumerate(story["rooms"])), strip, length=story["length"])
    place = Place(
        strip,
        strip.every & ~strip.mask(never),
        tuple(Barrier(rule, strip.mask(story[rule])) for rule in RULES[:2]),
        {"in_person": (Barrier("no_room", board.full()),)},
    )
    person = Person(
        7,
        [Work(1, ("in_person", "phone"), at_work(strip, story))],
        tuple(Taken(rule, story[rule]) for rule in RULES[2:]),
        story["length"],
        story["before"],
        story["after"],
    )
    tally = Tally()
    by_mode = {"in_person": [], "phone": []}
    for free in free_starts(person, {1: place}, tally):
        assert (free.counsellor_id, free.centre_id) == (7, 1)
        starts = strip.starts(free.starts)
        assert starts[0] == strip.earliest(free.starts)
        for mode in free.modes:
            by_mode[mode] += starts
    rooms = {start: board.free_at(start) for start in by_mode["in_person"]}
    return by_mode["phone"], rooms, tally.removed


def asked_minute_by_minute(story):
    phone, rooms, removed = [], {}, Counter()
    for start in range(BASE, BASE + DAY, story["grid"]):
        end = start + story["length"]
        if not any(opens <= start and end <= closes for opens, closes in story["hours"]):
            continue
        rule = first_rule(story, start, end)
        if rule:
            removed[rule] += 2
            continue
        phone.append(start)
        free = tuple(
            number
            for number, spans in enumerate(story["rooms"])
            if all(end <= a or b <= start for a, b in spans)
        )
        if free:
            rooms[start] = free
        else:
            removed["no_room"] += 1
    return phone, rooms, removed


def first_rule(story, start, end):
    for rule in RULES[:2]:
        if any(a <= start < b for a, b in story[rule]):
            return rule
    kept_from, kept_until = start - story["before"], end + story["after"]
    for rule in RULES[2:]:
        if any(a < kept_until and kept_from < b for a, b in story[rule]):
            return rule
    return None


@settings(max_examples=300)
@given(story=stories)
def test_the_strip_agrees_with_asking_each_start_about_each_rule(story):
    assert engine(story) == asked_minute_by_minute(story)


@settings(max_examples=12)
@given(story=stories)
def test_asking_for_one_minute_at_a_time_finds_exactly_the_offered_starts(story):
    phone, rooms, removed = engine(story)
    found_phone, found_rooms, counted = [], {}, Counter()
    for minute in range(BASE - 5, BASE + DAY + 5):
        one_phone, one_rooms, one_removed = engine(story, never=outside_of([(minute, minute + 1)]))
        found_phone += one_phone
        found_rooms |= one_rooms
        counted.update(one_removed)
    assert (found_phone, found_rooms, counted) == (phone, rooms, removed)


@given(story=stories, rule=st.sampled_from(["other_topic", "other_language"]))
def test_hours_that_are_ruled_out_count_under_that_rule_only(story, rule):
    strip = Strip(BASE, BASE + DAY, story["grid"])
    work = Work(1, ("phone", "video"), at_work(strip, story), rule)
    place = Place(strip, strip.every, (), {})
    tally = Tally()
    found = list(free_starts(Person(7, [work], (), 0, 0, 0), {1: place}, tally))
    free_story = story | {name: [] for name in RULES} | {"rooms": []}
    working = len(asked_minute_by_minute(free_story)[0])
    assert not found
    assert tally.removed == ({rule: 2 * working} if working else {})
