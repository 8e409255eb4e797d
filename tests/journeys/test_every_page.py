"""Every page a visitor can open: axe by day and by night, and no sideways scroll."""

from __future__ import annotations

import pytest

from tests.browser import (
    double_the_text,
    run_axe,
    run_axe_on_colours,
    sideways_scroll,
    widest_elements,
)
from tests.journeys.walking import check_address, walk_to_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOSEN = "emne=job&hus=havnehuset"
PAGES = [
    "/", "/huse/", "/huse/?sted=8000", "/huse/?sted=Ingensteds", "/huse/havnehuset/", "/vejledere/",
    "/vejledere/bent/", "/det-sker/", "/det-sker/?kun=aften", "/det-sker/?q=keramik",
    "/ideer/", "/ideer/oensk/", "/ideer/kan-holde/?hus=havnehuset",
    "/om/", "/privatliv/", "/tilgaengelighed/", "/tal-med-et-menneske/",
    "/konto/log-ind/", "/demo/", "/demo/mail/", "/findes-ikke/", "/book/", "/book/emne/",
    "/book/emne/?videre=1", "/book/sted/?emne=job&sted=8000", f"/book/maade/?{CHOSEN}",
    f"/book/tid/?{CHOSEN}&form=phone", f"/book/tid/?{CHOSEN}&form=phone&videre=1",
    f"/book/tid/?{CHOSEN}&form=phone&sprog=kl", f"/book/om-dig/?{CHOSEN}",
    f"/book/oensker/?{CHOSEN}",
    "/samtale/kode/", "/en/", f"/en/book/tid/?{CHOSEN}&form=phone",
]  # fmt: skip


def test_no_page_has_a_fault_axe_can_find_by_day(open_page, house):
    page = open_page()
    faults = {}
    for address in PAGES:
        page.goto(address)
        faults[address] = run_axe(page)

    assert {address: found for address, found in faults.items() if found} == {}


def test_no_page_has_colours_axe_cannot_tell_apart_by_night(open_page, house):
    page = open_page(dark=True)
    faults = {}
    for address in PAGES:
        page.goto(address)
        faults[address] = run_axe_on_colours(page)

    assert {address: found for address, found in faults.items() if found} == {}


def test_grey_on_grey_would_be_found_by_night(open_page, house):
    page = open_page("/", dark=True)
    page.evaluate("document.querySelector('h1').style.color = '#333'")

    assert any(line.startswith("color-contrast") for line in run_axe_on_colours(page))


def test_no_page_scrolls_sideways_at_320_px_with_double_text(open_page, house):
    page = open_page(width=320)
    wide = {}
    for address in PAGES:
        page.goto(address)
        double_the_text(page)
        if sideways_scroll(page) > 0:
            wide[address] = widest_elements(page)

    assert wide == {}


def test_check_page_has_no_fault_by_day_or_night(open_page, house):
    chosen = house.free_times()[0]
    for dark in (False, True):
        page = open_page(dark=dark)
        walk_to_check(page, chosen)
        assert run_axe(page) == []
        assert check_address(chosen) in page.url


def test_human_is_two_clicks_away_from_every_page(open_page, house):
    """One click to the page with the ways, one on a way; most pages show the number at once."""
    page = open_page()
    far = []
    for address in PAGES:
        page.goto(address)
        if page.locator("a[href^='tel:']:visible").count():
            continue
        to_human = page.locator("a[href$='/tal-med-et-menneske/']:visible")
        if not to_human.count():
            far.append(address)

    assert far == []
