"""A course that gets one more date: whoever is on it comes along, and nobody else is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.activities.domain import add_date, cancel_date, change_date, move_date
from events.activities.domain.dates import Own
from events.activities.models import Activity, ActivityDate
from events.signups.domain import (
    accept_offer,
    bring_all_along,
    bring_along,
    check_places,
    give_up_place,
    settle_dates,
    standings_of,
)
from events.signups.domain.refusals import DateHoldsTooFew
from events.signups.models import Place
from events.signups.tasks import keep_lines_moving
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from tests.events.signups.test_all_dates_or_none import course, states
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, once
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def added(dates: list[ActivityDate]) -> ActivityDate:
    """One more evening, a week after the last."""
    starts_at = dates[-1].starts_at + timedelta(weeks=1)
    return add_date(activity=dates[0].activity, starts_at=starts_at, actor=UserFactory(), now=LATER)


def on(one: ActivityDate) -> dict[str, tuple[str, int]]:
    rows = Place.objects.filter(date=one).select_related("sign_up")
    return {row.sign_up.name: (row.state, row.people) for row in rows}


def letters(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


def found(now=LATER) -> list[str]:
    return [trouble.what for trouble in check_places(now=now)]


def test_who_has_a_place_on_the_course_gets_one_on_the_new_date_and_is_told_once():
    dates = course(5)
    signed_up(dates[0])
    signed_up(dates[0], "Clara", people=2, email="", phone="+4520111111")
    before = len(letters("signup_confirmed"))
    one = added(dates)
    assert found() == ["somebody of the course has no place on it"]

    assert (bring_all_along(now=LATER), bring_all_along(now=LATER)) == (2, 0)
    assert on(one) == {"Amal": ("taken", 1), "Clara": ("taken", 2)}
    assert found() == []
    mail, sms = letters("signup_confirmed")[before:]
    assert "Forløbet har fået en dag mere" in compose_mail(mail).body
    assert "en dag mere" in compose_sms(sms)
    (event,) = Calendar.from_ical(compose_mail(mail).attachments[0].content).events
    assert event.start == one.starts_at
    reminded = [each.payload["starts_at"] for each in letters("signup_reminder")]
    assert reminded.count(one.starts_at.isoformat()) == 2


def test_the_line_stands_as_it_was_and_waits_for_the_new_date_too():
    dates = course(1)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara")
    erik = signed_up(dates[0], "Erik")
    told = Notice.objects.exclude(kind__in=["signup_confirmed", "signup_reminder"]).count()
    one = added(dates)
    bring_all_along(now=LATER)

    assert on(one) == {"Amal": ("taken", 1), "Clara": ("waiting", 1), "Erik": ("waiting", 1)}
    last = Notice.objects.exclude(kind__in=["signup_confirmed", "signup_reminder"]).count()
    assert last == told
    turns = [each.turn for each in standings_of(erik.sign_up, now=LATER)]
    assert turns == [2] * 7
    give_up_place(place=amal, now=LATER)
    assert states(clara) == {"offered"}
    accept_offer(place=clara, now=LATER)
    assert (states(clara), states(erik), found()) == ({"taken"}, {"waiting"}, [])


def test_an_offer_holds_for_the_new_date_with_the_same_deadline_and_no_second_letter():
    dates = course(1)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara")
    give_up_place(place=amal, now=NOW)
    one = added(dates)
    bring_all_along(now=LATER)

    assert on(one) == {"Clara": ("offered", 1)}
    assert len(set(clara.sign_up.places.values_list("offer_until", flat=True))) == 1
    assert len(letters("signup_offer")) == 1
    settle_dates(now=NOW + timedelta(hours=30))
    assert states(clara) == {"lapsed"}
    assert bring_all_along(now=NOW + timedelta(hours=30)) == 0


def test_who_gave_the_course_up_is_left_alone():
    dates = course(5)
    give_up_place(place=signed_up(dates[0]), now=NOW)
    one = added(dates)

    assert bring_all_along(now=LATER) == 0
    assert on(one) == {}


def test_an_offer_that_ran_out_brings_nobody_along_before_the_clockwork_came_by():
    dates = course(1)
    amal, clara = signed_up(dates[0]), signed_up(dates[0], "Clara")
    give_up_place(place=amal, now=NOW)
    Place.objects.filter(sign_up=clara.sign_up).update(offer_until=LATER)
    added(dates)

    assert bring_all_along(now=LATER) == 0


def test_a_date_that_is_on_again_takes_those_along_who_came_meanwhile():
    dates = course(5)
    signed_up(dates[0])
    off = cancel_date(one=dates[2], reason="Sygdom", actor=UserFactory(), now=NOW)
    signed_up(dates[0], "Clara")
    assert set(on(off)) == {"Amal"}
    move_date(one=off, starts_at=off.starts_at, ends_at=off.ends_at, actor=UserFactory(), now=LATER)
    bring_all_along(now=LATER)

    assert on(off) == {"Amal": ("taken", 1), "Clara": ("taken", 1)}


def test_a_date_that_cannot_hold_them_is_refused_and_left_to_the_nightly_look():
    dates = course(5)
    for name in ("Amal", "Bent", "Clara"):
        signed_up(dates[0], name)
    one = added(dates)
    change_date(one=one, own=Own(places=2), actor=UserFactory(), now=LATER)

    with pytest.raises(DateHoldsTooFew) as refused:
        bring_along(activity=one.activity, now=LATER)
    assert "plads til 2 mere" in str(refused.value)
    assert "3 fra forløbet" in str(refused.value)
    assert (bring_all_along(now=LATER), on(one)) == (0, {})
    assert found() == ["somebody of the course has no place on it"]
    change_date(one=one, own=Own(places=3), actor=UserFactory(), now=LATER)
    assert bring_all_along(now=LATER) == 3
    assert (found(), ActivityDate.objects.get(pk=one.pk).is_full) == ([], True)


def test_a_new_date_of_what_is_no_course_has_places_for_nobody_yet():
    dates = dates_with_places(5, takes_whole_series=True)
    signed_up(dates[0], whole_series=True)
    one = added(dates)

    assert (bring_all_along(now=LATER), on(one), found()) == (0, {}, [])


def test_a_sensitive_course_keeps_no_contact_on_the_new_date_either():
    dates = course(5, is_sensitive=True)
    signed_up(dates[0])
    one = added(dates)
    bring_all_along(now=LATER)

    assert list(Place.objects.filter(date=one).values_list("contact_hash", flat=True)) == [None]


def test_the_clockwork_brings_people_along():
    first = timezone.localdate() + timedelta(days=9)
    (one,) = dates_with_places(5, once(first), whole_series_only=True)
    signed_up(one, now=timezone.now())
    new = add_date(
        activity=Activity.objects.get(), starts_at=one.starts_at + timedelta(days=1),
        actor=UserFactory(), now=timezone.now(),
    )  # fmt: skip
    keep_lines_moving()

    assert on(new) == {"Amal": ("taken", 1)}


def test_looking_for_people_who_lack_a_date_costs_one_query(django_assert_num_queries):
    for _course in range(3):
        dates = course(5)
        signed_up(dates[0])
    with django_assert_num_queries(1):
        bring_all_along(now=LATER)
