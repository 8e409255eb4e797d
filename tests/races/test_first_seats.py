"""The first hours: strangers, and those who wished for it, at the same moment."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db.models import Sum

from events.activities.models import ActivityDate
from events.signups.domain import FORM, open_first_seats, sign_up
from events.signups.domain.refusals import FirstSeatUsed, OthersFirst
from events.signups.models import FirstSeats, Place
from jobcenter.submissions.domain import mint_form_key
from tests.factories.events import NOW
from tests.factories.signups import dates_with_places, somebody
from tests.races.arena import race
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PLACES, WISHED, STRANGERS = 4, 12, 12


def _link(n: int) -> bytes:
    return bytes([n]) * 32


def _dates() -> list[ActivityDate]:
    dates = dates_with_places(PLACES)
    activity = dates[0].activity
    FirstSeats.objects.create(activity=activity)
    open_first_seats(activity=activity, links=[_link(n) for n in range(WISHED)], now=NOW)
    return dates


def _come(one: ActivityDate, name: str, link: bytes | None = None):
    return lambda: sign_up(
        one=one, request=somebody(name), form_key=mint_form_key(form=FORM),
        address=f"192.0.2.{hash(name) % 250}", first_seat=link, now=NOW,
    )  # fmt: skip


def _rush() -> tuple[ActivityDate, Counter[str]]:
    """Everybody who wished for it, and as many strangers, want one of four places: the date, and
    what was refused."""
    one = _dates()[0]
    acts = [_come(one, f"Wished{n}", _link(n)) for n in range(WISHED)]
    acts += [_come(one, f"Stranger{n}") for n in range(STRANGERS)]
    random.Random(7).shuffle(acts)
    return one, race(lambda _round: acts, rounds=1, lanes=12).errors


def _people(one: ActivityDate) -> int:
    held = Place.objects.filter(date=one).holding(NOW)
    return held.aggregate(people=Sum("people"))["people"] or 0


def test_strangers_get_no_first_seat_and_there_are_never_more_than_places():
    one, refused = _rush()

    assert refused == {OthersFirst.__name__: STRANGERS}
    assert _people(one) == PLACES
    places = Place.objects.filter(date=one)
    assert places.count() == WISHED
    assert not places.filter(sign_up__name__startswith="Stranger").exists()


def test_without_the_lock_those_who_wished_take_more_than_there_are():
    with without_row_locks():
        one, _refused = _rush()

    assert _people(one) > PLACES


def _one_link_on_every_date() -> tuple[int, set[str]]:
    """Sign-ups made with one link on six dates at once, and what else was refused: the rows of the
    dates are six different locks."""
    dates = _dates()
    acts = [_come(one, f"Name{one.pk}", _link(0)) for one in dates]
    run = race(lambda _round: acts, rounds=1, lanes=6)
    return len(run.winners), set(run.errors) - {FirstSeatUsed.__name__}


def test_a_link_lets_in_one_sign_up_when_it_is_used_six_times_at_once():
    assert _one_link_on_every_date() == (1, set())


def test_without_the_lock_a_link_lets_in_several():
    with without_row_locks():
        let_in, _refused = _one_link_on_every_date()

    assert let_in > 1
