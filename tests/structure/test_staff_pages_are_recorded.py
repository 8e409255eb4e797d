"""No row, no data: whatever a page of staff shows of somebody stands in the read log first.

Every page of staff that can be opened without an id is opened, with people to show. A new page that
shows somebody and records nothing fails here without being named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from jobcenter.accounts.access import Access
from jobcenter.accounts.admin import house_admin
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Reading
from jobcenter.centres.models import Centre
from tests.counsellors.conversations.story import NOW, set_the_scene
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory

from .test_routes_declare_access import every_route, is_admin

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)

# What only a page that shows somebody could hold.
MARKS = {
    "talks": ("amalsegneord", "+4520111111", "amal-marked@example.org"),
    "wishes": ("clarasoensker", "+4520222222", "clara-marked@example.org"),
}


@pytest.fixture
def people(eight_topics):
    """Amal, who talks with Bent today, and Clara, who left a wish at his house."""
    with time_machine.travel(NOW, tick=False):
        scene = set_the_scene()
        words, phone, mail = MARKS["talks"]
        amal = CitizenFactory(email=mail)
        ConversationFactory(
            counsellor=scene.bent, centre=scene.centre, topic=scene.topic, citizen=amal,
            starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR, name="Amal", agenda=words, phone=phone,
        )  # fmt: skip
        clara = _wish(scene.centre, *MARKS["wishes"])
        yield {"bent": _bent(scene), "talks": amal.public_id, "wishes": clara}


def _wish(centre: Centre, words: str, phone: str, mail: str) -> str:
    from counsellors.models import Wish

    clara = CitizenFactory(email=mail)
    Wish.objects.create(
        centre=centre, citizen=clara, name="Clara", email=mail, phone=phone, words=words
    )
    return clara.public_id


def _bent(scene) -> Client:
    user = UserFactory()
    scene.bent.user = user
    scene.bent.save(update_fields=["user"])
    for kind in (RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR):
        RoleFactory(user=user, kind=kind, centre_id=scene.centre.pk)
    browser = Client(raise_request_exception=False)
    enter_as_staff(browser, user)
    return browser


def staff_pages() -> Iterator[str]:
    """The names of the pages of staff that need no id in their address."""
    for address, route in every_route(get_resolver()):
        is_for_staff = getattr(route.callback, "access", None) == Access.STAFF
        if is_for_staff and not is_admin(address) and "<" not in address:
            yield f"/{address}"


def pages_of_the_back_office() -> Iterator[str]:
    """Every list and form of it without an id; each list also as a search for either person."""
    for address, _route in every_route(get_resolver()):
        if is_admin(address) and not re.search(r"[<(]|log-?out", address):
            yield f"/{address}"
    for model in house_admin._registry:
        listed = f"/forvaltning/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (f"{listed}?q={marks[2]}" for marks in MARKS.values())


def shown_on(html: str) -> set[str]:
    """Whom a page shows: those of whom it holds any mark."""
    bare = html.replace(" ", "").replace("\xa0", "")
    short = {mark: mark.removeprefix("+45") for marks in MARKS.values() for mark in marks}
    return {who for who, marks in MARKS.items() if any(short[mark] in bare for mark in marks)}


def test_every_page_of_staff_writes_down_whom_it_shows(people):
    shown: dict[str, set[str]] = {}
    for address in sorted(set(staff_pages())):
        written = Reading.objects.count()
        shown[address] = shown_on(people["bent"].get(address).content.decode())
        rows = Reading.objects.order_by("month", "number")[written:]
        assert {people[who] for who in shown[address]} <= {row.citizen for row in rows}, address

    assert set().union(*shown.values()) == set(MARKS), "a page must show somebody, or this is air"


def test_back_office_shows_nobody_on_a_page_that_needs_no_reason(people):
    """Both have accounts. One is opened by its address and a reason: tests/citizens/rights."""
    for marks in MARKS.values():
        UserFactory(email=marks[2], name=marks[0])
    administrator = UserFactory(email="erik-marked@example.org")
    RoleFactory(user=administrator, kind=RoleKind.ADMINISTRATOR, centre_id=None)
    browser = Client(raise_request_exception=False)
    enter_as_staff(browser, administrator)
    opened = set()
    for address in sorted(set(pages_of_the_back_office())):
        response = browser.get(address)
        # A search says once more what was searched for.
        html = response.content.decode().replace(f'value="{address.partition("?q=")[2]}"', "")
        assert shown_on(html) == set(), address
        opened |= {address} if response.status_code == 200 else set()

    listed = "/forvaltning/accounts/user/"
    assert {listed, f"{listed}?q={MARKS['talks'][2]}"} <= opened
    assert "erik-marked@example.org" in browser.get(listed).content.decode(), "it lists somebody"
    assert not Reading.objects.exists()


def test_no_page_of_staff_shows_anybody_while_the_log_cannot_be_written(people):
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_readingmonth ADD CONSTRAINT out_of_order CHECK (false) NOT VALID"
        )
    try:
        for address in sorted(set(staff_pages())):
            response = people["bent"].get(address)
            assert shown_on(response.content.decode()) == set(), address
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_readingmonth DROP CONSTRAINT out_of_order")

    assert not Reading.objects.exists()
