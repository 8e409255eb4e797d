"""An activity of a partner on its way into the programme, and a poster of one: at 360 px."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.organising.models import PartnerMember
from jobcenter.centres.models import Partner
from tests.browser import follow
from tests.doors import mailed_code
from tests.factories.accounts import UserFactory
from tests.factories.events import once, public_activity
from tests.journeys.walking import as_editor, is_fine, open_link, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])
AMAL = "amal@example.org"


@pytest.fixture
def amal(open_page, house, javascript) -> Page:
    """Her window; she makes activities for Frivillig By, and has only to log in."""
    PartnerMember.objects.create(
        partner=Partner.objects.get(), centre=house.centre, name="Amal", made_at=timezone.now(),
        user=UserFactory(email=AMAL), joined_at=timezone.now(),
    )  # fmt: skip
    return open_page(javascript=javascript)


@pytest.fixture
def dorte(open_page, house, javascript) -> Page:
    """The window of an editor of the house, who is at work."""
    return as_editor(open_page(javascript=javascript), house)


def logs_in(page: Page) -> None:
    page.goto("/det-sker/")
    open_link(page, "Her er din side")
    page.get_by_label("Mail").fill(AMAL)
    press(page, "Send mig en kode")
    page.locator("main input[inputmode=numeric]").fill(mailed_code(AMAL))
    press(page, "Log ind")
    expect(page.get_by_role("heading", level=1)).to_have_text("Det, du laver")


def writes_it(page: Page) -> None:
    day = timezone.localdate() + timedelta(days=12)
    open_link(page, "Lav en aktivitet i Havnehuset")
    page.get_by_label("Hvad hedder det?").fill("Keramikaften")
    page.get_by_label("Hvad sker der?").fill("Vi former ler sammen.")
    page.get_by_label("Hvad slags er det?").select_option("creative")
    page.get_by_label("Første dag").fill(day.isoformat())
    page.get_by_label("Hvornår begynder det?").fill("19")
    page.get_by_label("Hvor længe varer det?").select_option("90")
    page.get_by_role("radio", name="Nej, kom bare").check()


@both
def test_what_amal_sends_is_changed_approved_and_stands_in_the_programme(
    amal, dorte, house, javascript
):
    logs_in(amal)
    writes_it(amal)
    press(amal, "Se datoerne først")
    expect(amal.locator("#preview")).to_contain_text("Det bliver 1 dato")
    press(amal, "Gem som kladde")
    amal.get_by_role("checkbox").check()
    press(amal, "Send den til huset")
    expect(amal.locator("main")).to_contain_text("Venter på huset")
    own_page = amal.url

    dorte.goto("/kontor/det-sker/")
    open_link(dorte, "Keramikaften")
    dorte.get_by_role("radio", name="Noget skal ændres først").check()
    dorte.get_by_label("Hvad skal ændres").fill("Skriv, at man ikke behøver at kunne noget.")
    if javascript:
        is_fine(dorte)
    press(dorte, "Svar")
    house_page = dorte.url

    amal.goto(own_page)
    expect(amal.locator("main")).to_contain_text("ikke behøver at kunne noget")
    open_link(amal, "Ret")
    amal.get_by_label("Hvad sker der?").fill("Vi former ler. Du behøver ikke at kunne noget.")
    if javascript:
        is_fine(amal)
    press(amal, "Gem")
    press(amal, "Send den til huset")

    dorte.goto(house_page)
    expect(dorte.locator("main")).to_contain_text("Du behøver ikke at kunne noget.")
    dorte.get_by_role("radio", name="Ja, ind i programmet").check()
    press(dorte, "Svar")
    expect(dorte.locator("main")).to_contain_text("I programmet")

    amal.goto("/det-sker/?q=keramik")
    open_link(amal, "Keramikaften")
    expect(amal.locator("main")).to_contain_text("Du behøver ikke at kunne noget.")
    open_link(amal, "Hvem der lagde det her")
    for step in ("Sendt til huset", "Frivillig By", "Huset bad om en ændring", "Lagt i programmet"):
        expect(amal.locator("main")).to_contain_text(step)
    expect(amal.locator("main")).not_to_contain_text("Dorte")


@both
def test_dorte_hangs_up_a_poster_and_hears_when_it_becomes_wrong(dorte, house, javascript):
    day = timezone.localdate() + timedelta(days=12)
    activity = public_activity(once(day), centre=house.centre, title="Keramikaften")
    dorte.goto(f"/kontor/aktivitet/{activity.public_id}/")
    open_link(dorte, "Lav en plakat")
    press(dorte, "Lav plakaten")
    sheet = dorte.request.get(
        dorte.get_by_role("link", name="Åbn plakaten").get_attribute("href") or ""
    )
    assert sheet.headers["content-type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(sheet.body())
    assert len(pdf) == 1
    dorte.goto(f"/p/{_code_on(pdf)}/")
    expect(dorte.get_by_role("heading", level=1)).to_contain_text("Keramikaften")

    dorte.goto("/vejleder/plakater/")
    expect(dorte.locator("main")).to_contain_text("Alle jeres plakater passer")
    dorte.goto(f"/kontor/aktivitet/{activity.public_id}/")
    follow(dorte, dorte.locator("#dates + ul a").first)
    dorte.locator("summary", has_text="Flyt den").click()
    dorte.get_by_label("Hvornår begynder det?").fill("20.30")
    press(dorte, "Gem den nye tid")
    dorte.goto("/vejleder/plakater/")
    wrong = dorte.locator("section[aria-labelledby=wrong]")
    expect(wrong).to_contain_text("Keramikaften")
    expect(wrong).to_contain_text("Flyttet")
    if javascript:
        is_fine(dorte)
    press(dorte, "Lav en ny")
    dorte.goto("/vejleder/plakater/")
    expect(dorte.locator("main")).to_contain_text("Alle jeres plakater passer")


def _code_on(pdf: pypdfium2.PdfDocument) -> str:
    """The short address as a passer-by reads it off the wall."""
    words = pdf[0].get_textpage().get_text_range()
    found = re.search(r"/p/([a-z2-9]{6})", words)
    assert found, words
    return found[1]
