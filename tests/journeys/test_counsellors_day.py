"""Bent's working day in the browser: by keyboard only, and with and without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import sleep

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from counsellors.models import Conversation
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN
from tests.browser import (
    follow,
    run_axe,
    run_axe_on_colours,
    sideways_scroll,
    widest_elements,
)
from tests.factories.counsellors import ConversationFactory
from tests.journeys.conftest import House
from tests.journeys.test_shared_notes import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Tomorrow:
    """A day with three conversations, from nine o'clock on."""

    amal: Conversation
    clara: Conversation
    ditte: Conversation

    @property
    def address(self) -> str:
        return f"/vejleder/dag/?dag={timezone.localdate(self.amal.starts_at)}"

    @property
    def week(self) -> str:
        year, number, _day = timezone.localdate(self.amal.starts_at).isocalendar()
        return f"/vejleder/uge/?uge={year}-W{number:02}"


@pytest.fixture
def tomorrow(house: House) -> Tomorrow:
    day = timezone.localdate() + timedelta(days=1)

    def talk(name: str, hour: int, **fields) -> Conversation:
        start = datetime.combine(day, time(hour), COPENHAGEN)
        return ConversationFactory(
            counsellor=house.bent, centre=house.centre, name=name, starts_at=start,
            ends_at=start + timedelta(minutes=45), **fields,
        )  # fmt: skip

    amal = talk("Amal", 9, agenda="Jeg vil gerne skifte spor.", phone="+4520304050")
    clara = talk("Clara", 10, mode="video", needs=["quiet_room"])
    return Tomorrow(amal, clara, talk("Ditte", 11))


def row(page: Page, conversation: Conversation):
    return page.locator(f"#samtale-{conversation.public_id}")


def press(page: Page, target) -> None:
    """By keyboard: the element takes the focus, and Enter does the rest."""
    target.focus()
    page.keyboard.press("Enter")


def tab_to(page: Page, words: str, *, most: int = 60) -> None:
    """Walk there with the Tab key alone, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            return
    pytest.fail(f"nobody comes to {words!r} with the Tab key")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def test_double_click_on_a_slow_line_says_what_the_first_click_did(open_page, house, tomorrow):
    """The second one would come back with "is cancelled already", over "they have been told"."""
    page = open_page(width=1280)
    work(page, house)
    page.goto(tomorrow.address)
    row(page, tomorrow.ditte).get_by_role("link", name="Aflys").click()
    off = row(page, tomorrow.ditte).get_by_role("button", name="Aflys og send beskeden")
    expect(off).to_be_visible()
    sent = []

    def slowly(route) -> None:
        sent.append(route.request.url)
        sleep(0.5)
        route.continue_()

    page.route("**/aflys/", slowly)
    off.dblclick(no_wait_after=True)

    said = row(page, tomorrow.ditte).get_by_role("status")
    expect(said).to_contain_text("Aflyst.")
    page.wait_for_load_state("networkidle")
    expect(said).to_contain_text("Aflyst.")
    assert len(sent) == 1


def test_bent_does_his_day_by_keyboard_alone(open_page, house, tomorrow):
    page = open_page(width=1280)
    work(page, house)
    page.goto("/vejleder/dag/")
    with page.expect_navigation():
        tab_to(page, "Dagen efter")
        page.keyboard.press("Enter")
    expect(row(page, tomorrow.amal)).to_contain_text("Jeg vil gerne skifte spor.")
    assert run_axe(page) == []

    tab_to(page, "Flyt: Amal")
    page.keyboard.press("Enter")
    expect(row(page, tomorrow.amal).locator("h3")).to_be_focused()
    assert run_axe(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press(page, row(page, tomorrow.amal).get_by_role("button", name="Flyt til denne tid"))
    expect(row(page, tomorrow.amal).get_by_role("status")).to_be_focused()
    assert focused(page).startswith("Flyttet til")
    assert told("conversation_moved") == 1

    press(page, row(page, tomorrow.clara).get_by_role("link", name="Mødes anderledes"))
    expect(row(page, tomorrow.clara).locator("h3")).to_be_focused()
    phone = row(page, tomorrow.clara).get_by_role("radio", name="Telefon")
    phone.focus()
    page.keyboard.press("Space")
    press(page, row(page, tomorrow.clara).get_by_role("button", name="Ret det"))
    expect(row(page, tomorrow.clara).get_by_role("status")).to_be_focused()
    assert "Rettet" in focused(page)
    tomorrow.clara.refresh_from_db()
    assert tomorrow.clara.mode == "phone"

    expect(page.locator(f"#opkald-{tomorrow.ditte.public_id}")).to_have_count(1)
    press(page, row(page, tomorrow.ditte).get_by_role("link", name="Aflys"))
    word = row(page, tomorrow.ditte).get_by_label("Et venligt ord")
    word.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Jeg er ked af det. Vi ses en anden dag.")
    press(page, row(page, tomorrow.ditte).get_by_role("button", name="Aflys og send beskeden"))
    expect(row(page, tomorrow.ditte).get_by_role("status")).to_be_focused()
    expect(page.locator(f"#opkald-{tomorrow.ditte.public_id}")).to_have_count(0)
    assert told("conversation_called_off") == 1
    assert (
        "Vi ses en anden dag."
        in Notice.objects.get(kind="conversation_called_off").payload["words"]
    )
    assert run_axe(page) == []

    page.reload()
    expect(row(page, tomorrow.ditte)).to_have_count(0)


def test_refused_word_keeps_the_text_and_takes_the_focus(open_page, house, tomorrow):
    page = open_page()
    work(page, house)
    page.goto(tomorrow.address)
    row(page, tomorrow.amal).get_by_role("link", name="Aflys").click()
    row(page, tomorrow.amal).get_by_label("Et venligt ord").fill("Held og lykke med din depression")
    row(page, tomorrow.amal).get_by_role("button", name="Aflys og send").click()

    expect(row(page, tomorrow.amal).locator("#errors")).to_be_focused()
    expect(row(page, tomorrow.amal).get_by_label("Et venligt ord")).to_have_value(
        "Held og lykke med din depression"
    )
    assert run_axe(page) == []

    row(page, tomorrow.amal).get_by_role("link", name="Lad det være").click()
    expect(row(page, tomorrow.amal).locator("h2[data-focus]")).to_be_focused()
    assert told("conversation_called_off") == 0


def test_the_same_day_without_javascript(open_page, house, tomorrow):
    page = open_page(javascript=False)
    work(page, house)
    page.goto(tomorrow.address)
    follow(page, row(page, tomorrow.amal).get_by_role("link", name="Flyt"))
    row(page, tomorrow.amal).get_by_role("radio").last.check()
    follow(page, page.get_by_role("button", name="Flyt til denne tid"))
    expect(page.get_by_role("status")).to_contain_text("Flyttet til")
    assert page.url.split("#")[0].endswith(tomorrow.address)

    follow(page, row(page, tomorrow.clara).get_by_role("link", name="Mødes anderledes"))
    page.get_by_role("radio", name="Telefon").check()
    follow(page, page.get_by_role("button", name="Ret det"))
    assert page.url.endswith(f"#samtale-{tomorrow.clara.public_id}")

    follow(page, row(page, tomorrow.ditte).get_by_role("link", name="Aflys"))
    follow(page, page.get_by_role("button", name="Aflys og send beskeden"))
    expect(page.get_by_role("status")).to_contain_text("Aflyst")
    assert (told("conversation_moved"), told("conversation_called_off")) == (2, 1)


@pytest.mark.parametrize("width", [360, 1280])
def test_week_is_read_on_a_phone_and_at_a_desk(open_page, house, tomorrow, width):
    page = open_page(width=width)
    work(page, house)
    page.goto(tomorrow.week)
    link = page.get_by_role("link", name="Kl. 9.00–9.45 Amal")
    expect(link).to_be_visible()
    assert sideways_scroll(page) <= 0, widest_elements(page)
    assert run_axe(page) == []
    is_grid = page.locator(".week").evaluate("e => getComputedStyle(e).display") == "grid"
    assert is_grid == (width == 1280)

    with page.expect_navigation():
        press(page, link)
    expect(row(page, tomorrow.amal)).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_day_at_night_has_no_fault(open_page, house, tomorrow, width):
    page = open_page(width=width, dark=True)
    work(page, house)
    for path in (tomorrow.address, tomorrow.week, "/vejleder/dag/?dag=i-morgen"):
        page.goto(path)
        assert run_axe_on_colours(page) == []
        assert sideways_scroll(page) <= 0, widest_elements(page)
