"""What a person meets: axe, big text, focus, and a page that works without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import double_the_text, run_axe, sideways_scroll, widest_elements

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["/style/", "/en/style/", "/ask/", "/no-such-page/"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_style_guide_has_no_fault_axe_can_find(open_page, width, dark):
    assert run_axe(open_page("/style/", width=width, dark=dark)) == []


@pytest.mark.parametrize("path", ["/ask/", "/no-such-page/"])
def test_frame_has_no_fault_axe_can_find(open_page, path):
    assert run_axe(open_page(path)) == []


def test_axe_would_find_a_fault(open_page):
    page = open_page("/ask/")
    page.evaluate("document.querySelector('label').remove()")
    assert any(line.startswith("label") for line in run_axe(page))


@pytest.mark.parametrize("path", PAGES)
def test_page_does_not_scroll_sideways_at_320_px_with_double_text(open_page, path):
    page = open_page(path, width=320)
    double_the_text(page)
    assert sideways_scroll(page) <= 0, widest_elements(page)


@pytest.mark.parametrize("path", PAGES)
def test_words_keep_room_at_320_px_with_double_text(open_page, path):
    """No sideways scroll is worth nothing when the words stand letter by letter."""
    page = open_page(path, width=320)
    double_the_text(page)
    squeezed = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
        .filter(e => e.childElementCount === 0 && e.offsetParent && e.textContent.trim().length > 8)
        .map(e => {
            const range = document.createRange();
            range.selectNodeContents(e);
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
            return [lines, e.textContent.trim()];
        })
        .filter(([lines, text]) => lines > 2 && text.length / lines < 5)"""
    )
    assert squeezed == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_page_does_not_scroll_sideways(open_page, width):
    page = open_page("/style/", width=width)
    assert sideways_scroll(page) <= 0, widest_elements(page)


def test_everything_one_can_press_on_its_own_is_big_enough(open_page):
    page = open_page("/style/")
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            '.btn, .choice, .control, .on, .back a, .more a, .change a, .top a, .foot a, .strong')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
        .map(e => `${e.className} ${e.textContent.trim()} ${e.getBoundingClientRect().height}`)"""
    )
    assert small == []


def test_text_is_never_smaller_than_16_px(open_page):
    page = open_page("/style/")
    sizes = page.evaluate(
        """[...document.querySelectorAll('body *')]
        .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 16


def test_refused_form_leads_focus_to_the_summary_without_javascript(open_page):
    page = open_page("/ask/", javascript=False)
    page.get_by_label("Din mail").fill("amal(at)mail")
    page.get_by_role("button", name="Fortsæt").click()
    assert page.title().startswith("Fejl: ")
    expect(page.locator("#errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#id_name")
    assert page.get_by_label("Din mail").input_value() == "amal(at)mail"
    # Also when the address pointed at a field by then, and nothing of it rides along.
    page.get_by_role("button", name="Fortsæt").click()
    page.wait_for_url("**/ask/")
    expect(page.locator("#errors")).to_be_focused()


@pytest.mark.parametrize("swap", ["outerHTML", "innerHTML"])
def test_refused_form_moves_focus_to_the_summary_with_htmx(open_page, swap):
    page = open_page("/ask/")
    page.locator("form").first.evaluate("(form, swap) => form.setAttribute('hx-swap', swap)", swap)
    page.get_by_label("Din mail").fill("amal(at)mail")
    page.get_by_role("button", name="Fortsæt").click()
    page.locator("#errors").wait_for()
    expect(page.locator("#errors")).to_be_focused()
    assert page.get_by_label("Din mail").input_value() == "amal(at)mail"
    assert page.url.endswith("/ask/"), "the piece was swapped, the page was not loaded again"


def test_forbidden_answer_is_told_in_words_and_never_lands_in_the_form(open_page):
    page = open_page("/ask/")
    page.get_by_role("button", name="Gå i stykker").click()
    page.locator("#request-failed").wait_for()
    expect(page.locator("#request-failed")).to_be_focused()
    assert "must never land" not in page.content()
    assert page.get_by_role("button", name="Fortsæt").is_visible()


def test_lost_connection_is_told_in_words(open_page):
    page = open_page("/ask/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Fortsæt").click()
    page.locator("#request-failed").wait_for()


def test_keyboard_reaches_the_content_first_and_chooses_a_card(open_page):
    page = open_page("/style/", width=1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator("#id_topic_1").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#id_topic_2").is_checked()


def test_chosen_card_is_marked_in_forced_colours(open_page):
    page = open_page("/style/", forced_colors="active")
    card = page.locator(".choice:has(:checked)").first
    assert card.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_printed_page_leaves_out_what_paper_cannot_do(open_page):
    page = open_page("/style/", width=800)
    page.emulate_media(media="print")
    assert page.locator(".human").get_by_text("70 20 00 00").is_visible()
    assert page.locator(".human .way:visible").count() == 1
    assert not page.locator(".actions").first.is_visible()
    assert page.locator(".receipt").is_visible()


def test_arabic_page_runs_from_right_to_left_without_scrolling(open_page):
    page = open_page("/style/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sideways_scroll(page) <= 0
    assert page.evaluate("document.documentElement.scrollLeft") == 0
