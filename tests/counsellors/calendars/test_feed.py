"""What a counsellor's own calendar program is given, and who is given nothing."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from counsellors.calendars.domain.feeding import calendar_of, close_feed, open_feed, secret_of
from counsellors.models import CalendarFeed
from jobcenter.accounts.models import Role
from jobcenter.audit.models import Reading
from jobcenter.shared.logs import SecretsHidden
from tests.counsellors.availability.story import booked
from tests.factories.counsellors import house_with_room
from tests.structure.breaking import refused_by

from .story import MONDAY, NOW, at, bent_with_an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def bent():
    return bent_with_an_account(centre=house_with_room(name="Havnehuset"))


def address_of(bent) -> str:
    feed = open_feed(counsellor=bent, actor=bent.user, now=timezone.now())
    return reverse("calendars:feed", args=[secret_of(feed)])


def booked_with(bent, **fields):
    house = bent.centres.get()
    said = {
        "name": "Amal Nasser", "phone": "+4512345678", "agenda": "My secret agenda",
        "needs": ["quiet_room"], "mode": "in_person", "room": house.rooms.get(), **fields,
    }  # fmt: skip
    return booked(bent, house, MONDAY, "9.00", "9.45", **said)


def test_feed_says_first_name_mode_and_place_and_nothing_else(bent):
    conversation = booked_with(bent)

    text = calendar_of(bent, now=NOW).body.decode()
    (event,) = Calendar.from_ical(text).events

    assert (event["summary"], event["location"]) == (
        "Amal, i huset",
        f"Havnehuset, {conversation.room.name}",
    )
    assert (event.start, event.end) == (at(MONDAY, "9.00"), at(MONDAY, "9.45"))
    for hidden in (
        "Nasser", "12345678", "agenda", "quiet", conversation.topic.name, conversation.email,
        conversation.calendar_uid, conversation.public_id,
    ):  # fmt: skip
        assert hidden not in event.to_ical().decode()


def test_feed_is_a_calendar_by_the_book(bent):
    conversation = booked_with(bent)
    text = calendar_of(bent, now=NOW).body.decode()
    (event,) = Calendar.from_ical(text).events

    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"} <= set(event)
    assert event["last-modified"].dt == conversation.booked_at.replace(microsecond=0)
    assert calendar_of(bent, now=NOW).body.decode() == text


def test_feed_leaves_out_what_is_cancelled_and_what_is_a_colleagues(bent):
    dorte = bent_with_an_account(email="dorte@example.org", first_name="Dorte")
    booked_with(dorte, mode="phone", room=None) if dorte.centres.get().rooms.exists() else booked(
        dorte, dorte.centres.get(), MONDAY, "9.00", "9.45"
    )
    booked_with(bent, status="cancelled", cancelled_at=NOW)

    assert not Calendar.from_ical(calendar_of(bent, now=NOW).body.decode()).events


def test_program_gets_the_feed_without_a_login_and_an_unchanged_one_only_once(bent, client):
    booked_with(bent)
    address = address_of(bent)

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert first.status_code == 200
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    assert first["X-Robots-Tag"] == "noindex"
    assert not first.cookies
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def log() -> list[tuple[str, str, list[str], str]]:
    rows = Reading.objects.order_by("month", "number")
    return [(row.citizen, row.way, row.kinds, row.reader_name) for row in rows]


def test_whose_lines_leave_the_house_stands_in_the_log_once_until_they_change(bent, client):
    amal = booked_with(bent)
    address = address_of(bent)
    first = client.get(address)
    of_amal = (amal.citizen.public_id, "export", ["name", "time"], bent.name)
    assert log() == [of_amal]

    client.get(address, headers={"If-None-Match": first["ETag"]})
    client.get(address)
    assert log() == [of_amal], "nothing is new in it"

    clara = booked(bent, bent.centres.get(), MONDAY, "11.00", "11.45", name="Clara")
    client.get(address)
    of_clara = (clara.citizen.public_id, *of_amal[1:])
    assert log() == [of_amal, of_clara], "what is new is hers alone"

    amal.mode, amal.room = "phone", None
    amal.save(update_fields=["mode", "room"])
    client.get(address)
    assert log() == [of_amal, of_clara, of_amal]


def test_program_that_has_the_file_already_writes_nothing_whatever_was_handed_out(bent, client):
    booked_with(bent)
    address = address_of(bent)
    first = client.get(address)
    CalendarFeed.objects.update(handed_out="")

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(log()) == 1
    client.get(address)
    assert len(log()) == 2


def test_new_address_writes_everybody_down_anew(bent, client):
    booked_with(bent)
    for _ in range(2):
        client.get(address_of(bent))

    assert len(log()) == 2


def test_nothing_leaves_while_the_log_cannot_be_written(bent, client):
    booked_with(bent)
    address = address_of(bent)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_readingmonth ADD CONSTRAINT out_of_order CHECK (false) NOT VALID"
        )

    answer = client.get(address)

    assert (answer.status_code, b"Amal" in answer.content) == (500, False)


def test_new_address_shuts_the_old_one_and_closing_shuts_all(bent, client):
    old, new = address_of(bent), address_of(bent)

    assert old != new
    assert [client.get(each).status_code for each in (old, new)] == [404, 200]
    close_feed(counsellor=bent, actor=bent.user)
    assert client.get(new).status_code == 404


@pytest.mark.parametrize("what", ["inactive", "no account", "shut account", "no role"])
def test_feed_of_somebody_who_no_longer_works_here_opens_nothing(bent, client, what):
    address = address_of(bent)
    if what == "inactive":
        type(bent).objects.update(is_active=False)
    elif what == "no account":
        type(bent).objects.update(user=None)
    elif what == "shut account":
        type(bent.user).objects.update(is_active=False)
    else:
        Role.objects.all().delete()

    assert client.get(address).status_code == 404


def test_wrong_secret_is_404_and_looks_like_any_other_page_that_is_not_there(bent, client):
    address_of(bent)

    for wrong in ("x", "A" * 43, "a" * 500):
        assert client.get(reverse("calendars:feed", args=[wrong])).status_code == 404


def test_only_a_hash_of_the_secret_is_stored_and_no_log_shows_it(bent):
    address = address_of(bent)
    feed = CalendarFeed.objects.get()
    secret = secret_of(feed)
    record = logging.LogRecord("x", logging.INFO, "", 0, "Not Found: %s", (address,), None)

    assert secret
    assert secret not in str(feed.__dict__)
    assert secret not in SecretsHidden().format(record)


def test_two_feeds_never_share_a_secret(bent):
    dorte = bent_with_an_account(email="dorte@example.org", first_name="Dorte")
    feed = open_feed(counsellor=bent, actor=bent.user, now=NOW)

    with refused_by("one_feed_per_secret_address"):
        CalendarFeed.objects.create(
            counsellor=dorte, secret_hash=bytes(feed.secret_hash), made_at=NOW
        )
