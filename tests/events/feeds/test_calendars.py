"""The programme in people's own calendars: right, whole, and staying right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from django.utils import timezone
from icalendar import Calendar

from events.activities.domain import (
    Planned,
    cancel_date,
    move_date,
    postpone_date,
    rewrite_activity,
    withdraw_activity,
)
from events.activities.domain.series import Described
from events.activities.enums import Repeats, Whereabouts
from events.activities.models import Activity, ActivityDate
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory
from tests.factories.events import once, planned_activity, public_activity
from tests.factories.signups import dates_with_places, signed_up

from .conftest import ADDRESS, soon

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8
# What fits, what it says, and the names of the topics.
ASKED_BEFORE = 3


def test_an_entry_says_what_when_and_where(entries):
    centre = CentreFactory(name="Havnehuset")
    room = RoomFactory(centre=centre, name="Salen")
    topic = TopicFactory()
    activity = public_activity(
        once(soon()), centre=centre, room=room, title="Jobmesse", text="Mød folk.", topics=[topic]
    )
    one = activity.dates.get()

    event = entries()["Jobmesse"]

    assert event["uid"] == one.calendar_uid
    assert event.start == one.starts_at.astimezone(COPENHAGEN)
    assert str(event["dtstart"].params["TZID"]) == "Europe/Copenhagen"
    assert event.end == one.ends_at
    assert event["location"] == "Havnehuset, Salen, Havnegade 1, 8000 Aarhus C"
    assert event["dtstamp"].dt == one.changed_at == event["last-modified"].dt
    assert event["status"] == "CONFIRMED"
    assert sorted(event["categories"].cats) == ["Job", "Værksted"]
    assert event["url"] == f"http://localhost:8000/det-sker/{one.public_id}/"
    assert "Mød folk." in event["description"]


def test_the_calendar_says_its_name_and_when_to_ask_again(client):
    CentreFactory(slug="havnen", name="Havnehuset")
    content = client.get(ADDRESS, {"hus": "havnen", "q": "job", "kun": ["gratis", "alle"]}).content

    calendar = Calendar.from_ical(content)
    assert content.decode().count("NAME:Det sker i Havnehuset: job\\, Gratis\r\n") == 2
    assert calendar["refresh-interval"].params["value"] == "DURATION"
    assert calendar["refresh-interval"].dt == timedelta(hours=4)
    assert str(calendar["x-published-ttl"]) == "PT4H"
    assert calendar["source"].endswith("/det-sker/kalender.ics?q=job&hus=havnen&kun=gratis")
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]


def test_a_moved_date_keeps_its_identity_and_rises(entries):
    one = public_activity(once(soon()), title="Madklub").dates.get()
    before = entries()["Madklub"]
    to = one.starts_at + timedelta(days=1)
    move_date(
        one=one, starts_at=to, ends_at=to + timedelta(hours=1), actor=UserFactory(),
        now=timezone.now(),
    )  # fmt: skip

    after = entries()["Madklub"]
    assert (after["uid"], after.start) == (before["uid"], to)
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt


def test_a_cancelled_date_stays_for_thirty_days_and_says_so_twice(client, entries, time_machine):
    one = public_activity(once(soon()), title="Madklub").dates.get()
    cancel_date(one=one, reason="Torben er syg", actor=UserFactory(), now=timezone.now())

    event = entries()["Aflyst: Madklub"]
    assert event["status"] == "CANCELLED"
    # Why is often somebody's illness, and these files lie on other people's servers.
    assert "Torben" not in client.get(ADDRESS).content.decode()
    time_machine.move_to(one.ends_at + timedelta(days=29))
    assert list(entries()) == ["Aflyst: Madklub"]
    time_machine.move_to(one.ends_at + timedelta(days=31))
    assert entries() == {}


def test_a_postponed_date_is_off_the_day_it_was_planned_for(entries):
    one = public_activity(once(soon()), title="Madklub").dates.get()
    postpone_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())

    event = entries()["Udsat: Madklub"]
    assert (event["status"], event["transp"]) == ("CANCELLED", "TRANSPARENT")
    assert event.start == one.planned_at
    assert "ingen ny dato" in event["description"]


def test_what_is_over_leaves_the_calendar(entries, time_machine):
    one = public_activity(once(soon())).dates.get()
    time_machine.move_to(one.ends_at)

    assert entries() == {}


def test_what_is_not_public_is_in_no_feed(client, entries):
    planned_activity(once(soon()), title="Kladde")
    public_activity(once(soon()), title="Lukket", centre=CentreFactory(is_published=False))
    withdrawn = public_activity(once(soon()), title="Trukket tilbage")
    withdraw_activity(activity=withdrawn, actor=UserFactory(), now=timezone.now())
    public_activity(once(soon()), title="Åbent")

    assert list(entries()) == ["Åbent"]
    hidden = Activity.objects.get(title="Kladde").dates.get()
    assert client.get(f"/det-sker/{hidden.public_id}/kalender.ics").status_code == 404


def test_a_sensitive_group_has_a_neutral_entry(client, entries):
    (one,) = dates_with_places(
        5, once(soon()), title="Sorggruppe", text="Om sorg", is_sensitive=True,
        centre=CentreFactory(name="Havnehuset"),
    )  # fmt: skip
    for address in (ADDRESS, f"/det-sker/{one.public_id}/kalender.ics"):
        event = entries(address)["Aftale i Havnehuset"]
        assert not {"description", "url", "categories"} & {key.lower() for key in event}
        assert "orggruppe" not in client.get(address).content.decode()


def test_nothing_in_a_feed_is_about_who_signed_up(client):
    (one,) = dates_with_places(5, once(soon()), title="Madklub")
    signed_up(one, "Amal Farah", email="amal@example.org", phone="", now=timezone.now())

    for address in (ADDRESS, f"/det-sker/{one.public_id}/kalender.ics", "/det-sker/atom.xml"):
        content = client.get(address).content.decode().replace("\r\n ", "")
        assert "Madklub" in content
        for personal in ("Amal", "Farah", "amal@", one.signed_up.get().public_id):
            assert personal not in content


def test_the_filter_is_that_of_the_page(entries):
    centre = CentreFactory(slug="havnen")
    public_activity(once(soon()), title="Jobmesse", centre=centre)
    public_activity(once(soon()), title="Yoga", centre=centre)
    public_activity(once(soon()), title="Job andetsteds")

    assert set(entries(q="job")) == {"Jobmesse", "Job andetsteds"}
    assert list(entries(q="job", hus="havnen")) == ["Jobmesse"]
    assert list(entries(q="jobmese")) == ["Jobmesse"]


@pytest.mark.parametrize("address", [ADDRESS, "/det-sker/atom.xml"])
def test_a_filter_that_cannot_be_read_is_refused_with_the_word_that_is_wrong(client, address):
    public_activity(once(soon()), title="Hemmeligt sted")
    answer = client.get(address, {"hus": "findes-ikke", "fra": "i morgen"})
    said = answer.content.decode()

    assert answer.status_code == 422
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "hus=“findes-ikke”: Vælg en fra listen." in said
    assert "fra=“i morgen”: Skriv dagen som" in said
    assert "http://localhost:8000/det-sker/" in said
    assert "Hemmeligt" not in said


def test_one_date_as_a_file_takes_the_time_it_needs(entries):
    activity = public_activity(once(soon()), title="Jobmesse", whereabouts=Whereabouts.HYBRID)
    (event,) = entries(f"/det-sker/{activity.dates.get().public_id}/kalender.ics").values()

    assert event["transp"] == "OPAQUE"
    assert event["location"].endswith(", og online")


def test_an_english_address_gives_an_english_calendar(client):
    one = public_activity(once(soon()), title="Madklub").dates.get()
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())

    content = client.get(f"/en{ADDRESS}").content.decode()
    assert "SUMMARY:Cancelled: Madklub" in content
    assert "/en/det-sker/" in content


def test_vobject_reads_it_too(client):
    public_activity(once(soon()), title="Kaffe, kage; og snak 👩‍👩‍👧‍👦 " + "lang " * 12)
    calendar = vobject.readOne(client.get(ADDRESS).content.decode())

    (event,) = calendar.vevent_list
    assert event.summary.value.startswith("Kaffe, kage; og snak 👩‍👩‍👧‍👦 lang")
    assert event.dtstart.value.utcoffset() == timezone.localtime(
        event.dtstart.value
    ).utcoffset()  # fmt: skip


def test_an_unchanged_feed_is_not_sent_again_and_every_change_is(client):
    centre = CentreFactory(name="Havnehuset")
    activity = public_activity(
        once(soon()), centre=centre, room=RoomFactory(centre=centre), topics=[TopicFactory()]
    )

    def asked(tag: str = ""):
        return client.get(ADDRESS, headers={"If-None-Match": tag} if tag else {})

    first = asked()
    again = asked(first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == again["Cache-Control"] == "public, max-age=900"
    changes = [
        lambda: Centre.objects.update(street="Kajen 2"),
        lambda: activity.room.__class__.objects.update(name="Loftet"),
        lambda: Topic.objects.filter(slug="job").update(name_da="Arbejde"),
        lambda: Activity.objects.update(text="Ny tekst"),
        lambda: ActivityDate.objects.update(is_full=True),
        lambda: ActivityDate.objects.update(own_title="Et andet navn"),
        lambda: public_activity(once(soon()), centre=centre, title="En til"),
        lambda: withdraw_activity(activity=activity, actor=UserFactory(), now=timezone.now()),
    ]
    tags = [first["ETag"]]
    for change in changes:
        change()
        answer = asked(tags[-1])
        assert answer.status_code == 200, change
        assert answer["ETag"] not in tags
        tags.append(answer["ETag"])
    assert client.get(ADDRESS, {"q": "en"})["ETag"] not in tags
    assert client.get(f"/en{ADDRESS}")["ETag"] not in tags


def test_the_programme_of_further_than_a_year_waits(entries):
    now = datetime(2026, 9, 1, 10, tzinfo=UTC)
    far = Planned(
        repeats=Repeats.MONTHLY, minute=600, minutes=60, weekdays=[2], nth=1,
        first=now.date(), last=now.date() + timedelta(days=700), pauses_on_holidays=False,
    )  # fmt: skip
    activity = public_activity(far)
    beyond = timezone.now() + timedelta(days=366)
    assert activity.dates.filter(starts_at__gt=beyond).exists()

    assert all(event.start < beyond for event in entries().values())


def test_a_rewritten_series_rises_in_every_entry(entries):
    activity = public_activity(once(soon()), title="Madklub")
    before = entries()["Madklub"]["sequence"]
    described = Described(centre=activity.centre, kind=activity.kind, title="Spisefællesskab")
    rewrite_activity(
        activity=activity, described=described, planned=once(soon()), actor=UserFactory(),
        now=timezone.now(),
    )  # fmt: skip

    assert entries()["Spisefællesskab"]["sequence"] > before


def test_a_feed_is_written_once_until_something_in_it_changes(
    client, django_assert_max_num_queries
):
    one = public_activity(once(soon()), title="Strik")
    first = client.get(ADDRESS)
    with django_assert_max_num_queries(ASKED_BEFORE):
        assert client.get(ADDRESS).content == first.content

    Centre.objects.filter(pk=one.centre_id).update(name="Huset ved havnen")

    assert "Huset ved havnen" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize("address", [ADDRESS, "/det-sker/atom.xml"])
def test_a_feed_costs_few_queries_whatever_it_holds(
    client, rows, address, django_assert_max_num_queries
):
    for n in range(rows):
        centre = CentreFactory()
        public_activity(
            once(soon()), title=f"Job {n}", centre=centre, room=RoomFactory(centre=centre),
            topics=[TopicFactory()],
        )  # fmt: skip
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(address, {"q": "job", "sted": "8000", "kun": "gratis"})
    assert answer.content.decode().count("Job ") >= rows
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 200
