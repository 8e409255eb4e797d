"""Each rule of a call is broken once, and holds."""

from __future__ import annotations

import pytest

from counsellors.callbacks.models import CallBack
from jobcenter.shared.periods import period
from tests.structure.breaking import refused_by

from .story import HOUR, NOW, NUMBER, ask, at, fresh, talk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(talk):
    return ask(talk)


def change(call, **fields):
    CallBack.objects.filter(pk=call.pk).update(**fields)


def test_number_is_there_only_while_the_call_is_to_come(call):
    rule = "a_number_only_while_the_call_is_to_come"
    with refused_by(rule):
        change(call, phone="")
    with refused_by(rule):
        change(call, phone="20304050")
    with refused_by(rule):
        change(call, state="over", during=None, slot=None)


def test_one_open_call_per_thread(call, talk):
    with refused_by("one_open_call_per_thread"):
        CallBack.objects.create(
            thread=talk.thread, centre=call.centre, phone=NUMBER, chosen_at=NOW, until=NOW + HOUR
        )


def test_one_call_per_place_of_a_window(call, bent):
    other = ask(talk_of(bent))

    with refused_by("one_call_per_place_of_a_window"):
        change(other, slot=fresh(call).slot)


@pytest.mark.parametrize("ends", [NOW, NOW - HOUR])
def test_window_ends_after_it_was_chosen(call, ends):
    with refused_by("a_window_ends_after_it_was_chosen"):
        change(call, during=period(at(9) - HOUR, ends))


@pytest.mark.parametrize("fields", [{"slot": None}, {"slot": 0}, {"during": None}])
def test_places_of_a_window_begin_at_one(call, fields):
    with refused_by("places_of_a_window_begin_at_one"):
        change(call, **fields)


def test_whoever_calls_is_known_while_they_call(call, bent):
    rule = "whoever_calls_is_known_while_they_call"
    with refused_by(rule):
        change(call, state="calling")
    with refused_by(rule):
        change(call, taken_by=bent, taken_at=NOW)


@pytest.mark.parametrize("left", ["counsellor", "is_last_try", "during", "house_from"])
def test_call_that_is_over_tells_nothing(call, bent, left):
    bare = {"state": "over", "phone": "", "during": None, "slot": None}
    told = {"counsellor": bent, "is_last_try": True, "house_from": NOW,
            "during": period(at(13), at(15))}  # fmt: skip
    more = {"slot": 1} if left == "during" else {}
    with refused_by("a_call_that_is_over_tells_nothing"):
        change(call, **(bare | {left: told[left]} | more))
