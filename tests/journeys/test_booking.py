"""A citizen books, on a phone, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from counsellors.models import Conversation
from jobcenter.outbox.models import Notice
from tests.browser import run_axe
from tests.journeys.walking import (
    book,
    check_address,
    go_on,
    walk_to_about_you,
    walk_to_check,
    write_contact,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])
def test_citizen_books_by_mail_from_the_front_door(open_page, house, javascript):
    page = open_page(javascript=javascript)

    walk_to_about_you(page)
    write_contact(page, mail="Amal@Example.org")
    page.get_by_label("Hvad vil du gerne tale om?").fill("Om at skifte spor")
    go_on(page)
    expect(page.locator("main")).to_contain_text("Din tid er ikke booket endnu")
    page.get_by_role("button", name="Book tiden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er booket")
    booked = Conversation.objects.get()
    assert (booked.name, booked.email, booked.agenda) == (
        "Amal",
        "amal@example.org",
        "Om at skifte spor",
    )
    assert Notice.objects.filter(kind="conversation_booked", recipient="amal@example.org").exists()


def test_citizen_with_only_a_phone_gets_a_code_that_opens_the_conversation(page, house):
    page.goto(check_address(house.free_times()[0], "om-dig"))
    write_contact(page, phone="20 30 40 50")
    go_on(page)
    page.get_by_role("button", name="Book tiden").click()
    code = page.locator(".code").inner_text()

    page.goto("/samtale/kode/")
    page.get_by_label("Dit telefonnummer").fill("20304050")
    page.get_by_label("Koden på din kvittering").fill(code.lower())
    page.get_by_role("button", name="Find den").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Din samtale")


@pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])
def test_time_that_was_taken_meanwhile_leads_to_three_others_and_keeps_every_answer(
    open_page, house, javascript
):
    chosen = house.free_times()[0]
    page, other = open_page(javascript=javascript), open_page(javascript=javascript)
    walk_to_check(page, chosen)
    book(other, chosen, mail="clara@example.org")

    page.get_by_role("button", name="Book tiden").click()

    expect(page.locator("#errors h2")).to_contain_text("En anden")
    assert page.locator("#errors li").count() == 3
    assert page.title().startswith("Fejl:")
    page.locator("#errors a").first.click()
    expect(page.locator("main")).to_contain_text("amal@example.org")
    page.get_by_role("button", name="Book tiden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er booket")
    assert Conversation.objects.count() == 2


def test_double_click_books_once_and_shows_the_receipt(page_without_js, house):
    page = page_without_js
    walk_to_check(page, house.free_times()[0])

    page.get_by_role("button", name="Book tiden").dblclick(no_wait_after=True)

    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er booket")
    assert Conversation.objects.count() == 1


def test_back_button_after_booking_does_not_book_again(page, house):
    book(page, house.free_times()[0])

    page.go_back()
    page.reload()

    assert Conversation.objects.count() == 1


def test_two_tabs_book_two_different_times(open_page, house):
    first, last = house.free_times()[0], house.free_times()[-1]
    one = open_page()
    two = one.context.new_page()
    walk_to_check(one, first)
    walk_to_check(two, last)

    for page in (one, two):
        page.get_by_role("button", name="Book tiden").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er booket")

    assert {c.starts_at for c in Conversation.objects.all()} == {first.start, last.start}


def test_changing_one_answer_comes_back_to_the_check_page(page, house):
    walk_to_check(page, house.free_times()[0])

    page.get_by_role("link", name="Ret navnet").click()
    page.get_by_label("Hvad må vi kalde dig?").fill("Amal N.")
    go_on(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Er det rigtigt?")
    expect(page.locator("main")).to_contain_text("Amal N.")


def test_changing_the_language_keeps_what_was_chosen_and_written(page, house):
    walk_to_check(page, house.free_times()[0])

    page.get_by_role("link", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    expect(page.locator("main")).to_contain_text("amal@example.org")


@pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])
def test_missing_answer_is_named_and_the_summary_leads_to_the_field(open_page, house, javascript):
    page = open_page("/book/om-dig/?emne=job", javascript=javascript)
    page.get_by_label("Hvad vil du gerne tale om?").fill("Et kursus")

    go_on(page)

    assert page.title().startswith("Fejl:")
    expect(page.get_by_label("Hvad vil du gerne tale om?")).to_have_value("Et kursus")
    page.locator("#errors a").first.click()
    assert page.url.endswith("#id_name")


def keyboard_to(page: Page, wanted: str) -> None:
    """Tab until what has focus says `wanted`; its focus ring must be visible."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said, ring = page.evaluate(
            """() => {
                const e = document.activeElement, label = e.labels && e.labels[0];
                const rings = [e, e.closest('label')].filter(Boolean)
                    .map(it => getComputedStyle(it).outlineStyle);
                return [(label ? label.innerText : e.innerText) || '', rings.includes('solid')];
            }"""
        )
        if wanted in said:
            assert ring, f"{wanted!r} has focus and does not show it"
            return
    pytest.fail(f"the keyboard never reached {wanted!r}")


def keyboard_on(page: Page, button: str = "Fortsæt") -> None:
    keyboard_to(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_citizen_books_with_the_keyboard_alone(page, house):
    page.goto("/book/emne/?hus=havnehuset")
    for wanted in ("Frivillighed", "I huset", "Kl."):
        keyboard_to(page, wanted)
        page.keyboard.press("Space")
        keyboard_on(page)
    for wanted, words in {"Hvad må vi kalde dig?": "Amal", "Mail": "amal@example.org"}.items():
        keyboard_to(page, wanted)
        page.keyboard.type(words)
    keyboard_on(page)
    keyboard_on(page, "Book tiden")

    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er booket")


def test_receipt_has_no_fault_and_its_calendar_file_is_one_entry(page, house):
    book(page, house.free_times()[0])

    assert run_axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("kalender")).click()
    text = download.value.path().read_text()
    assert text.count("BEGIN:VEVENT") == 1
    assert "Amal" not in text
