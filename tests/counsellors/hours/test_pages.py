"""The counsellor's hours on screen: Bent changes them, Dorte's stay hers, Amal has no such page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from counsellors.hours.access import name_of
from counsellors.models import Absence, Conversation, SpecialDay, WorkingHours
from jobcenter.audit.models import Reading
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import local_day
from tests.counsellors.availability.story import booked
from tests.counsellors.calendars.story import bent_with_an_account
from tests.doors import enter_as_staff
from tests.factories.accounts import UserFactory
from tests.factories.counsellors import WorkingHoursFactory, house_with_room

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("hours:overview")


def next_monday():
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def bent(client):
    bent = bent_with_an_account(centre=house_with_room(name="Havnehuset", slug="havnehuset"))
    WorkingHoursFactory(counsellor=bent, centre=bent.centres.get())
    enter_as_staff(client, bent.user)
    return bent


def key_of(response) -> str:
    return re.search(r'name="key" value="([^"]+)"', response.content.decode()).group(1)


def send(client, name, *args, **said):
    address = reverse(f"hours:{name}", args=args)
    return client.post(address, {"key": key_of(client.get(address)), **said})


def test_counsellor_adds_weekly_hours_and_sees_them(bent, client):
    response = send(
        client, "add_weekly", weekday="2", minutes="9-12", centre="havnehuset",
        modes=["phone", "walk"], first=str(next_monday()), last="",
    )  # fmt: skip
    page = client.get(OVERVIEW).content.decode()

    assert response.status_code == 303
    row = WorkingHours.objects.get(weekday=2)
    assert (row.minutes.lower, row.minutes.upper, row.modes) == (540, 720, ["phone", "walk"])
    assert "Tirsdag" in page
    assert "9.00–12.00" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"weekday": "8"},
        {"minutes": "when I like"},
        {"minutes": ""},
        {"modes": []},
        {"centre": "somewhere-else"},
        {"first": "yesterday"},
        {"first": "2020-01-01"},
        {"last": str(timezone.localdate())},
        {"weekday": "1"},
    ],
)
def test_weekly_hours_that_cannot_be_are_refused(bent, client, changes):
    said = {
        "weekday": "2", "minutes": "9-12", "centre": "havnehuset", "modes": ["phone"],
        "first": str(next_monday()), "last": "",
    }  # fmt: skip
    response = send(client, "add_weekly", **(said | changes))

    assert response.status_code == 422
    assert WorkingHours.objects.count() == 1


def test_time_off_that_touches_nobody_is_taken_at_once_and_removed_again(bent, client):
    day = next_monday() + timedelta(days=1)
    assert send(client, "add_absence", first=str(day), last=str(day), hours="").status_code == 303
    absence = Absence.objects.get()
    assert absence.during == local_day(day)

    send(client, "remove_absence", name_of(absence))
    assert not Absence.objects.exists()


def test_time_off_over_a_conversation_asks_first_and_then_writes_once(bent, client):
    amals = booked(bent, bent.centres.get(), next_monday(), "10.00", "10.45", name="Amal")
    day = str(next_monday())
    asked = send(client, "add_absence", first=day, last=day, hours="")
    page = asked.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)

    assert asked.status_code == 200
    assert "Amal" in page
    assert not Absence.objects.exists()

    address = reverse("hours:add_absence")
    unanswered = client.post(address, hidden)
    assert unanswered.status_code == 422
    done = client.post(address, {**hidden, f"answer-{amals.public_id}": "offer"}, follow=True)

    assert "skrevet til 1 person" in done.content.decode()
    assert Absence.objects.get().during == local_day(next_monday())
    assert Notice.objects.get().kind == "conversation_choices"
    assert Conversation.objects.get().status == "booked"


def test_names_on_the_question_stand_in_the_read_log(bent, client):
    conversation = booked(bent, bent.centres.get(), next_monday(), "10.00", "10.45", name="Amal")
    day = str(next_monday())

    html = send(client, "add_absence", first=day, last=day, hours="").content.decode()

    assert "Amal" in html
    reading = Reading.objects.get()
    assert (reading.citizen, reading.reader_name) == (conversation.citizen.public_id, bent.name)


def test_single_day_without_work_and_with_other_hours(bent, client):
    day = str(next_monday())
    no_mode = send(client, "add_special", on_date=day, minutes="9-12", centre="havnehuset")
    send(client, "add_special", on_date=day, minutes="", centre="havnehuset")
    row = SpecialDay.objects.get()

    assert no_mode.status_code == 422
    assert (row.minutes, row.modes) == (None, [])
    send(client, "remove_special", name_of(row))
    assert not SpecialDay.objects.exists()


def test_weekly_hours_end_on_their_last_day(bent, client):
    row = WorkingHours.objects.get()
    send(client, "end_weekly", name_of(row), last=str(next_monday()))

    assert WorkingHours.objects.get().valid_on.upper == next_monday() + timedelta(days=1)


def test_colleagues_hours_look_like_hours_that_do_not_exist(bent, client):
    dorte = bent_with_an_account(email="dorte@example.org", first_name="Dorte")
    hers = name_of(WorkingHoursFactory(counsellor=dorte, weekday=4))

    for name in (hers, "missing"):
        assert client.get(reverse("hours:end_weekly", args=[name])).status_code == 404
    assert "Torsdag" not in client.get(OVERVIEW).content.decode()


def test_citizen_has_no_such_page(client):
    client.force_login(UserFactory())

    assert client.get(OVERVIEW).status_code == 404


def test_number_of_queries_does_not_grow_with_the_hours(bent, client):
    counts = []
    for weekday in (2, 3, 4):
        WorkingHoursFactory(counsellor=bent, centre=bent.centres.get(), weekday=weekday)
        with CaptureQueriesContext(connection) as queries:
            client.get(OVERVIEW)
        counts.append(len(queries))

    assert counts[0] == counts[2] <= 12
