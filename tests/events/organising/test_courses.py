"""An editor adds a date to a course that people have signed up for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from events.signups.models import Place
from tests.events.organising.story import first_day, form, seen_on
from tests.factories.signups import signed_up

pytestmark = pytest.mark.django_db
COURSE = {"repeats": "weekly", "sign_up": "all_or_none", "places": "5", "pauses_on_holidays": None}


@pytest.fixture
def dates(story):
    """Three evenings, and Amal and Clara on all of them."""
    story.make_at_house(**COURSE, last_on=first_day() + timedelta(days=14))
    story.at_house.post(f"/kontor/aktivitet/{story.made().public_id}/offentlig/", {"attests": "1"})
    dates = list(story.made().dates.order_by("starts_at"))
    for name in ("Amal", "Clara"):
        signed_up(dates[0], name, now=timezone.now())
    return dates


def change(story, **said):
    usual = COURSE | {"last_on": first_day() + timedelta(days=14)}
    address = f"/kontor/aktivitet/{story.made().public_id}/ret/"
    return story.changed(story.at_house, address, form(**(usual | said)))


@pytest.mark.parametrize(
    "said",
    [
        {"last_on": first_day() + timedelta(days=21)},
        {"more_days": f"{first_day() + timedelta(days=20):%-d.%-m.%Y}"},
    ],
)
def test_everybody_on_the_course_has_a_place_as_soon_as_it_is_saved(story, dates, said):
    assert change(story, **said).status_code == 303
    new = story.made().dates.exclude(pk__in=[one.pk for one in dates]).get()

    places = Place.objects.filter(date=new)
    assert set(places.values_list("sign_up__name", "state")) == {
        ("Amal", "taken"), ("Clara", "taken"),
    }  # fmt: skip


def test_a_date_that_cannot_hold_them_is_refused_before_anything_is_saved(story, dates):
    later = first_day() + timedelta(days=21)
    answer = change(story, last_on=later, places="1", title="Andet navn")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "2 fra forløbet" in html
    assert "Intet er gemt" in html
    activity = story.made()
    assert (activity.title, activity.places, activity.dates.count()) == ("Strikkecafé", 5, 3)


def test_a_cancelled_evening_that_is_on_again_is_refused_when_it_is_too_small(story, dates):
    last = dates[-1]
    address = f"/kontor/dato/{last.public_id}/"
    story.at_house.post(f"{address}aflys/", {"cancel-reason": "Sygdom"})
    signed_up(dates[0], "Erik", now=timezone.now())
    story.at_house.post(
        f"{address}eget/", {"own-places": "2", "seen": seen_on(story.at_house, address)}
    )
    day = {"move-day": first_day() + timedelta(days=16), "move-begins": "19", "move-minutes": "90"}
    answer = story.at_house.post(f"{address}flyt/", day)

    assert "plads til 0 mere" in answer.content.decode()
    last.refresh_from_db()
    assert last.state == "cancelled"
    story.at_house.post(
        f"{address}eget/", {"own-places": "", "seen": seen_on(story.at_house, address)}
    )
    assert story.at_house.post(f"{address}flyt/", day).status_code == 303
    assert Place.objects.filter(date=last, state="taken").count() == 3
