"""A date is added to a course while people come and go: everybody on it comes along, once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from events.activities.domain import add_date
from events.activities.models import ActivityDate
from events.signups.domain import (
    FORM,
    bring_all_along,
    bring_along,
    check_places,
    give_up_place,
    sign_up,
)
from events.signups.enums import PlaceState
from events.signups.models import Place
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW
from tests.factories.signups import dates_with_places, signed_up, somebody
from tests.races.arena import Race, race
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
THERE, GOING, COMING = 6, 3, 8


def _come(one: ActivityDate, name: str):
    return lambda: sign_up(
        one=one, request=somebody(name), form_key=mint_form_key(form=FORM),
        address=f"192.0.2.{hash(name) % 250}", now=NOW,
    )  # fmt: skip


def _one_more(dates: list[ActivityDate]) -> ActivityDate:
    starts_at = dates[-1].starts_at + timedelta(weeks=1)
    return add_date(activity=dates[0].activity, starts_at=starts_at, actor=UserFactory(), now=NOW)


def _rush() -> ActivityDate:
    """Six are there, three of them go, eight come; a date is added, and looked after by many."""
    dates = dates_with_places(THERE, whole_series_only=True)
    there = [signed_up(dates[0], f"There{n}") for n in range(THERE)]
    one = _one_more(dates)
    acts = [_come(dates[0], f"Comes{n}") for n in range(COMING)]
    acts += [lambda place=place: give_up_place(place=place, now=NOW) for place in there[:GOING]]
    acts += [lambda: bring_along(activity=one.activity, now=NOW)] * 4
    random.Random(7).shuffle(acts)
    run = race(lambda _round: acts, rounds=1, lanes=15)
    assert not run.errors, run.errors
    bring_all_along(now=NOW)
    return one


def test_the_new_date_has_the_people_of_the_course_whoever_comes_and_goes_meanwhile():
    one = _rush()
    on_each = [
        Counter(Place.objects.filter(date=each).living().values_list("sign_up", "state"))
        for each in one.activity.dates.all()
    ]

    assert all(people == on_each[0] for people in on_each)
    assert Place.objects.filter(date=one).holding(NOW).count() == THERE
    assert Place.objects.filter(date=one, state=PlaceState.WAITING).count() == COMING - GOING
    assert check_places(now=NOW) == []


def _looked_after_by_many() -> tuple[Race, int]:
    """Three people, and six clockworks at once: how it went, and how many letters it made."""
    dates = dates_with_places(THERE, whole_series_only=True)
    for name in ("Amal", "Bent", "Clara"):
        signed_up(dates[0], name)
    before = Notice.objects.filter(kind="signup_confirmed").count()
    activity = _one_more(dates).activity
    acts = [lambda: bring_along(activity=activity, now=NOW)] * 6
    run = race(lambda _round: acts, rounds=1, lanes=6)
    return run, Notice.objects.filter(kind="signup_confirmed").count() - before


def test_everybody_is_brought_along_once_and_told_once_by_six_clockworks():
    run, letters = _looked_after_by_many()

    assert not run.errors, run.errors
    assert sorted(run.winners) == [0, 0, 0, 0, 0, 3]
    assert letters == 3


def test_without_the_lock_several_clockworks_bring_the_same_person_along():
    with without_row_locks():
        run, _letters = _looked_after_by_many()

    assert run.errors
