"""After the conversation: Bent writes, Amal answers behind her link, and both say yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from counsellors.conversations.domain.secrets import hash_of_link, new_link_secret_for
from counsellors.models import Conversation, SharedNote
from jobcenter.accounts.enums import RoleKind
from jobcenter.outbox.models import Notice
from tests.browser import (
    double_the_text,
    follow,
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


@dataclass(frozen=True)
class Ended:
    conversation: Conversation
    link: str

    @property
    def for_amal(self) -> str:
        return reverse("practice:note_by_link", args=[self.link])

    @property
    def for_bent(self) -> str:
        return reverse("practice:note_at_work", args=[self.conversation.public_id])


@pytest.fixture
def ended(house: House) -> Ended:
    """Amal and Bent have talked; the conversation ended an hour ago."""
    uid = "talked@example.org"
    link = new_link_secret_for(uid)
    conversation = ConversationFactory(
        counsellor=house.bent, centre=house.centre, calendar_uid=uid, link_hash=hash_of_link(link),
        starts_at=now() - timedelta(hours=2), ends_at=now() - timedelta(hours=1),
        email="amal@example.org", agenda="Jeg vil gerne skifte spor.", needs=["quiet_room"],
    )  # fmt: skip
    return Ended(conversation, link)


def work(page: Page, house: House) -> None:
    """Log Bent in in this window, second factor and all."""
    user = UserFactory(name="Bent")
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=house.centre.pk)
    house.bent.user = user
    house.bent.save(update_fields=["user"])
    client = Client()
    enter_as_staff(client, user)
    page.goto("/")
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])


@both
def test_bent_writes_amal_answers_and_both_say_yes(open_page, house, ended, javascript):
    bent, amal = open_page(javascript=javascript), open_page(javascript=javascript)
    work(bent, house)
    bent.goto(f"/vejleder/dag/?dag={timezone.localdate(ended.conversation.starts_at)}")
    follow(bent, bent.get_by_role("link", name="Det aftalte vi"))
    expect(bent.get_by_role("heading", level=1)).to_have_text("Det aftalte vi")
    expect(bent.get_by_text("Jeg vil gerne skifte spor.")).to_be_visible()

    bent.get_by_label("Det aftalte I, med ord I begge kender").fill(
        "Vi ser på kurser i depression."
    )
    bent.get_by_role("button", name="Del med Amal").click()
    expect(bent.locator("#errors")).to_contain_text("depression")
    bent.get_by_label("Det aftalte I, med ord I begge kender").fill("Vi ser på kurser.")
    bent.get_by_role("button", name="Del med Amal").click()
    expect(bent.locator(".written")).to_have_text("Vi ser på kurser.")

    message = Notice.objects.get(kind="note_shared")
    assert "kurser" not in str(message.payload)
    amal.goto(message.payload["link"].split("localhost:8000")[-1])
    expect(amal.get_by_text("Vi ser på kurser.")).to_be_visible()
    amal.get_by_text("Tilføj et skridt").click()
    amal.get_by_label("Hvad sker der nu?").fill("Finde mit eksamensbevis")
    amal.get_by_role("radio", name="Det gør jeg").check()
    amal.get_by_role("button", name="Tilføj skridtet").click()
    amal.get_by_role("button", name="Det er gjort").click()
    expect(amal.get_by_text("Gjort", exact=True)).to_be_visible()
    amal.get_by_role("button", name="Ja, det aftalte vi").click()

    bent.reload()
    bent.get_by_role("button", name="Ja, det aftalte vi").click()
    expect(bent.get_by_text("Aftalt. I har begge sagt ja.")).to_be_visible()
    assert SharedNote.objects.get().is_agreed


@both
def test_amal_hides_and_deletes_what_was_agreed(open_page, house, ended, javascript):
    page = open_page(ended.for_amal, javascript=javascript)
    page.get_by_label("Dine egne ord").fill("Jeg vil hellere være gartner.")
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("button", name="Skjul det for senere vejledere").click()
    expect(page.get_by_role("button", name="Lad en senere vejleder læse det")).to_be_visible()

    page.get_by_role("link", name="Slet det hele").click()
    page.get_by_role("button", name="Ja, slet det").click()

    expect(page.get_by_role("heading", name="Slettet af Amal")).to_be_visible()
    assert "gartner" not in page.content()


def test_note_is_written_with_the_keyboard_alone(open_page, house, ended):
    page = open_page(ended.for_amal, width=1280)
    page.get_by_label("Dine egne ord").focus()
    page.keyboard.type("Skrevet uden mus.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".written")).to_have_text("Skrevet uden mus.")


def test_pages_of_the_note_have_no_fault_by_day_or_night_and_do_not_scroll_sideways(
    open_page, house, ended
):
    page = open_page(width=320)
    work(page, house)
    page.goto(ended.for_bent)
    page.get_by_label("Det aftalte I, med ord I begge kender").fill(
        "https://example.org/" + "a" * 90
    )
    page.get_by_role("button", name="Del med Amal").click()
    expect(page.locator(".written")).to_be_visible()
    faults, wide = {}, {}
    for address in (
        ended.for_bent,
        ended.for_amal,
        ended.for_amal + "slet/",
        "/vejleder/dag/",
    ):
        page.emulate_media(color_scheme="light")
        page.goto(address)
        for summary in page.locator("main summary").all():
            summary.click()
        faults[address] = run_axe(page)
        page.emulate_media(color_scheme="dark")
        faults[address] += run_axe_on_colours(page)
        double_the_text(page)
        wide[address] = widest_elements(page) if sideways_scroll(page) > 0 else []

    assert {address: found for address, found in faults.items() if found} == {}
    assert {address: found for address, found in wide.items() if found} == {}
