"""Samira introduces Clara to Bent: a card Clara reads first, and after her yes Bent knows it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from counsellors.models import Handover, Responsibility
from counsellors.responsibility.domain.choosing import FORM, choose_own_counsellor
from jobcenter.accounts.models import User
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.browser import follow, run_axe, sideways_scroll, widest_elements
from tests.factories.accounts import UserFactory
from tests.journeys.conftest import House, now
from tests.journeys.test_shared_notes import work
from tests.journeys.test_who_has_seen import at_home, at_work, press, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])
OWN, PEOPLE, DAY = "/min-vejleder/", "/vejleder/mennesker/", "/vejleder/dag/"
CARD = "Vi leder efter en læreplads, og du har skrevet til to værksteder."


@pytest.fixture
def clara(house: House) -> User:
    """Samira is her own counsellor."""
    user = UserFactory(email="clara@example.org", name="Clara")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    choose_own_counsellor(
        counsellor=house.samira.slug, name="Clara", language="da", user=user,
        form_key=mint_form_key(form=FORM), now=now(),
    )  # fmt: skip
    return user


def writes_the_card(page: Page, house: House, *, javascript: bool = True) -> None:
    at_work(page, house, "counsellor", "Samira Aziz")
    page.goto(PEOPLE)
    with page.expect_navigation():
        press(page, page.get_by_role("link", name="Giv videre til en kollega Clara"))
    write(page, page.get_by_label("Hvilken kollega foreslår du?"), "Bent")
    write(page, page.get_by_label("Hvad er I i gang med?"), CARD)
    must_be_clean(page, javascript=javascript)
    sends_it(page)


def sends_it(page: Page) -> None:
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Send kortet"))


def answers(page: Page, button: str) -> None:
    with page.expect_navigation():
        press(page, page.get_by_role("button", name=button))


def must_be_clean(page: Page, *, javascript: bool = True) -> None:
    """Axe needs a page that runs scripts; the pages are the same without."""
    if javascript:
        assert run_axe(page) == []
    assert sideways_scroll(page) <= 0, widest_elements(page)


def own_counsellor_of(user: User) -> Responsibility:
    return Responsibility.objects.current().get(citizen__user=user)


@both
def test_clara_reads_the_card_says_yes_and_bent_takes_over(open_page, house, clara, javascript):
    samira = open_page(javascript=javascript)
    writes_the_card(samira, house, javascript=javascript)
    expect(samira.get_by_role("heading", name="Dit kort venter hos Clara")).to_be_visible()
    assert own_counsellor_of(clara).counsellor == house.samira
    [letter] = Notice.objects.filter(kind="handover_proposed")
    assert letter.recipient == "clara@example.org"
    assert "læreplads" not in str(letter.payload)

    hers = open_page(javascript=javascript)
    at_home(hers, clara)
    hers.goto("/mine-samtaler/")
    with hers.expect_navigation():
        press(hers, hers.get_by_role("link", name="Læs kortet"))
    expect(hers.get_by_text(CARD)).to_be_visible()
    must_be_clean(hers, javascript=javascript)
    other_tab = hers.context.new_page()
    other_tab.goto(OWN)
    answers(hers, "Ja, gå videre med Bent")
    expect(hers.get_by_role("heading", name="Bent Østergaard")).to_be_visible()
    must_be_clean(hers, javascript=javascript)

    answers(other_tab, "Nej, lad det være")
    expect(other_tab.get_by_role("heading", name="Bent Østergaard")).to_be_visible()
    assert own_counsellor_of(clara).counsellor == house.bent
    assert Handover.objects.get().answer == "yes"

    bent = open_page(javascript=javascript)
    work(bent, house)
    for path in (PEOPLE, DAY):
        bent.goto(path)
        expect(bent.get_by_text("Clara").first).to_be_visible()
        press(bent, bent.get_by_text("Kortet fra Samira Aziz"))
        expect(bent.get_by_text(CARD)).to_be_visible()
        must_be_clean(bent, javascript=javascript)
    samira.goto(PEOPLE)
    expect(samira.get_by_text("Clara")).to_have_count(0)


def test_second_yes_in_another_tab_is_the_same_yes(open_page, house, clara):
    writes_the_card(open_page(), house)
    page = open_page()
    at_home(page, clara)
    page.goto(OWN)
    other_tab = page.context.new_page()
    other_tab.goto(OWN)

    for tab in (page, other_tab):
        follow(tab, tab.get_by_role("button", name="Ja, gå videre med Bent"))
        expect(tab.get_by_role("heading", name="Bent Østergaard")).to_be_visible()
    assert Responsibility.objects.filter(citizen__user=clara).count() == 2
    assert own_counsellor_of(clara).counsellor == house.bent
