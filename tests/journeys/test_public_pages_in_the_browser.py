"""Public pages as people meet them: a phone, a desk, by night, with big text, by keyboard."""

from __future__ import annotations

import pytest

from tests.browser import double_the_text, run_axe, sideways_scroll, widest_elements
from tests.jobcenter.journeys.houses import editor_of
from tests.journeys.public_pages import PAGES, furnish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture(autouse=True)
def country():
    return furnish()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_has_no_fault_axe_can_find_on_a_phone(open_page, path):
    page = open_page(path)
    assert run_axe(page) == []
    assert sideways_scroll(page) <= 0, widest_elements(page)


@pytest.mark.parametrize("path", ["/", "/huse/havnehuset/", "/vejledere/bent/"])
def test_page_has_no_fault_axe_can_find_by_night(open_page, path):
    assert run_axe(open_page(path, dark=True)) == []


@pytest.mark.parametrize("path", ["/en/", "/en/huse/havnehuset/"])
def test_page_has_no_fault_axe_can_find_in_english(open_page, path):
    assert run_axe(open_page(path)) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_does_not_scroll_sideways_at_320_px_with_double_text(open_page, path):
    page = open_page(path, width=320)
    double_the_text(page)
    assert sideways_scroll(page) <= 0, widest_elements(page)


def test_house_is_found_from_the_front_page_by_keyboard_alone(open_page):
    page = open_page("/")
    page.locator("#id_sted").focus()
    page.keyboard.type("8000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/huse/?sted=8000")
    first = page.locator("article.card h2 a").first
    assert first.text_content() == "Havnehuset"
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/huse/havnehuset/")


def test_house_is_found_without_scripts_after_a_mistake(open_page):
    page = open_page("/huse/?sted=Silkebog", javascript=False)
    assert page.locator("#id_sted").input_value() == "Silkebog"
    page.locator("#errors a").first.click()
    page.wait_for_url("**/huse/?sted=8600")
    assert page.locator("article.card h2 a").first.text_content() == "Havnehuset"


@pytest.mark.parametrize("path", ["/", "/huse/", "/huse/havnehuset/", "/vejledere/bent/"])
def test_human_is_reached_in_at_most_two_clicks(open_page, path):
    page = open_page(path, javascript=False)
    assert page.locator("a[href^='tel:']:visible").count() >= 1


def test_counsellor_is_found_by_language_and_leads_to_booking(open_page):
    page = open_page("/vejledere/", javascript=False)
    page.select_option("#id_sprog", "ar")
    page.locator("form.filter button").click()
    assert page.locator("article.card h2 a").all_text_contents() == ["Bent Østergaard"]
    page.locator("article.card h2 a").click()
    page.locator("a.btn.big").click()
    assert "vejleder=bent" in page.url


def test_map_is_passed_by_keyboard_and_screen_reader(open_page):
    page = open_page("/huse/", width=1280)
    assert page.locator("svg.map").get_attribute("aria-hidden") == "true"
    assert page.locator("svg.map a:not([tabindex='-1'])").count() == 0


def test_editors_pages_have_no_fault_axe_can_find(open_page, country, client):
    from tests.doors import enter_as_staff

    enter_as_staff(client, editor_of(country))
    page = open_page()
    cookie = client.cookies["sessionid"].value
    address = open_page("/om/").url.split("/om/")[0]
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    for part in ("", "ret/", "ret/tider/", "ret/dage/", "ret/partnere/"):
        page.goto(f"/huse/havnehuset/{part}")
        assert page.title()
        assert run_axe(page) == [], part
        assert sideways_scroll(page) <= 0, widest_elements(page)
