"""Days on which a house pauses: what they take, what stands all the same, and who can read it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.activities.domain import (
    Planned,
    add_date,
    cancel_date,
    change_date,
    move_date,
    pause_for_holidays,
    stop_pausing,
)
from events.activities.domain.dates import Own
from events.activities.enums import Repeats
from events.activities.models import ActivityDate, HolidayPeriod
from events.signups.models import SignupTerms
from events.trail.enums import Step
from events.trail.models import TrailEntry
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.accounts import UserFactory
from tests.factories.events import once, public_activity
from tests.factories.signups import signed_up

from .story import first_day

pytestmark = pytest.mark.django_db
PERIOD = re.compile(r"/ferie/([0-9a-f]{20})/")


def weekly(story, title: str, **said):
    """Three dates; the first lies in the pause of the tests."""
    days = Planned(
        repeats=Repeats.WEEKLY, minute=600, minutes=60, weekdays=[first_day().isoweekday()],
        first=first_day(), last=first_day() + timedelta(days=14),
    )  # fmt: skip
    return public_activity(days, centre=story.centre, title=title, **said)


def at(hour: int, day=None) -> datetime:
    day = day or first_day()
    return datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN)


def acting() -> dict[str, object]:
    return {"actor": UserFactory(), "now": timezone.now()}


def pause(story) -> tuple[str, str]:
    """Its page, and what the editor is shown after saving."""
    address = f"/kontor/det-sker/{story.centre.slug}/ferie/"
    body = {"name": "Efterårsferie", "first": first_day(), "last": first_day() + timedelta(days=1)}
    shown = story.at_house.post(address, body, follow=True).content.decode()
    return f"{address}{PERIOD.search(shown).group(1)}/", shown


def states(activity) -> list[str]:
    return list(activity.dates.order_by("starts_at").values_list("state", flat=True))


@pytest.fixture
def by_hand(story) -> list[ActivityDate]:
    """Every kind that a pause leaves alone: a single thing, one of a list, an extra date, one
    that was moved there, one with words of its own, and a series that does not pause."""
    single = public_activity(once(first_day()), centre=story.centre, title="Jobmesse")
    series = weekly(story, "Yoga")
    own, moved, _third = series.dates.order_by("starts_at")
    change_date(one=own, own=Own(title="Yoga i haven"), **acting())
    move_date(one=moved, starts_at=at(14), ends_at=at(15), **acting())
    extra = add_date(activity=series, starts_at=at(16), **acting())
    listed = public_activity(
        Planned(repeats=Repeats.ONCE, minute=480, minutes=60, first=first_day(),
                pauses_on_holidays=False),
        centre=story.centre, title="Kaffe",
    )  # fmt: skip
    return [listed.dates.get(), own, moved, extra, single.dates.get()]


def test_what_a_pause_leaves_alone_is_listed_with_links_and_cancelled_only_when_chosen(
    story, by_hand
):
    rule = weekly(story, "Strik")
    SignupTerms.objects.create(activity=by_hand[-1].activity)
    signed_up(by_hand[-1], "Amal", now=timezone.now())

    address, shown = pause(story)

    assert "1 dato er aflyst, og det kan ses." in shown
    assert states(rule) == ["cancelled", "planned", "planned"]
    for one in by_hand:
        assert f'value="{one.public_id}"' in shown
        assert f"/kontor/dato/{one.public_id}/" in shown
    assert "Amal" not in shown
    assert "1 har en plads og får besked" in shown
    chosen = [by_hand[2], by_hand[4]]
    story.at_house.post(address, {"dates": [one.public_id for one in chosen]})
    left = [one for one in by_hand if one not in chosen]
    assert all(ActivityDate.objects.get(pk=one.pk).state == "cancelled" for one in chosen)
    assert all(ActivityDate.objects.get(pk=one.pk).state != "cancelled" for one in left)
    assert "Jobmesse" not in story.at_house.get(address).content.decode()


def test_choosing_none_or_one_that_is_gone_is_refused_in_words(story, by_hand):
    address, _shown = pause(story)
    elsewhere = public_activity(once(first_day()), title="Et andet hus").dates.get()

    none = story.at_house.post(address, {})
    foreign = story.at_house.post(address, {"dates": elsewhere.public_id})

    assert (none.status_code, foreign.status_code) == (422, 422)
    assert "Vælg mindst en." in none.content.decode()
    elsewhere.refresh_from_db()
    assert elsewhere.state == "planned"


def test_a_pause_that_takes_everything_says_so_and_asks_nothing(story):
    weekly(story, "Strik")
    address, shown = pause(story)

    assert "Ingen pauser forude" not in shown
    assert "Tilføj en pause" in shown
    assert "Der sker ikke noget i de dage." in story.at_house.get(address).content.decode()


def test_drafts_of_a_partner_are_not_shown_to_the_house(story):
    story.make_of_partner(title="Hemmeligt udkast")
    public_activity(once(first_day()), centre=story.centre, title="Jobmesse")

    _address, shown = pause(story)

    assert "Jobmesse" in shown
    assert "Hemmeligt udkast" not in shown


def test_end_of_a_pause_says_what_is_on_again_and_names_what_is_not(story, by_hand):
    rule = weekly(story, "Strik")
    address, _shown = pause(story)
    moved, single = by_hand[2], by_hand[4]
    story.at_house.post(address, {"dates": [moved.public_id]})
    cancel_date(one=single, reason="Sygdom", **acting())

    shown = story.at_house.post(f"{address}fjern/", follow=True).content.decode()

    assert "2 datoer er på igen." in shown
    assert "stadig aflyst: Jobmesse" in shown
    assert states(rule) == ["planned"] * 3
    moved.refresh_from_db()
    assert (moved.state, moved.starts_at) == ("moved", at(14))


def test_each_activity_has_one_line_in_the_trail_when_it_pauses_and_when_it_is_on_again(story):
    both = [weekly(story, "Strik"), weekly(story, "Yoga")]
    days = {"first": first_day(), "last": first_day() + timedelta(days=8)}
    pause_for_holidays(centre=story.centre, name="Efterårsferie", **days, **acting())
    stop_pausing(period=HolidayPeriod.objects.get(), **acting())

    for activity in both:
        off, on = TrailEntry.objects.filter(
            about=activity.public_id, step__in=[Step.DATE_CANCELLED, Step.DATE_ON_AGAIN]
        ).order_by("pk")
        assert (off.step, off.why, off.by) == (Step.DATE_CANCELLED, "Efterårsferie", "")
        assert (on.step, len(off.changes), len(on.changes)) == (Step.DATE_ON_AGAIN, 2, 2)


def test_a_pause_holds_the_activities_before_it_touches_their_dates(story):
    weekly(story, "Strik")
    with CaptureQueriesContext(connection) as queries:
        pause_for_holidays(
            centre=story.centre, first=first_day(), last=first_day(), name="Ferie", **acting()
        )
        stop_pausing(period=HolidayPeriod.objects.get(), **acting())

    locks = [
        sql.split('FROM "')[1].split('"')[0]
        for sql in (query["sql"] for query in queries)
        if "FOR NO KEY UPDATE" in sql
    ]
    once_each = ["centres_centre", "events_activity", "events_activitydate"]
    assert locks[:3] == once_each
    assert locks[3:6] == once_each
