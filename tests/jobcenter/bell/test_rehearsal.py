"""The operators' self-test: a stream about nothing, and what the server finds out by itself."""

from __future__ import annotations

from time import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from jobcenter.accounts.enums import RoleKind
from jobcenter.bell import rehearsal
from jobcenter.journeys.domain.bell_test import checks_of_the_server, database_now
from jobcenter.shared.bells import ring
from jobcenter.shared.rehearsals import LASTS_SECONDS, name_of_rehearsal, new_rehearsal
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory

from .ringers import QUICK, Browser, running_bell, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def house():
    with running_bell(QUICK) as running:
        assert wait_for(lambda: not running.bell.ear.is_deaf)
        yield running


def open_one(house, token: str) -> Browser:
    return Browser(house.port, f"rehearsal?token={token}")


@pytest.fixture
def administrator():
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.ADMINISTRATOR)
    browser = Client()
    enter_as_staff(browser, user)
    return browser


def test_rehearsal_goes_the_way_of_a_real_ring_and_ends(house):
    token = new_rehearsal()
    browser = open_one(house, token)
    name = name_of_rehearsal(token)

    assert browser.next() == {rehearsal.OPENED: 0}
    browser.next("comment", within=3)
    assert ring(thread=name, seq=1)
    assert browser.next() == {name: 1}
    # A sweep has come by meanwhile and has not taken it for a talk that is gone.
    assert browser.is_over.wait(rehearsal.LASTS + 3)
    assert browser.headers["cache-control"] == "no-store, no-transform"
    assert browser.headers["x-accel-buffering"] == "no"
    assert wait_for(lambda: not house.bell.switchboard.streams)


def test_rehearsal_is_for_whoever_has_the_page_only(house):
    token = new_rehearsal()
    for wrong in ("", "x", token[:-1], "rehearsal:x"):
        assert open_one(house, wrong).status == 404
    assert open_one(house, f"{token}&" + "&".join(["a=b"] * 30)).status == 404
    with time_machine.travel(time() + LASTS_SECONDS + 5):
        assert open_one(house, token).status == 404


def test_server_names_what_is_not_there():
    fine = checks_of_the_server()
    assert [check.step for check in fine if check.is_fine] == ["redis", "own-ring", "postgres"]

    broken = checks_of_the_server(redis_url="redis://127.0.0.1:1/0")
    assert [(one.step, one.is_fine, one.why) for one in broken][:2] == [
        ("redis", False, "ConnectionError"), ("own-ring", False, "ConnectionError"),
    ]  # fmt: skip
    assert broken[2].is_fine


def test_postgres_says_how_full_it_is():
    database = database_now()

    assert database is not None
    assert database.connections >= 1
    assert 0 < database.share < 1


def test_page_says_it_in_words_and_rings_what_it_listens_to(administrator):
    page = administrator.get(reverse("bell_test"))

    html = page.content.decode()
    assert "proxy_buffering" in html
    assert "/stream/rehearsal?token=" in html
    assert page.headers["Cache-Control"].startswith("no-store")
    ring_it = reverse("ring_rehearsal")
    assert administrator.post(ring_it, {"token": new_rehearsal()}).status_code == 204
    assert administrator.post(ring_it, {"token": "x"}).status_code == 422


def test_page_is_for_administrators(client):
    assert client.get(reverse("bell_test")).status_code == 303
    lead = RoleFactory(user=UserFactory(), kind=RoleKind.TEAM_LEAD, centre_id=1).user
    enter_as_staff(client, lead)
    assert client.get(reverse("bell_test")).status_code == 404
