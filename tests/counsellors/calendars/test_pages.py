"""The counsellor's page about calendars, told with Bent, his colleague Dorte and Amal."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from counsellors.availability.models import BusyCalendar
from counsellors.models import CalendarFeed, CalendarSubscription
from jobcenter.shared.fetching.sealing import unseal
from tests.doors import enter_as_staff
from tests.factories.accounts import UserFactory
from tests.structure.breaking import refused_by

from .story import NOW, ONE, bent_with_an_account, busy_of, read, subscription

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("calendars:overview")
ADD = reverse("calendars:add")


@pytest.fixture
def bent(client):
    bent = bent_with_an_account()
    enter_as_staff(client, bent.user)
    return bent


def key_of(page) -> str:
    return re.search(r'name="key" value="([^"]+)"', page.content.decode()).group(1)


def answers(client, **changes):
    return {
        "key": key_of(client.get(ADD)),
        "name": "Outlook",
        "kind": "address",
        "url": "https://calendar.example.org/secret-path.ics",
        **changes,
    }


def test_counsellor_adds_a_calendar_and_the_address_is_not_shown_again(bent, client):
    response = client.post(ADD, answers(client), follow=True)
    page = response.content.decode()

    one = CalendarSubscription.objects.get()
    assert (one.counsellor, one.host, one.kind) == (bent, "calendar.example.org", "address")
    assert unseal(one.sealed).url == "https://calendar.example.org/secret-path.ics"
    assert one.due_at <= timezone.now()
    assert "calendar.example.org" in page
    assert "secret-path" not in page + one.sealed


def test_calendar_keeps_the_language_of_the_pages_it_was_added_in(bent, client):
    client.post(f"/en{ADD}", answers(client))

    assert CalendarSubscription.objects.get().page_language == "en"


def test_form_sent_twice_adds_one_calendar(bent, client):
    said = answers(client)
    for _again in range(2):
        assert client.post(ADD, said).status_code == 303

    assert CalendarSubscription.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "\u200b "},
        {"kind": ""},
        {"url": "http://calendar.example.org/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://bent:x@calendar.example.org/"},
        {"kind": "caldav"},
        {"kind": "caldav", "user": "bent"},
        {"kind": "caldav", "user": "be:nt", "password": "x"},
        {"key": "invented"},
    ],
)
def test_form_that_cannot_be_used_is_refused_with_what_was_typed(bent, client, changes):
    response = client.post(ADD, answers(client, **changes))

    assert response.status_code == 422
    assert not CalendarSubscription.objects.exists()
    assert 'value="x"' not in response.content.decode()


def test_sixth_calendar_and_a_second_of_the_same_name_are_refused(bent, client):
    for number in range(5):
        client.post(ADD, answers(client, name=f"Nr. {number}"))
    sixth = client.post(ADD, answers(client, name="Nr. 6"))
    CalendarSubscription.objects.filter(name="Nr. 0").delete()
    twin = client.post(ADD, answers(client, name="Nr. 1"))

    assert (sixth.status_code, twin.status_code) == (422, 422)
    assert CalendarSubscription.objects.count() == 4


def test_page_says_how_old_the_times_are_and_what_is_wrong(bent, client, server):
    one = read(subscription(server.says(ONE), counsellor=bent), timezone.now())
    fresh = client.get(OVERVIEW).content.decode()
    server.says(status=500)
    read(one, timezone.now())
    failing = client.get(OVERVIEW).content.decode()

    assert "Læst for" in fresh
    assert "Adressen svarer ikke" not in fresh
    assert "Adressen svarer ikke" in failing
    assert "Læst for" in failing


def test_calendar_is_removed_with_its_busy_times_after_a_question(bent, client, server):
    one = read(subscription(server.says(ONE), counsellor=bent))
    address = reverse("calendars:remove", args=[one.public_id])
    assert busy_of(bent)

    assert client.get(address).status_code == 200
    assert CalendarSubscription.objects.exists()
    client.post(address)

    assert not CalendarSubscription.objects.exists()
    assert not BusyCalendar.objects.exists()


def test_read_now_makes_it_due_and_ends_after_thirty_times_an_hour(bent, client):
    one = subscription("https://calendar.example.org/", counsellor=bent)
    address = reverse("calendars:read_now", args=[one.public_id])
    CalendarSubscription.objects.update(due_at=timezone.now().replace(year=2040))
    client.post(address)
    assert CalendarSubscription.objects.get().due_at <= timezone.now()

    for _time in range(30):
        last = client.post(address, follow=True)

    assert "mange gange" in last.content.decode()


def test_feed_is_opened_renewed_and_closed_on_the_page(bent, client):
    assert "/kalender/" not in client.get(OVERVIEW).content.decode()
    client.post(reverse("calendars:open_feed"))
    first = re.search(r'value="([^"]*/kalender/[^"]*)"', client.get(OVERVIEW).content.decode())
    client.post(reverse("calendars:open_feed"))
    page = client.get(OVERVIEW).content.decode()
    client.post(reverse("calendars:close_feed"))

    assert first.group(1) not in page
    assert not CalendarFeed.objects.exists()


def test_colleagues_calendar_looks_like_one_that_does_not_exist(bent, client):
    dorte = bent_with_an_account(email="dorte@example.org", first_name="Dorte")
    hers = subscription("https://calendar.example.org/", counsellor=dorte)

    for name in ("read_now", "remove"):
        assert client.post(reverse(f"calendars:{name}", args=[hers.public_id])).status_code == 404
        assert client.post(reverse(f"calendars:{name}", args=["missing"])).status_code == 404
    assert "calendar.example.org" not in client.get(OVERVIEW).content.decode()


def test_citizen_has_no_such_page(client):
    client.force_login(UserFactory())

    assert client.get(OVERVIEW).status_code == 404


def test_number_of_queries_does_not_grow_with_the_calendars(bent, client):
    counts = []
    for number in range(3):
        subscription("https://x.example.org/", counsellor=bent, name=f"Nr. {number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(OVERVIEW)
        counts.append(len(queries))

    assert counts[1] == counts[2]
    assert counts[2] <= 12


def test_names_differ_and_a_failing_calendar_says_why(bent):
    one = subscription("https://x.example.org/", counsellor=bent)

    with refused_by("calendar_names_differ_per_counsellor"):
        subscription("https://x.example.org/", counsellor=bent)
    with refused_by("a_failing_calendar_says_since_when_and_why"):
        CalendarSubscription.objects.filter(pk=one.pk).update(failing_since=NOW)
