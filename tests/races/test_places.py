"""The last seat, the line, an offer taken twice, a series beside single dates: all at once."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db.models import Sum

from events.activities.domain import change_date
from events.activities.domain.dates import Own
from events.activities.models import ActivityDate
from events.signups.domain import (
    FORM,
    accept_offer,
    check_places,
    give_up_place,
    settle_dates,
    sign_up,
)
from events.signups.enums import PlaceState
from events.signups.models import Place
from jobcenter.audit.models import Change
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.factories.events import NOW
from tests.factories.signups import dates_with_places, signed_up, somebody
from tests.races.arena import race, rounds
from tests.races.sabotage import slow_to_commit, without_row_locks

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CAPACITY, COMING, GOING = 25, 50, 20
# Nine times in ten one is enough; a busy machine may let everybody say yes before the cut.
CUTS = 5
# The same: whoever counts before the others have written puts one too many in, or leaves one out.
RUSHES = 5


def _come(one: ActivityDate, name: str, **said):
    return lambda: sign_up(
        one=one, request=somebody(name, **said), form_key=mint_form_key(form=FORM),
        address=f"192.0.2.{hash(name) % 250}", now=NOW,
    )  # fmt: skip


def _people(one: ActivityDate) -> int:
    held = Place.objects.filter(date=one).holding(NOW)
    return held.aggregate(people=Sum("people"))["people"] or 0


def _rush() -> tuple[ActivityDate, Counter[str]]:
    """Three places free, fifty come while twenty of those who have one give it back: the date, and
    what was refused."""
    one = dates_with_places(CAPACITY)[0]
    there = [
        signed_up(one, f"There{n}", now=NOW, actor=one.activity.attested_by)
        for n in range(CAPACITY - 3)
    ]
    acts = [_come(one, f"Comes{n}") for n in range(COMING)]
    acts += [lambda place=place: give_up_place(place=place, now=NOW) for place in there[:GOING]]
    random.Random(5).shuffle(acts)
    return one, race(lambda _round: acts, rounds=1, lanes=20).errors


def test_there_are_never_more_people_than_places_when_many_come_and_go():
    one, refused = _rush()

    assert refused == {}
    assert _people(one) == CAPACITY
    assert check_places(now=NOW) == []
    states = Counter(Place.objects.filter(date=one).values_list("state", flat=True))
    assert states[PlaceState.GIVEN_UP] == GOING
    assert states[PlaceState.WAITING] == CAPACITY - 3 + COMING - GOING - CAPACITY
    assert Change.objects.filter(action="place.given_up").count() == GOING
    # Nobody stands in the line who came before somebody with a place or an offer.
    first_waiting = Place.objects.filter(date=one).in_line().first()
    offered = Place.objects.filter(date=one, state=PlaceState.OFFERED)
    assert all(place.pk < first_waiting.pk for place in offered)


def test_without_the_lock_the_same_rush_has_more_people_than_places():
    with without_row_locks():
        assert any(_people(_rush()[0]) > CAPACITY for _ in range(RUSHES))


def _cut_in_the_rush() -> tuple[ActivityDate, int, set[int], set[str]]:
    """Six are offered a place and say yes while the house cuts three places and fifteen come, most
    of them right after that; how many people the places that were taken by then are for; the places
    of those whose yes was taken, and who have none; and what else was refused."""
    one = dates_with_places(12)[0]
    erik = one.activity.attested_by
    there = [signed_up(one, f"There{n}", actor=erik) for n in range(12)]
    asked = [signed_up(one, f"Waits{n}", actor=erik) for n in range(6)]
    for place in there[:6]:
        give_up_place(place=place, now=NOW)
    acts = [lambda place=place: accept_offer(place=place, now=NOW) for place in asked]
    acts += [_come(one, f"Comes{n}") for n in range(4)]
    acts.append(lambda: change_date(one=one, own=Own(places=9), actor=erik, now=NOW))
    random.Random(8).shuffle(acts)
    # Each lane's second act: also of the one that cuts.
    acts += [_come(one, f"ComesAfter{n}") for n in range(len(acts))]
    run = race(lambda _round: acts, rounds=1, lanes=11)
    settle_dates(now=NOW)
    taken = Place.objects.filter(date=one, state=PlaceState.TAKEN)
    said_yes = {made.pk for made in run.winners if isinstance(made, Place)}
    people = taken.aggregate(all=Sum("people"))["all"]
    without = said_yes - set(taken.values_list("pk", flat=True))
    return one, people, without, set(run.errors) - {"OfferTakenBack"}


def test_places_cut_while_offers_are_accepted_leave_no_offer_beyond_them():
    for _ in range(rounds(2)):
        one, taken, without, refused = _cut_in_the_rush()
        # Whoever said yes before the cut keeps their place; nobody is offered one beyond it.
        assert (without, refused) == (set(), set())
        assert _people(one) == max(9, taken)
        assert taken <= 12
        offered = Place.objects.filter(date=one, state=PlaceState.OFFERED)
        assert taken <= 9 or not offered.exists()


def test_without_the_lock_somebody_who_said_yes_is_put_back_into_the_line():
    with without_row_locks(), slow_to_commit(Place):
        assert any(_cut_in_the_rush()[2] for _ in range(CUTS))


def _accepted_by_six() -> tuple[int, int, Counter[str]]:
    """The version of a place and how often it was taken, after its offer was accepted six times at
    once, and what was refused."""
    one = dates_with_places(1)[0]
    amal, clara = signed_up(one), signed_up(one, "Clara")
    give_up_place(place=amal, now=NOW)
    run = race(lambda _round: [lambda: accept_offer(place=clara, now=NOW)] * 6, rounds=1, lanes=6)
    letters = Notice.objects.filter(kind="signup_confirmed", recipient="clara@example.org")
    assert letters.count() >= 1
    taken = Change.objects.filter(action="place.taken").count()
    return Place.objects.get(pk=clara.pk).sequence, taken, run.errors


def test_an_offer_is_taken_once_when_it_is_accepted_six_times_at_once():
    assert _accepted_by_six() == (1, 1, {})


def test_without_the_lock_an_offer_is_taken_several_times():
    with without_row_locks():
        _sequence, taken, _refused = _accepted_by_six()

    assert taken > 1


def _series_beside_singles() -> tuple[list[int], Counter[str]]:
    """People on each date after whole series and single dates were asked for at once, and what was
    refused."""
    dates = dates_with_places(3)
    acts = [_come(dates[n % 6], f"Series{n}", whole_series=True) for n in range(6)]
    acts += [_come(one, f"Single{n}x{one.pk}") for one in reversed(dates) for n in range(4)]
    random.Random(6).shuffle(acts)
    run = race(lambda _round: acts, rounds=1, lanes=15)
    return [_people(one) for one in dates], run.errors


def test_series_and_single_dates_share_the_places_of_each_date():
    for _ in range(rounds(2)):
        assert _series_beside_singles() == ([3] * 6, {})


def test_without_the_lock_series_and_single_dates_take_too_many():
    with without_row_locks():
        people, _refused = _series_beside_singles()

    assert max(people) > 3


def _courses_in_a_rush() -> tuple[list[int], set[int], Counter[str]]:
    """People on each date of a course with three places, on how many dates each of them is, and
    what was refused."""
    dates = dates_with_places(3, whole_series_only=True)
    there = signed_up(dates[0], "There", actor=dates[0].activity.attested_by)
    acts = [_come(dates[n % 6], f"Comes{n}") for n in range(12)]
    acts.append(lambda: give_up_place(place=there, now=NOW))
    random.Random(7).shuffle(acts)
    run = race(lambda _round: acts, rounds=1, lanes=13)
    holding = Place.objects.filter(date__in=dates).holding(NOW)
    dates_of_each = set(Counter(holding.values_list("sign_up", flat=True)).values())
    return [_people(one) for one in dates], dates_of_each, run.errors


def test_a_course_is_all_dates_or_none_also_when_many_come_at_once():
    for _ in range(rounds(2)):
        assert _courses_in_a_rush() == ([3] * 6, {6}, {})


def test_without_the_lock_a_course_takes_too_many():
    with without_row_locks():
        people, _dates_of_each, _refused = _courses_in_a_rush()

    assert max(people) > 3
