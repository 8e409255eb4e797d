"""Houses and people in the browser: full pages, empty ones, mistakes; by keyboard, without scripts.

`test_every_page` opens each page once with little on it; here stand the pages with much on them.
"""

from __future__ import annotations

import pytest

from jobcenter.centres.models import Centre
from tests.browser import double_the_text, follow, run_axe, sideways_scroll, widest_elements
from tests.doors import enter_as_staff
from tests.jobcenter.journeys.houses import editor_of
from tests.journeys.public_pages import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FULL = ["/", "/huse/havnehuset/", "/en/huse/havnehuset/", "/tal-med-et-menneske/", "/vejledere/"]
EMPTY = ["/vejledere/?sprog=ur", "/huse/?sted=Nykøbing"]
EDITORS = ["", "ret/", "ret/tider/", "ret/dage/", "ret/partnere/"]


@pytest.fixture(autouse=True)
def country(transactional_db, eight_topics) -> Centre:
    return furnish()


def test_full_and_empty_pages_have_no_fault_axe_can_find(open_page):
    page = open_page()
    for path in FULL + EMPTY:
        page.goto(path)
        assert run_axe(page) == [], path
        assert sideways_scroll(page) <= 0, widest_elements(page)


def test_full_pages_do_not_scroll_sideways_at_320_px_with_double_text(open_page):
    page = open_page(width=320)
    for path in FULL:
        page.goto(path)
        double_the_text(page)
        assert sideways_scroll(page) <= 0, widest_elements(page)


def test_pages_of_an_editor_have_no_fault_axe_can_find(open_page, country, client, live_server):
    enter_as_staff(client, editor_of(country))
    page = open_page()
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    for part in EDITORS:
        answer = page.goto(f"/huse/havnehuset/{part}")
        assert answer.status == 200
        assert run_axe(page) == [], part
        assert sideways_scroll(page) <= 0, widest_elements(page)
    page.goto("/huse/havnehuset/ret/tider/")
    page.fill("#id_door-1", "ni til tre")
    follow(page, page.locator("main form button"))
    assert "“ni til tre”" in page.locator("#errors").inner_text()
    assert run_axe(page) == []


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


def test_human_is_one_click_away_from_the_pages_of_houses_and_people(open_page):
    page = open_page(javascript=False)
    for path in ["/", "/huse/", "/huse/havnehuset/", "/vejledere/bent/", "/om/"]:
        page.goto(path)
        assert page.locator("a[href^='tel:']:visible").count() >= 1, path


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
    assert page.locator("svg.map a").count() == 2
    assert page.locator("svg.map a:not([tabindex='-1'])").count() == 0
