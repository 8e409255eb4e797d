"""In the house today: what is on, which rooms, what changed. Never a conversation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from counsellors.availability.enums import Mode
from counsellors.team.enums import HoldKind
from counsellors.team.models import RoomHold
from events.activities.domain import Planned, cancel_date, move_date, postpone_date
from events.activities.enums import Repeats, Whereabouts
from events.activities.models import ActivityDate
from events.today.domain import changes_since_yesterday, on_today, rooms_today
from events.today.enums import ChangeKind, RoomUse
from jobcenter.centres.models import Centre
from tests.counsellors.conversations.story import set_the_scene
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, OpeningHoursFactory, RoomFactory
from tests.factories.counsellors import ConversationFactory
from tests.factories.events import once, planned_activity, public_activity

pytestmark = pytest.mark.django_db
# A Wednesday, noon in Copenhagen; the factories plan everything on the first of September.
NOW = datetime(2026, 10, 7, 10, tzinfo=UTC)
TODAY = date(2026, 10, 7)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def house():
    centre = CentreFactory(slug="havnehuset", name="Havnehuset")
    OpeningHoursFactory(centre=centre, weekday=3, minutes=(9 * 60, 21 * 60))
    return centre


def at(hour: int, minutes: int = 90, day: date = TODAY, **said) -> ActivityDate:
    planned = once(day, minute=hour * 60, minutes=minutes)
    return public_activity(planned, **said).dates.select_related("activity").get()


def acting() -> dict:
    return {"actor": UserFactory(), "now": NOW}


def titles(lines) -> list[str]:
    return [line.date.title for line in lines]


def test_what_is_on_now_stands_before_what_comes_later_and_what_is_over_is_gone(house):
    for hour, title in ((9, "Morgensang"), (11, "Madklub"), (15, "Jobmesse")):
        at(hour, title=title, centre=house)
    at(15, day=TODAY + timedelta(days=1), title="I morgen", centre=house)
    at(11, title="Et andet sted")

    today = on_today(centre=house, now=NOW)
    assert titles(today.now) == ["Madklub"]
    assert titles(today.later) == ["Jobmesse"]
    assert set(titles(on_today(centre=None, now=NOW).now)) == {"Madklub", "Et andet sted"}


def test_the_first_minute_is_on_and_the_last_is_over(house):
    one = at(12, minutes=60, title="Madklub", centre=house)

    assert titles(on_today(centre=house, now=one.starts_at).now) == ["Madklub"]
    assert titles(on_today(centre=house, now=one.starts_at - timedelta(seconds=1)).now) == []
    over = on_today(centre=house, now=one.ends_at)
    assert (over.now, over.later) == ([], [])


def test_a_cancelled_date_is_told_of_but_is_not_on(house):
    one = at(14, title="Madklub", centre=house)
    cancel_date(one=one, reason="Sygdom", **acting())

    later = on_today(centre=house, now=one.starts_at + HOUR)
    assert titles(later.now) == []
    assert titles(later.later) == ["Madklub"]


def uses(house) -> dict[str, RoomUse]:
    centre = Centre.objects.with_palette().get(pk=house.pk)
    rooms = rooms_today(centre=centre, today=on_today(centre=centre, now=NOW), now=NOW)
    return {one.room.name: one.use for one in rooms}


def test_a_room_is_in_use_taken_out_of_use_or_has_nothing_on(house):
    rooms = {name: RoomFactory(centre=house, name=name) for name in ("Kajen", "Lyset", "Broen")}
    RoomFactory(centre=house, name="Stuen")
    at(11, centre=house, room=rooms["Kajen"])
    for name, kind in (("Lyset", HoldKind.RESERVED), ("Broen", HoldKind.OUT_OF_USE)):
        RoomHold.objects.create(
            room=rooms[name], kind=kind, during=DateTimeTZRange(NOW - HOUR, NOW + HOUR, "[)"),
            what_for="Fortroligt møde", made_at=NOW,
        )  # fmt: skip

    assert uses(house) == {
        "Broen": RoomUse.OUT_OF_USE,
        "Kajen": RoomUse.ON,
        "Lyset": RoomUse.TAKEN,
        "Stuen": RoomUse.NOTHING_ON,
    }


def test_nobody_is_in_the_room_of_what_is_online_or_cancelled(house):
    room = RoomFactory(centre=house, name="Kajen")
    at(11, centre=house, room=room, whereabouts=Whereabouts.ONLINE)

    assert uses(house) == {"Kajen": RoomUse.NOTHING_ON}


def test_rooms_of_a_closed_house_are_not_said_to_be_free():
    house = CentreFactory()
    RoomFactory(centre=house, name="Kajen")

    assert uses(house) == {"Kajen": RoomUse.CLOSED}


def test_a_conversation_leaves_no_trace_on_the_page(client, eight_topics):
    """The same to the last byte with and without somebody talking in the room."""
    scene = set_the_scene()
    room = RoomFactory(centre=scene.centre, name="Kajen")
    address = f"/huse/{scene.centre.slug}/i-dag/"
    before = client.get(address).content
    ConversationFactory(
        counsellor=scene.bent, centre=scene.centre, topic=scene.topic, room=room, name="Amal",
        mode=Mode.IN_PERSON,
        starts_at=NOW - HOUR / 2, ends_at=NOW + HOUR / 2,
    )  # fmt: skip

    assert client.get(address).content == before


def test_a_reserved_room_does_not_say_what_for(client, house):
    room = RoomFactory(centre=house, name="Lyset")
    RoomHold.objects.create(
        room=room, kind=HoldKind.RESERVED, what_for="Fortroligt møde", made_at=NOW,
        during=DateTimeTZRange(NOW - HOUR, NOW + HOUR, "[)"),
    )  # fmt: skip
    html = client.get("/huse/havnehuset/i-dag/").content.decode()

    assert "Optaget" in html
    assert "Fortroligt" not in html


def kinds(centre=None) -> list[tuple[str, str, int]]:
    found = changes_since_yesterday(centre=centre, now=NOW)
    return [(one.kind.value, one.date.title, one.further) for one in found]


def test_what_was_moved_cancelled_postponed_or_is_new_since_yesterday_is_told_once(house):
    dates = {word: at(15, title=word, centre=house) for word in ("Aflyst", "Udsat", "Flyttet")}
    at(15, title="Uændret", centre=house)
    cancel_date(one=dates["Aflyst"], reason="Sygdom", **acting())
    postpone_date(one=dates["Udsat"], reason="", **acting())
    moved = dates["Flyttet"]
    move_date(one=moved, starts_at=NOW + 2 * HOUR, ends_at=NOW + 3 * HOUR, **acting())
    fresh = at(16, title="Nyt", centre=house).activity
    type(fresh).objects.filter(pk=fresh.pk).update(published_at=NOW - HOUR)

    assert kinds(house) == [
        (ChangeKind.CANCELLED, "Aflyst", 0),
        (ChangeKind.POSTPONED, "Udsat", 0),
        (ChangeKind.MOVED, "Flyttet", 0),
        (ChangeKind.NEW, "Nyt", 0),
    ]
    assert kinds(CentreFactory()) == []


def test_what_changed_the_day_before_yesterday_is_old(house):
    one = at(15, centre=house)
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=NOW - timedelta(hours=37))
    assert kinds(house) == []
    ActivityDate.objects.update(changed_at=NOW - timedelta(hours=35))

    assert len(kinds(house)) == 1


def test_a_series_that_is_new_is_one_line(house):
    weekly = Planned(
        repeats=Repeats.WEEKLY, minute=900, minutes=60, weekdays=[3], first=TODAY,
        last=TODAY + timedelta(weeks=5), pauses_on_holidays=False,
    )  # fmt: skip
    activity = public_activity(weekly, title="Strikkecafé", centre=house)
    type(activity).objects.update(published_at=NOW - HOUR)

    assert kinds(house) == [(ChangeKind.NEW, "Strikkecafé", 5)]


def test_what_is_not_public_is_not_told_of(house):
    planned_activity(once(TODAY), centre=house, title="Planlagt")

    assert kinds(house) == []
    assert on_today(centre=house, now=NOW).later == []


def test_the_page_of_the_house_says_all_of_it(client, house):
    room = RoomFactory(centre=house, name="Kajen", has_hearing_loop=True)
    at(11, title="Madklub", centre=house, room=room)
    one = at(15, title="Jobmesse", centre=house, room=room)
    cancel_date(one=one, reason="Sygdom", **acting())
    html = client.get("/huse/havnehuset/i-dag/").content.decode()

    now = ("I Havnehuset i dag", "Lige nu", "Madklub", "kl. 12.30")
    later = ("Senere i dag", "Jobmesse", "Sygdom", "Ændret siden i går")
    for words in (*now, *later, "Kajen", "I brug", "Teleslynge"):
        assert words in html


def test_an_empty_house_says_what_one_can_do_instead(client, house):
    html = client.get("/huse/havnehuset/i-dag/").content.decode()

    assert "Ikke mere i dag" in html
    assert 'href="/det-sker/?hus=havnehuset"' in html


def test_the_screen_loads_itself_anew_and_has_nothing_to_press(client, house):
    for n in range(12):
        at(15, title=f"Ting {n}", centre=house)
    html = client.get("/huse/havnehuset/i-dag/skaerm/").content.decode()
    body = html[html.index('class="hall-head"') :]

    assert '<meta http-equiv="refresh" content="60">' in html
    assert "<a " not in body
    assert "og 7 mere" in body


def test_the_pages_lead_to_each_other(client, house):
    assert 'href="/i-dag/"' in client.get("/").content.decode()
    assert 'href="/i-dag/"' in client.get("/det-sker/").content.decode()
    assert 'href="/huse/havnehuset/i-dag/"' in client.get("/huse/havnehuset/").content.decode()
    assert 'href="/huse/havnehuset/i-dag/"' in client.get("/i-dag/").content.decode()


@pytest.mark.parametrize("rows", [3, 60])
@pytest.mark.parametrize("address", ["/i-dag/", "/huse/havnehuset/i-dag/"])
def test_the_page_costs_few_queries_whatever_is_on(
    client, house, rows, address, django_assert_max_num_queries
):
    for n in range(rows):
        room = RoomFactory(centre=house)
        at(11 + n % 5, title=f"Ting {n}", centre=house, room=room)
    ActivityDate.objects.update(changed_at=NOW)
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
