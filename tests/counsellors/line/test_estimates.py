"""The range: what must be true of it whatever the waits were."""

from __future__ import annotations

import random
from math import ceil
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellors.line.domain.estimates import MOST_MINUTES, Range, Sample, wait_range

MINUTES = st.floats(0, MOST_MINUTES, allow_nan=False)
WEIGHTS = st.floats(0.05, 1.0)
SAMPLES = st.lists(st.builds(Sample, MINUTES, st.booleans(), WEIGHTS), max_size=60)
REACHED = st.lists(st.builds(Sample, MINUTES), min_size=9, max_size=60)


def reached(*minutes: float) -> list[Sample]:
    return [Sample(one) for one in minutes]


@pytest.mark.parametrize(("people", "is_said"), [(0, False), (8, False), (9, True), (10, True)])
def test_nothing_is_said_of_fewer_than_nine(people, is_said):
    assert (wait_range(reached(*range(1, people + 1))) is not None) == is_said


def test_nine_say_the_longest_of_them():
    assert wait_range(reached(*range(1, 10))) == Range(1, 9)


def test_upper_end_is_the_conformal_one():
    """n equal samples: the k-th smallest, k = ceil(0.9 (n + 1))."""
    for people in range(9, 89):
        found = wait_range(reached(*range(1, people + 1)))
        assert found.high_minutes == ceil(round(0.9 * (people + 1), 9))


@given(SAMPLES)
def test_range_has_its_bounds(samples):
    found = wait_range(samples)

    assert found is None or 0 <= found.low_minutes <= found.high_minutes <= MOST_MINUTES
    assert found is None or found.high_minutes >= 1


@given(REACHED, st.integers(0, 59))
def test_somebody_who_left_never_makes_a_wait_look_shorter(samples, which):
    """Of one less is known: only that it was at least so long."""
    before = wait_range(samples)
    one = samples[which % len(samples)]
    left = [*samples, Sample(one.minutes, was_reached=False)]
    left.remove(one)
    after = wait_range(left)

    assert before is None or after is None or after.high_minutes >= before.high_minutes


@given(SAMPLES)
def test_order_of_the_samples_says_nothing(samples):
    shuffled = samples[:]
    random.Random(1).shuffle(shuffled)

    assert wait_range(samples) == wait_range(shuffled)


@given(REACHED)
def test_longer_waits_never_make_a_shorter_range(samples):
    before = wait_range(samples)
    after = wait_range([Sample(min(one.minutes + 5, MOST_MINUTES)) for one in samples])

    assert before is None or after is None or after.high_minutes >= before.high_minutes


@given(st.lists(MINUTES, min_size=9, max_size=40), st.integers(2, 4))
def test_more_of_the_same_makes_the_upper_end_no_later(minutes, times):
    """What is lost is only the newcomer's own share."""
    once, often = wait_range(reached(*minutes)), wait_range(reached(*minutes * times))

    assert once is None or often.high_minutes <= once.high_minutes


def test_who_was_reached_at_once_makes_the_range_shorter():
    """A newcomer has not waited yet: nobody was reached sooner than that."""
    at_once = [*reached(*[0] * 20), *reached(*range(1, 10))]

    assert wait_range(at_once) == Range(0, 7)
    assert wait_range(at_once, already=0.5) == wait_range(reached(*range(1, 10)), already=0.5)


@given(SAMPLES, st.floats(0, 60))
def test_those_who_were_reached_sooner_than_i_have_waited_say_nothing_to_me(samples, already):
    longer = [one for one in samples if one.minutes >= already]

    assert wait_range(samples, already=already) == wait_range(longer, already=already)


def test_line_in_which_most_leave_says_nothing():
    samples = [*reached(*range(1, 10)), *(Sample(30, was_reached=False) for _ in range(9))]

    assert wait_range(samples) is None


def test_wait_that_is_too_long_to_say_is_not_said():
    assert wait_range(reached(*[MOST_MINUTES] * 20)) == Range(MOST_MINUTES, MOST_MINUTES)
    assert wait_range(reached(*[MOST_MINUTES + 1] * 20)) is None


@pytest.mark.parametrize("name", ["exponential", "two humps", "long tail"])
@pytest.mark.parametrize("people", [12, 30, 100])
def test_nine_of_ten_newcomers_are_reached_in_time_whatever_the_waits_are_like(name, people):
    """The promise itself, before it is rounded up to whole minutes: an hour is one minute here."""
    chance = random.Random(f"{name}{people}")
    draw = {
        "exponential": lambda: chance.expovariate(1 / 10),
        "two humps": lambda: chance.choice([chance.gauss(2, 0.3), chance.gauss(25, 2)]),
        "long tail": lambda: min(chance.paretovariate(2), MOST_MINUTES),
    }[name]
    held = []
    for _ in range(1500):
        found = wait_range(reached(*(max(draw(), 0.0) for _ in range(people))))
        held.append(found is None or draw() <= found.high_minutes)

    assert mean(held) >= 0.885


def test_guarantee_would_fail_without_counting_the_newcomer():
    """The twin: the plain 90th percentile of twelve promises too much."""
    chance = random.Random(7)
    held = []
    for _ in range(3000):
        waits = sorted(chance.expovariate(1 / 10) for _ in range(12))
        held.append(chance.expovariate(1 / 10) <= waits[int(0.9 * 12)])

    assert mean(held) < 0.885
