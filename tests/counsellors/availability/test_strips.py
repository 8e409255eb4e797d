"""The core against the slow and obvious way: asking each minute about each rule."""

from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from counsellors.availability.domain.strips import (
    Barrier,
    Person,
    Place,
    RoomBoard,
    Strip,
    Tally,
    Work,
    fill,
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


def columns(spans):
    return [start for start, _ in spans], [end for _, end in spans]


def engine(story, never=((), ())):
    """{start} by phone, {start: rooms} in person, and the tally."""
    strip = Strip(BASE, BASE + DAY, story["grid"])
    board = RoomBoard(
        {number: columns(spans) for number, spans in enumerate(story["rooms"])},
        strip,
        length=story["length"],
    )
    place = Place(
        strip,
        tuple(Barrier(rule, columns(story[rule])) for rule in RULES[:2]),
        {"in_person": (("no_room", board.full()),)},
    )
    fitting = [(start, end - story["length"] + 1) for start, end in story["hours"]]
    person = Person(
        7,
        [Work(1, ("in_person", "phone"), columns(fitting))],
        tuple(Barrier(rule, columns(story[rule])) for rule in RULES[2:]),
        story["length"],
        story["before"],
        story["after"],
    )
    found, tally = defaultdict(list), Tally()
    fill(person, {1: place}, never=never, found=found, tally=tally)
    by_mode = defaultdict(list)
    for start, candidates in found.items():
        for candidate in candidates:
            assert (candidate.counsellor_id, candidate.centre_id) == (7, 1)
            for mode in candidate.modes:
                by_mode[mode].append(start)
    rooms = {start: board.free_at(start) for start in by_mode["in_person"]}
    return sorted(by_mode["phone"]), rooms, tally.removed


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


@settings(max_examples=300, deadline=None)
@given(story=stories)
def test_the_strip_agrees_with_asking_each_start_about_each_rule(story):
    assert engine(story) == asked_minute_by_minute(story)


@settings(max_examples=12, deadline=None)
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
    spans = columns([(start, end - story["length"] + 1) for start, end in story["hours"]])
    work = Work(1, ("phone", "video"), spans, rule)
    found, tally = defaultdict(list), Tally()
    fill(
        Person(7, [work], (), 0, 0, 0),
        {1: Place(strip, (), {})},
        never=([], []),
        found=found,
        tally=tally,
    )
    free_story = story | {name: [] for name in RULES} | {"rooms": []}
    at_work = len(asked_minute_by_minute(free_story)[0])
    assert not found
    assert tally.removed == ({rule: 2 * at_work} if at_work else {})
