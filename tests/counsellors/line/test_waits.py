"""What is noted of a wait: for the house, while it lasts, and nobody's afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.callbacks.domain.asking import choose_window
from counsellors.chat.domain.ending import end_and_delete, end_thread
from counsellors.letters.domain import write_letter
from counsellors.line.domain.passing import give_up_places
from counsellors.line.domain.waits import (
    begin_wait,
    expected_wait,
    forget_waits,
    places_like,
    promises_kept,
    settle_waits,
)
from counsellors.models import Thread, Wait
from jobcenter.shared.retention import kept_for
from tests.counsellors.callbacks.story import ask, at, keep_place, somebody, value
from tests.counsellors.callbacks.story import house as house_with_a_phone
from tests.structure.breaking import refused_by

from .story import DAY, MINUTE, NOW, open_house, past_waits, somebody_at, take, wait

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def house():
    return open_house()


@pytest.fixture
def bent(house):
    return somebody_at(house)


@pytest.fixture
def by_phone():
    """Somebody of a house that calls back, too."""
    return somebody(house_with_a_phone())


def noted(talk, *, place: int = 1, promised: int | None = 8) -> Wait:
    return begin_wait(thread=talk.thread, place=place, promised=promised, joined_at=NOW, now=NOW)


def test_wait_that_was_taken_ends_with_the_moment_it_was_taken(bent):
    talk = wait(bent)
    noted(talk)
    take(talk, now=NOW + 5 * MINUTE)

    assert settle_waits(now=NOW + HOUR) == 1
    row = Wait.objects.get()
    assert (row.ended_at, row.was_reached, row.thread) == (NOW + 5 * MINUTE, True, None)
    assert settle_waits(now=NOW + HOUR) == 0


def leave(talk, how: str, *, now) -> None:
    """In each of the ways out of the line that lead to nobody there and then."""
    if how == "ended":
        end_thread(seat=talk.amal, now=now)
    elif how == "given up":
        Thread.objects.filter(pk=talk.thread.pk).update(grace_until=NOW)
        give_up_places(now=now)
    elif how == "a letter":
        write_letter(thread=talk.thread, mail="", now=now)
    elif how == "a call":
        ask(talk, at(9, days=1), now=now)
    else:
        keep_place(talk)
        choose_window(thread=talk.fresh(), window=value(at(9, days=1)), now=now)


WAYS_OUT = ["ended", "given up", "a call", "another window", "a letter"]


@pytest.mark.parametrize("how", WAYS_OUT)
def test_wait_that_was_left_ends_with_the_moment_it_was_left(by_phone, how):
    talk = wait(by_phone)
    noted(talk)
    leave(talk, how, now=NOW + 5 * MINUTE)
    settle_waits(now=NOW + HOUR)

    row = Wait.objects.get()
    assert (row.ended_at, row.was_reached, row.thread) == (NOW + 5 * MINUTE, False, None)
    assert talk.kinds.count("queue_left") == (how != "ended")


@pytest.mark.parametrize("how", WAYS_OUT)
def test_promise_is_broken_for_whoever_waits_too_long_and_gives_up_in_whatever_way(by_phone, how):
    past_waits(by_phone.centres.get(), *[3] * 9, promised=8)
    talk = wait(by_phone)
    noted(talk, promised=8)
    leave(talk, how, now=NOW + 40 * MINUTE)
    settle_waits(now=NOW + HOUR)

    assert promises_kept(centre=by_phone.centres.get(), now=NOW + HOUR) == 90


def test_wait_that_goes_on_is_left_alone(bent):
    noted(wait(bent))

    assert settle_waits(now=NOW + HOUR) == 0
    assert Wait.objects.get().ended_at is None


@pytest.mark.parametrize("how", ["erased", "forgotten"])
def test_wait_of_a_thread_that_is_gone_says_nothing(bent, how):
    talk = wait(bent)
    noted(talk)
    if how == "erased":
        end_and_delete(seat=talk.amal, now=NOW)
    else:
        Wait.objects.update(thread=None)
    settle_waits(now=NOW)

    assert not Wait.objects.exists()


def test_waits_are_forgotten_after_their_time(house):
    past_waits(house, 3, ago=kept_for("waits") - HOUR)
    past_waits(house, 3, ago=kept_for("waits") + HOUR)

    assert forget_waits(now=NOW) == 1
    assert Wait.objects.count() == 1


def test_promise_held_for_whoever_was_reached_in_time_and_for_nobody_else(house):
    past_waits(house, 8, 8, 8, promised=8)
    past_waits(house, 8.1, promised=8)
    past_waits(house, 9, promised=8, was_reached=False)
    # Left before the promise was due: nobody knows.
    past_waits(house, 2, 7.9, promised=8, was_reached=False)
    past_waits(house, 99)

    assert promises_kept(centre=house, now=NOW) == 60


@pytest.mark.parametrize(("people", "said"), [(4, None), (5, 100)])
def test_promises_to_fewer_than_five_are_not_spoken_of(house, people, said):
    past_waits(house, *[3] * people, promised=8)
    past_waits(open_house(), *[3] * 9, promised=8)

    assert promises_kept(centre=house, now=NOW) == said


def test_promises_of_four_weeks_count_where_the_week_was_too_quiet(house):
    past_waits(house, *[9] * 5, promised=8, ago=20 * DAY)
    past_waits(house, *[3] * 4, promised=8)
    assert promises_kept(centre=house, now=NOW) == 44

    past_waits(house, 3, promised=8)
    assert promises_kept(centre=house, now=NOW) == 100


def test_recent_hours_speak_first(house):
    past_waits(house, *[30] * 20, ago=7 * DAY)
    past_waits(house, *[4] * 10)

    assert expected_wait(centre=house, place=1, now=NOW).high_minutes == 4


def test_same_hours_of_the_last_weeks_speak_where_today_is_quiet(house):
    past_waits(house, *[30] * 20, ago=7 * DAY)
    past_waits(house, *[50] * 40, ago=7 * DAY - 5 * HOUR)

    assert expected_wait(centre=house, place=1, now=NOW).high_minutes == 30


def test_nothing_is_said_of_another_place_another_house_or_another_time(house):
    past_waits(house, *[4] * 40, place=2)
    past_waits(open_house(), *[4] * 40)
    past_waits(house, *[4] * 40, ago=30 * DAY)

    assert expected_wait(centre=house, place=1, now=NOW) is None


def test_old_waits_weigh_less(house):
    past_waits(house, *[40] * 10, ago=3 * HOUR)
    past_waits(house, *[4] * 40)

    assert expected_wait(centre=house, place=1, now=NOW).high_minutes == 4


def test_line_that_stands_still_is_not_called_short(house, bent):
    """Ten were quick; now thirty have stood for twenty minutes, and nobody has been reached."""
    past_waits(house, *[2] * 10)
    assert expected_wait(centre=house, place=1, now=NOW).high_minutes == 2

    Wait.objects.bulk_create(
        Wait(centre=house, place=1, joined_at=NOW - 20 * MINUTE) for _ in range(30)
    )
    assert expected_wait(centre=house, place=1, now=NOW) is None


@pytest.mark.parametrize(
    ("place", "alike"), [(1, (1, 1)), (4, (4, 4)), (5, (4, 6)), (10, (8, 12)), (100, (80, 120))]
)
def test_places_that_are_alike(place, alike):
    assert places_like(place) == alike


def test_one_wait_at_a_time_per_thread(bent):
    talk = wait(bent)
    noted(talk)

    with refused_by("one_wait_at_a_time_per_thread"):
        Wait.objects.create(thread=talk.thread, centre=talk.thread.centre, joined_at=NOW, place=1)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"ended_at": NOW}, "a_wait_that_is_over_is_about_nobody"),
        ({"ended_at": NOW, "was_reached": True}, "a_wait_that_is_over_is_about_nobody"),
        (
            {"ended_at": NOW - DAY, "was_reached": True, "thread": None},
            "a_wait_ends_after_it_began",
        ),
        ({"place": 0}, "places_in_a_line_begin_at_one"),
        ({"promised_minutes": 0}, "a_promise_is_at_least_a_minute"),
    ],
)
def test_what_a_wait_cannot_be(bent, change, rule):
    noted(wait(bent))

    with refused_by(rule):
        Wait.objects.update(**change)
