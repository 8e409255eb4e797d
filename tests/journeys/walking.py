"""What a person does on the way to a conversation, and with pages of any kind."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.test import Client
from playwright.sync_api import Page, expect

from counsellors.conversations.forms.choices import ChosenTime
from jobcenter.accounts.enums import RoleKind
from tests.browser import follow, run_axe, sideways_scroll
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory


def is_fine(page: Page) -> None:
    assert run_axe(page) == []
    assert sideways_scroll(page) == 0


def press(page: Page, words: str) -> None:
    """By keyboard: what has focus and is pressed with Enter."""
    buttons = page.locator("main").get_by_role("button", name=re.compile(f"^{re.escape(words)}"))
    # A page that came with a #part takes the focus there once it has loaded: in one step, then.
    with page.expect_navigation():
        buttons.first.press("Enter")


def open_link(page: Page, words: str) -> None:
    follow(page, page.locator("main").get_by_role("link", name=words).first)


def as_editor(page: Page, house) -> Page:
    """Dorte Holm, who is at work."""
    user, client = UserFactory(name="Dorte Holm"), Client()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=house.centre.pk)
    enter_as_staff(client, user)
    page.goto("/")
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])
    return page


def answer(page: Page, label: str) -> None:
    """Tick the card with this text and go on."""
    page.get_by_role("radio", name=label).first.check()
    go_on(page)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Fortsæt").click()


def walk_to_about_you(page: Page) -> None:
    """From the front door to the page that asks for a name; one house, so it is not asked for."""
    page.goto("/")
    page.get_by_role("link", name="Book en samtale").first.click()
    page.get_by_role("link", name="Begynd").click()
    answer(page, "Job")
    answer(page, "Telefon")
    page.get_by_role("radio").first.check()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Om dig")


def write_contact(page: Page, *, name: str = "Amal", mail: str = "", phone: str = "") -> None:
    page.get_by_label("Hvad må vi kalde dig?").fill(name)
    page.get_by_role("textbox", name="Mail").fill(mail)
    page.get_by_role("textbox", name="Telefon").fill(phone)


def check_address(chosen: ChosenTime, step: str = "tjek") -> str:
    query = {"emne": "job", "hus": chosen.centre, "form": chosen.mode, "tid": str(chosen)}
    return f"/book/{step}/?{urlencode(query)}"


def walk_to_check(page: Page, chosen: ChosenTime, *, mail: str = "amal@example.org") -> None:
    page.goto(check_address(chosen, "om-dig"))
    write_contact(page, mail=mail)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Er det rigtigt?")


def book(page: Page, chosen: ChosenTime, *, mail: str = "amal@example.org") -> None:
    walk_to_check(page, chosen, mail=mail)
    page.get_by_role("button", name="Book tiden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er booket")
