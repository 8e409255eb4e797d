"""The new pages of the counsellor as a browser shows them: axe, and no sideways scroll."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counsellors.calendars.domain.feeding import open_feed
from jobcenter.accounts.models import Role
from jobcenter.shared.periods import local_day
from tests.browser import run_axe, run_axe_on_colours, sideways_scroll, widest_elements
from tests.counsellors.availability.story import booked
from tests.counsellors.calendars.story import subscription
from tests.doors import enter_as_staff
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "calendars:overview", "calendars:add", "hours:overview", "hours:add_weekly",
    "hours:add_special", "hours:add_absence",
]  # fmt: skip


@pytest.fixture
def bent(house):
    bent, now = house.bent, timezone.now()
    bent.user = UserFactory(email="bent@example.org")
    bent.save()
    Role.objects.create(user=bent.user, kind="counsellor", centre_id=house.centre.pk)
    subscription(
        "https://x.example.org/", counsellor=bent, host="calendar.example.org", read_at=now
    )
    subscription(
        "https://x.example.org/", counsellor=bent, name="Min egen", host="sky.example.org",
        read_at=now, failing_since=now, failures=1, problem="login",
    )  # fmt: skip
    open_feed(counsellor=bent, actor=bent.user, now=now)
    bent.absences.create(during=local_day(timezone.localdate() + timedelta(days=20)))
    return bent


def log_in(page, user) -> None:
    client = Client()
    enter_as_staff(client, user)
    name = settings.SESSION_COOKIE_NAME
    address = page.context.pages[0].url
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def look(page, name: str) -> None:
    """A picture for whoever wants to see, where PICTURES says."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, False), (360, True)])
def test_pages_have_no_fault_axe_can_find_and_fit_the_window(open_page, bent, width, dark):
    page = open_page("/", width=width, dark=dark)
    log_in(page, bent.user)
    faults = {}
    for name in PAGES:
        assert page.goto(reverse(name)).ok
        faults[name] = run_axe_on_colours(page) if dark else run_axe(page)
        look(page, f"{name.replace(':', '-')}-{width}{'-dark' if dark else ''}")
        assert sideways_scroll(page) <= 0, widest_elements(page)

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_time_off_over_a_conversation_is_taken_without_javascript(open_page, bent, house, width):
    day = timezone.localdate() + timedelta(days=7)
    booked(bent, house.centre, day, "10.00", "10.45", name="Amal")
    page = open_page("/", width=width, javascript=False)
    log_in(page, bent.user)
    page.goto(reverse("hours:add_absence"))
    page.get_by_label("Væk fra").fill(day.isoformat())
    page.get_by_label("Til og med").fill(day.isoformat())
    page.get_by_role("button", name="Gem min arbejdstid").click()

    look(page, f"hours-check-{width}")
    page.get_by_label("Tilbyd en ny tid").check()
    page.get_by_role("button", name="Gem min arbejdstid").click()

    assert page.get_by_text("skrevet til 1 person").is_visible()
    look(page, f"hours-done-{width}")
