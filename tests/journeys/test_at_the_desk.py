"""At the desk, in the browser: somebody calls, somebody comes in, somebody gets a kind word."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from counsellors.models import Conversation
from jobcenter.accounts.enums import RoleKind
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN
from tests.browser import (
    double_the_text,
    run_axe,
    run_axe_on_colours,
    sideways_scroll,
    widest_elements,
)
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.counsellors import ConversationFactory
from tests.journeys.conftest import House, now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])
EVERY_WINDOW = [(360, False), (1280, False), (360, True), (1280, True)]


@pytest.fixture
def work(open_page, house: House):
    """Log Bent in, second factor and all, in a window of this kind."""
    user = UserFactory(name="Bent")
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=house.centre.pk)
    house.bent.user = user
    house.bent.save(update_fields=["user"])
    client = Client()
    enter_as_staff(client, user)

    def open_at_work(address: str, **kind) -> Page:
        page = open_page("/", **kind)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])
        page.goto(address)
        return page

    return open_at_work


@pytest.fixture
def ended(house: House) -> Conversation:
    return ConversationFactory(
        counsellor=house.bent, centre=house.centre, email="amal@example.org",
        starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=2),
    )  # fmt: skip


def look(page: Page, name: str) -> None:
    """A picture for whoever wants to see, where PICTURES says."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def tab_to(page: Page, name: str, *, most: int = 80) -> None:
    """Press Tab until the control of this name has the focus, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const e = document.activeElement; return [e.getAttribute('aria-label'),
            ...[...(e.labels || [])].map(l => l.innerText), e.innerText].filter(Boolean).join(' ')
            }"""
        )
        if name in focused:
            return
    pytest.fail(f"no Tab leads to {name!r} on {page.title()!r}")


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@both
def test_somebody_on_the_phone_gets_an_evening_by_keyboard_alone(work, house, javascript):
    page = work(reverse("desk:book"), javascript=javascript)
    tab_to(page, "Emne")
    page.keyboard.press("j")  # Job og
    tab_to(page, "I huset")
    page.keyboard.press("ArrowDown")
    press(page, "Vis ledige tider")
    expect(page.get_by_text("En anden tid").first).to_be_visible()
    evening = timezone.localdate() + timedelta(days=4)
    page.locator("#times").focus()
    tab_to(page, "Hvilken dag?")
    page.keyboard.type(f"{evening:%m%d%Y}")
    write(page, "Hvad er klokken?", "18.30")
    write(page, "Hvorfor den tid?", "kun efter arbejde")
    write(page, "Navn eller kaldenavn", "Amal")
    write(page, "Mail", "amal@example.org")
    press(page, "Book tiden")

    expect(page.get_by_role("heading", level=1)).to_have_text("Tiden er booket")
    conversation = Conversation.objects.get()
    there = conversation.starts_at.astimezone(COPENHAGEN)
    assert (there.date(), there.hour, there.minute) == (evening, 18, 30)
    assert (conversation.mode, conversation.outside_hours) == ("phone", "kun efter arbejde")
    assert Notice.objects.get(kind="conversation_booked").recipient == "amal@example.org"


@both
def test_somebody_comes_in_and_the_conversation_begins_by_keyboard_alone(work, javascript):
    page = work(reverse("desk:walk_in"), javascript=javascript)
    tab_to(page, page.locator("label.choice").first.inner_text().strip())
    page.keyboard.press("Space")
    press(page, "Begynd nu")

    expect(page.get_by_role("heading", level=1)).to_have_text("Samtalen er begyndt")
    assert Conversation.objects.get().name == "Gæst"
    assert not Notice.objects.exists()


@both
def test_kind_word_is_sent_by_keyboard_alone_and_once(work, ended, javascript):
    page = work(reverse("desk:missed", args=[ended.public_id]), javascript=javascript)
    write(page, "Dine ord", "Hej Amal. ")
    tab_to(page, "En ny tid hos mig")
    page.keyboard.press("Space")
    press(page, "Send beskeden")

    expect(page.get_by_text("Din besked er på vej.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert "Hej Amal." in Notice.objects.get().payload["words"]


def states(page: Page, house: House, ended: Conversation):
    """Each page of the desk: empty, with much, with errors, one after the other."""
    much = {"topic": "job", "mode": "phone", "with_whom": house.bent.slug}
    query = "&".join(f"{name}={value}" for name, value in much.items())
    for name, address in (
        ("book-empty", reverse("desk:book")),
        ("book-times", f"{reverse('desk:book')}?{query}"),
        ("walk-in", reverse("desk:walk_in")),
        ("message", reverse("desk:missed", args=[ended.public_id])),
    ):
        page.goto(address)
        yield name
    page.goto(f"{reverse('desk:book')}?{query}")
    page.get_by_label("Hvad er klokken?").fill("halv seks")
    page.get_by_role("button", name="Book tiden").click()
    yield "book-errors"
    page.get_by_label("Navn eller kaldenavn").fill("Ham med hatten")
    page.get_by_label("Hvad er klokken?").fill("")
    page.locator("input[name=time]").first.check()
    page.get_by_role("button", name="Book tiden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiden er booket")
    yield "slip"
    page.goto(reverse("desk:walk_in"))
    page.get_by_role("radio", name="Job").check()
    page.get_by_role("button", name="Begynd nu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Samtalen er begyndt")
    yield "begun"
    page.goto(reverse("desk:walk_in"))
    yield "talking"


@pytest.mark.parametrize(("width", "dark"), EVERY_WINDOW)
def test_pages_have_no_fault_axe_can_find_and_fit_the_window(work, house, ended, width, dark):
    page = work(reverse("desk:book"), width=width, dark=dark)
    faults = {}
    for name in states(page, house, ended):
        faults[name] = run_axe_on_colours(page) if dark else run_axe(page)
        look(page, f"{name}-{width}{'-dark' if dark else ''}")
        assert sideways_scroll(page) <= 0, widest_elements(page)

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("name", ["desk:book", "desk:walk_in"])
def test_pages_fit_a_narrow_window_with_text_twice_as_large(work, name):
    page = work(reverse(name))
    double_the_text(page)

    assert sideways_scroll(page) <= 0, widest_elements(page)
