"""The place in line, and what keeps it."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.ending import end_and_delete, end_thread
from counsellors.chat.domain.starting import Route
from counsellors.chat.enums import WaitsAs
from counsellors.line.domain import place_of, say_place, state_of_line, still_here
from counsellors.line.domain.routes import GRACE
from counsellors.models import Thread, Wait
from jobcenter.centres.models import Centre

from .story import DAY, MINUTE, NIGHT, NOW, open_house, past_waits, somebody_at, take, wait

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return open_house()


@pytest.fixture
def bent(house):
    return somebody_at(house)


def loaded(house: Centre) -> Centre:
    return Centre.objects.prefetch_related("opening_hours", "opening_exceptions").get(pk=house.pk)


def test_whoever_joined_first_stands_first(bent):
    late, early = wait(bent, at=NOW), wait(bent, at=NOW - 5 * MINUTE)
    there = somebody_at(open_house())
    wait(there, at=NOW - 9 * MINUTE)

    places = [place_of(thread=one.thread, now=NOW) for one in (early, late)]
    assert [(place.number, place.of) for place in places] == [(1, 2), (2, 2)]


def test_of_two_at_the_same_moment_the_first_written_down_stands_first(bent):
    both = [wait(bent), wait(bent)]

    assert [place_of(thread=one.thread, now=NOW).number for one in both] == [1, 2]


@pytest.mark.parametrize("how", ["taken", "ended", "deleted", "a letter"])
def test_line_moves_up_when_somebody_leaves_it(bent, how):
    first, second = wait(bent, at=NOW - MINUTE), wait(bent)
    if how == "taken":
        take(first)
    if how == "ended":
        end_thread(seat=first.amal, now=NOW)
    if how == "deleted":
        end_and_delete(seat=first.amal, now=NOW)
    if how == "a letter":
        Thread.objects.filter(pk=first.thread.pk).update(waits_as=WaitsAs.LETTER)

    assert place_of(thread=second.thread, now=NOW).number == 1
    assert place_of(thread=first.fresh(), now=NOW) is None


def test_whoever_waits_for_a_call_keeps_their_place(bent):
    first, second = wait(bent, at=NOW - MINUTE), wait(bent)
    Thread.objects.filter(pk=first.thread.pk).update(waits_as=WaitsAs.PHONE)

    assert place_of(thread=second.thread, now=NOW).number == 2
    assert place_of(thread=first.fresh(), now=NOW).number == 1


def test_place_says_nothing_about_minutes_until_something_is_known(house, bent):
    talk = wait(bent)

    assert place_of(thread=talk.thread, now=NOW).wait is None
    past_waits(house, *range(1, 11))
    found = place_of(thread=talk.thread, now=NOW).wait
    assert (found.low_minutes, found.high_minutes) == (1, 10)


def test_place_says_no_minutes_where_nobody_is_here(house, bent):
    past_waits(house, *range(1, 11))
    talk = wait(bent)
    bent.duties.all().delete()

    place = place_of(thread=talk.thread, now=NOW)
    assert (place.wait, place.is_somebody_here, place.is_long) == (None, False, True)


def test_range_shrinks_as_one_has_waited(house, bent):
    past_waits(house, *range(1, 31))
    talk = wait(bent)

    fresh = place_of(thread=talk.thread, now=NOW).wait
    later = place_of(thread=talk.thread, now=NOW + 8 * MINUTE).wait
    assert later.high_minutes < fresh.high_minutes


def test_place_that_has_just_moved_up_is_a_fresh_one(house, bent):
    past_waits(house, *range(1, 31), ago=9 * MINUTE)
    first, second = wait(bent, at=NOW - 8 * MINUTE), wait(bent, at=NOW - 8 * MINUTE)
    for talk in (first, second):
        say_place(thread=talk.thread, now=NOW - 8 * MINUTE)
    before = place_of(thread=first.thread, now=NOW).wait
    Wait.objects.filter(thread=first.thread).update(ended_at=NOW, was_reached=True, thread=None)
    take(first)

    # Who stood there for eight minutes, and who has come there this minute.
    assert place_of(thread=second.thread, now=NOW).wait.high_minutes > before.high_minutes


def test_promise_is_noted_when_it_is_first_said_and_never_again(house, bent):
    past_waits(house, *range(1, 11), promised=10)
    talk = wait(bent)
    place = say_place(thread=talk.thread, now=NOW)
    past_waits(house, *range(20, 60))

    assert (place.promised, place.promise.minutes, place.promise.percent) == (10, 10, 100)
    later = say_place(thread=talk.thread, now=NOW + 9 * MINUTE)
    assert later.promised == 10
    assert Wait.objects.get(thread=talk.thread).promised_minutes == 10


def test_promise_that_would_be_late_is_not_noted(house, bent):
    talk = wait(bent, at=NOW - 3 * MINUTE)
    past_waits(house, *range(1, 11))
    say_place(thread=talk.thread, now=NOW)

    assert Wait.objects.get(thread=talk.thread).promised_minutes is None


def test_long_wait_offers_another_way(house, bent):
    talk = wait(bent)

    past_waits(house, *[2] * 20)
    assert not place_of(thread=talk.thread, now=NOW).is_long
    past_waits(house, *[6] * 60)
    assert place_of(thread=talk.thread, now=NOW).is_long


def test_long_wait_that_has_gone_by_offers_another_way_whatever_is_left(house, bent):
    past_waits(house, *[14] * 40)
    talk = wait(bent)
    say_place(thread=talk.thread, now=NOW)
    place = place_of(thread=talk.thread, now=NOW + 12 * MINUTE)
    assert (place.wait.high_minutes, place.is_long) == (2, True)

    # Taken, and back in line: the wait before is over.
    Wait.objects.filter(thread=None).delete()
    past_waits(house, *[2] * 60)
    Wait.objects.filter(thread=talk.thread).update(joined_at=NOW + 12 * MINUTE)
    assert not place_of(thread=talk.thread, now=NOW + 12 * MINUTE).is_long


def test_sign_of_the_browser_holds_the_place_and_is_written_once_a_minute(
    bent, django_assert_num_queries
):
    talk = wait(bent, route=Route(grace_until=NOW + GRACE))

    with django_assert_num_queries(0):
        assert still_here(thread=talk.thread, now=NOW + MINUTE / 2)
    with django_assert_num_queries(1):
        assert still_here(thread=talk.thread, now=NOW + 2 * MINUTE)
    assert talk.fresh().grace_until == NOW + 2 * MINUTE + GRACE


def test_place_that_was_given_up_is_not_held_on(bent):
    talk = wait(bent, route=Route(grace_until=NOW + GRACE))
    Thread.objects.filter(pk=talk.thread.pk).update(waits_as=WaitsAs.LETTER, grace_until=None)

    assert not still_here(thread=talk.thread, now=NOW + 2 * MINUTE)
    assert talk.fresh().grace_until is None


def test_state_of_a_line_is_for_whoever_is_about_to_join(house, bent):
    for _ in range(2):
        wait(bent)
    past_waits(house, *range(1, 11), place=3, promised=4)
    past_waits(house, *[99] * 10, place=1)

    state = state_of_line(centre=loaded(house), now=NOW)
    assert (state.is_open, state.waiting, state.here) == (True, 2, [bent])
    assert (state.wait.low_minutes, state.wait.high_minutes) == (1, 10)
    assert (state.kept.minutes, state.kept.percent) == (10, 40)
    assert not state_of_line(centre=loaded(house), now=NIGHT).is_open


def test_state_says_nothing_where_nobody_is_here(house, bent):
    past_waits(house, *range(1, 11))

    state = state_of_line(centre=loaded(house), now=NOW + DAY)
    assert (state.here, state.wait, state.kept) == ([], None, None)


@pytest.mark.parametrize("people", [1, 30])
def test_place_and_state_cost_the_same_for_one_and_for_many(
    house, bent, people, django_assert_max_num_queries
):
    talk = wait(bent)
    for _ in range(people):
        wait(bent)
    past_waits(house, *range(people))
    thread = Thread.objects.select_related("centre").get(pk=talk.thread.pk)

    with django_assert_max_num_queries(6):
        place_of(thread=thread, now=NOW)
    centre = loaded(house)
    with django_assert_max_num_queries(5):
        state_of_line(centre=centre, now=NOW)
