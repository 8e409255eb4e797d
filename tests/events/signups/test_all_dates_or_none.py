"""A course: one comes to all its dates or to none, and there is one line for all of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from events.activities.domain import cancel_date, change_date, move_date
from events.activities.domain.dates import Own
from events.activities.models import ActivityDate
from events.signups.domain import (
    accept_offer,
    change_people,
    check_places,
    give_up_place,
    join_again,
    settle_dates,
    tell_of_changes,
)
from events.signups.domain.refusals import NotThatManyFree
from events.signups.models import Place
from jobcenter.audit.models import Change
from jobcenter.outbox.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db


def course(places: int = 2, **terms) -> list[ActivityDate]:
    return dates_with_places(places, whole_series_only=True, **terms)


def states(place: Place) -> set[str]:
    """What somebody has on the dates of the course, each state once."""
    latest = {row.date_id: row.state for row in Place.objects.order_by("pk").filter(
        sign_up=place.sign_up)}  # fmt: skip
    return set(latest.values())


def free_on(one: ActivityDate, places: int) -> None:
    change_date(one=one, own=Own(places=places), actor=UserFactory(), now=NOW)


def test_whoever_signs_up_for_one_date_comes_to_all():
    dates = course()
    amal = signed_up(dates[2])

    assert states(amal) == {"taken"}
    assert amal.sign_up.places.count() == len(dates) == 6


def test_one_full_date_puts_them_in_the_line_of_all():
    dates = course()
    free_on(dates[3], 1)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara")

    assert (states(amal), states(clara)) == ({"taken"}, {"waiting"})
    assert ActivityDate.objects.filter(is_full=True).count() == 6
    assert Notice.objects.filter(kind="signup_waiting").count() == 1
    assert check_places(now=NOW) == []


def test_who_gives_back_gives_back_all_and_the_next_is_asked_once_for_all():
    dates = course(1)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara")
    give_up_place(place=amal, now=NOW)

    assert (states(amal), states(clara)) == ({"given_up"}, {"offered"})
    assert Notice.objects.filter(kind="signup_offer").count() == 1
    accept_offer(place=clara, now=NOW)
    assert states(clara) == {"taken"}
    join_again(place=amal, now=NOW)
    assert states(amal) == {"waiting"}


def test_an_offer_for_all_lapses_for_all_and_is_told_once():
    dates = course(1)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara")
    give_up_place(place=amal, now=NOW)
    settle_dates(now=NOW + timedelta(hours=30))

    assert states(clara) == {"lapsed"}
    assert Notice.objects.filter(kind="signup_lapsed").count() == 1


def test_a_party_grows_on_all_dates_or_on_none():
    dates = course(3)
    free_on(dates[5], 2)
    amal = signed_up(dates[0])
    change_people(place=amal, people=2, now=NOW)
    assert set(amal.sign_up.places.values_list("people", flat=True)) == {2}

    with pytest.raises(NotThatManyFree):
        change_people(place=amal, people=3, now=NOW)
    assert set(amal.sign_up.places.values_list("people", flat=True)) == {2}


def test_a_cancelled_evening_holds_nobody_back():
    dates = course(1)
    free_on(dates[1], 1)
    cancel_date(one=dates[1], reason="Sygdom", actor=UserFactory(), now=NOW)
    amal = signed_up(dates[0])

    assert states(amal) == {"taken"}
    assert amal.sign_up.places.count() == 5


def test_who_comes_when_the_course_has_begun_comes_to_the_rest():
    dates = course(1)
    later = dates[1].ends_at
    amal = signed_up(dates[4], now=later)

    assert amal.sign_up.places.count() == 4


LATER = NOW + timedelta(hours=1)


def asked_and_waiting() -> tuple[list[ActivityDate], Place]:
    """A course with one place, which Clara was offered when Amal gave it back."""
    dates = course(1)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara")
    give_up_place(place=amal, now=NOW)
    return dates, clara


def offers() -> list[Notice]:
    return list(Notice.objects.filter(kind="signup_offer").order_by("pk"))


def moved(one: ActivityDate) -> None:
    starts_at = one.starts_at + timedelta(hours=1)
    move_date(
        one=one, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        actor=UserFactory(), now=LATER,
    )  # fmt: skip


@pytest.mark.parametrize("which", [[0], [3], [1, 4]])
def test_an_offer_for_a_course_is_made_anew_for_all_and_said_when_dates_move(which):
    dates, clara = asked_and_waiting()
    (was,) = offers()
    for n in which:
        moved(dates[n])
    assert (tell_of_changes(now=LATER), tell_of_changes(now=LATER)) == (len(which), 0)

    assert states(clara) == {"offered"}
    (until,) = set(clara.sign_up.places.values_list("offer_until", flat=True))
    first, again = offers()
    assert (first.state, again.state) == ("withdrawn", "queued")
    before, after = (datetime.fromisoformat(one.payload["until"]) for one in (was, again))
    assert before < after == until
    assert check_places(now=LATER) == []


def test_each_offer_a_moved_date_takes_back_has_its_line_in_the_trail():
    dates, _clara = asked_and_waiting()
    moved(dates[3])
    tell_of_changes(now=LATER)

    taken_back = Change.objects.filter(action="place.offer_taken_back")
    assert {change.subject for change in taken_back} == {
        f"activity_date:{one.public_id}" for one in dates
    }
    assert {change.facts["people"] for change in taken_back} == {1}


def test_an_offer_for_a_course_is_made_anew_when_its_first_evening_is_off():
    dates, clara = asked_and_waiting()
    cancel_date(one=dates[0], reason="Sygdom", actor=UserFactory(), now=LATER)
    tell_of_changes(now=LATER)

    _first, again = offers()
    assert again.state == "queued"
    assert again.payload["starts_at"] == dates[1].starts_at.isoformat()
    accept_offer(place=clara.sign_up.places.get(date=dates[1]), now=LATER)
    assert clara.sign_up.places.filter(state="taken").count() == 5


def test_the_pages_say_that_it_is_all_dates_or_none(client):
    from django.utils import timezone

    from tests.factories.events import Planned, Repeats

    first = timezone.localdate() + timedelta(days=9)
    weekly = Planned(
        repeats=Repeats.WEEKLY, minute=19 * 60, minutes=60, weekdays=[first.isoweekday()],
        first=first, last=first + timedelta(days=14), pauses_on_holidays=False,
    )  # fmt: skip
    one = course(5, planned=weekly)[0]

    assert "Alle gange eller ingen" in client.get(f"/det-sker/{one.public_id}/").content.decode()
    form = client.get(f"/det-sker/{one.public_id}/tilmeld/").content.decode()
    assert "Du melder dig til alle 3 gange" in form
    assert 'name="whole_series"' not in form
