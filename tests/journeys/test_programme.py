"""From a search to a place and back, and from a wish to first seats: at 360 px, by keyboard too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.signups.domain import settle_dates
from events.signups.models import Place
from events.wishes.domain import tell_of_what_comes
from tests.browser import follow
from tests.factories.events import once
from tests.factories.signups import dates_with_places
from tests.journeys.walking import as_editor, is_fine, open_link, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def one(house):
    """A workshop with one place, in twelve days."""
    day = timezone.localdate() + timedelta(days=12)
    return dates_with_places(
        1, once(day), centre=house.centre, title="Keramikaften", most_together=1
    )[0]


def signs_up(page: Page, name: str) -> None:
    page.goto("/det-sker/")
    page.fill("[name=q]", "keramik")
    press(page, "Find")
    follow(page, page.get_by_role("link", name="Keramikaften").first)
    follow(page, page.locator("main .actions a.btn").first)
    page.get_by_label("Hvad må vi kalde dig?").fill(name)
    page.get_by_label("Mail").fill(f"{name.lower()}@example.org")
    page.locator("main form[method=post] .actions .btn").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False])
def test_clara_finds_it_waits_is_offered_the_place_takes_it_and_cancels(open_page, one, javascript):
    amal, clara = (open_page(javascript=javascript) for _ in range(2))
    signs_up(amal, "Amal")
    expect(amal.locator("main")).to_contain_text("Du har en plads.")
    signs_up(clara, "Clara")
    expect(clara.locator("main")).to_contain_text("Du har ikke en plads endnu.")
    if javascript:
        is_fine(clara)

    press(amal, "Giv min plads tilbage")
    expect(amal.locator("main")).to_contain_text("givet din plads tilbage")
    settle_dates(now=timezone.now())
    clara.reload()
    press(clara, "Ja, jeg kommer")
    expect(clara.locator("main")).to_contain_text("Du har en plads.")
    press(clara, "Giv min plads tilbage")
    assert set(Place.objects.values_list("state", flat=True)) == {"given_up"}


@pytest.mark.parametrize("javascript", [True, False])
def test_amal_wishes_clara_supports_it_and_signs_up_first(open_page, house, javascript):
    amal, clara = (open_page(javascript=javascript) for _ in range(2))
    amal.goto("/det-sker/?q=keramik")
    follow(amal, amal.locator("main .empty a.btn").first)
    expect(amal.locator("#id_title")).to_have_value("keramik")
    amal.locator("#id_hus").select_option("havnehuset")
    press(amal, "Send mit ønske")
    expect(amal.locator("main")).to_contain_text("Havnehuset svarer senest")

    clara.goto("/ideer/oensk/?hus=havnehuset")
    clara.fill("#id_title", "Et keramikhold")
    if javascript:
        expect(clara.locator("[aria-live] .note")).to_contain_text("keramik")
    press(clara, "Send mit ønske")
    expect(clara.locator("#near")).to_be_visible()
    press(clara, "Det ønsker jeg også")
    expect(clara.locator("main")).to_contain_text("Du er talt med.")
    own_page = clara.url
    if javascript:
        is_fine(amal)
        is_fine(clara)

    dorte = as_editor(open_page(javascript=javascript), house)
    plans_it(dorte)
    takes_it_on(dorte)
    if javascript:
        is_fine(dorte)
    makes_it_public(dorte)
    assert tell_of_what_comes(now=timezone.now()) == 1
    amal.reload()
    expect(amal.locator("main")).to_contain_text("Det sker. Kom med")
    clara.goto(own_page)
    expect(clara.locator("main")).to_contain_text("Du har de første pladser.")
    follow(clara, clara.locator("#comes ~ ul a").first)
    clara.get_by_label("Hvad må vi kalde dig?").fill("Clara")
    clara.get_by_label("Mail").fill("clara@example.org")
    press(clara, "Meld mig til")
    expect(clara.locator("main")).to_contain_text("Du har en plads.")


def plans_it(dorte: Page) -> None:
    """From the wish, whose words are its title already."""
    dorte.goto("/vejleder/ideer/")
    open_link(dorte, "keramik")
    open_link(dorte, "Lav en aktivitet ud af det")
    expect(dorte.locator("#id_title")).to_have_value("keramik")
    dorte.get_by_label("Hvad slags er det?").select_option("creative")
    day = timezone.localdate() + timedelta(days=12)
    dorte.get_by_label("Første dag").fill(day.isoformat())
    dorte.get_by_label("Hvornår begynder det?").fill("19")
    dorte.get_by_label("Hvor længe varer det?").select_option("90")
    dorte.get_by_role("radio", name="Ja, til hver dato").check()
    dorte.get_by_label("Hvor mange pladser?").fill("5")
    press(dorte, "Gem som kladde")


def takes_it_on(dorte: Page) -> None:
    """What she has just planned is chosen already."""
    dorte.goto("/vejleder/ideer/")
    open_link(dorte, "keramik")
    dorte.get_by_role("radio", name="Vi tager den op").check()
    dorte.get_by_label("Dine ord").fill("Det gør vi.")
    chosen = dorte.locator("#id_activity option:checked")
    expect(chosen).to_have_text("keramik")
    press(dorte, "Send svaret")


def makes_it_public(dorte: Page) -> None:
    """The answer led to the activity: those who wished for it hear when it is public."""
    expect(dorte.get_by_role("heading", level=1)).to_have_text("keramik")
    dorte.get_by_role("checkbox").check()
    press(dorte, "Læg den i programmet")
    expect(dorte.locator("main")).to_contain_text("I programmet")
