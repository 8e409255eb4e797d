"""Amal reads who has looked at her and asks about it: by keyboard, on a phone, without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from citizens.models import Question
from jobcenter.audit.enums import Kind, Why
from jobcenter.shared.readability import lix
from tests.browser import (
    double_the_text,
    follow,
    run_axe,
    run_axe_on_colours,
    sideways_scroll,
    widest_elements,
)
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.citizens import CitizenFactory
from tests.jobcenter.audit.log import look, recorded
from tests.journeys.test_plain_language import EASY, running_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MAIL = "amal@example.org"


@pytest.fixture
def session() -> str:
    """Amal's session key; Bent has seen her in a list, and the day before for a reason he gave."""
    house = CentreFactory(name="Havnehuset", email="havnehuset@example.org")
    amal = UserFactory(email=MAIL)
    EmailAddress.objects.create(user=amal, email=MAIL, verified=True, primary=True)
    citizen = CitizenFactory(email=MAIL, user=amal)
    now = timezone.now()
    kinds = frozenset({Kind.NAME, Kind.CONTACT, Kind.TIME, Kind.AGENDA, Kind.NEEDS})
    asked = look(citizen.public_id, why=Why.ASKED, words="Amal ringede", centre_id=house.pk)
    recorded(asked, now=now - timedelta(days=1))
    recorded(look(citizen.public_id, kinds=kinds, centre_id=house.pk), now=now)
    browser = Client()
    browser.force_login(amal)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def open_log(open_page, session: str, **options) -> Page:
    page = open_page(**options)
    page.goto("/")
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}]
    )
    page.goto(reverse("rights:who_has_seen"))
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_amal_asks_about_the_latest_line(open_page, session, javascript):
    page = open_log(open_page, session, javascript=javascript)
    latest = page.locator(".timeline > li").first
    expect(latest).to_contain_text("Bent Østergaard")

    follow(page, latest.get_by_role("link", name="Spørg om det"))
    page.get_by_label("Hvad vil du gerne vide?").fill("Hvad brugte du det til?")
    follow(page, page.get_by_role("button", name="Send mit spørgsmål"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Vi har dit spørgsmål")
    assert Question.objects.get().words == "Hvad brugte du det til?"
    follow(page, page.get_by_role("main").get_by_role("link"))
    expect(latest).to_contain_text("Du spurgte om det:")


def test_amal_asks_with_the_keyboard_alone(open_page, session):
    page = open_log(open_page, session)
    page.locator(".timeline > li a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Hvad vil du gerne vide?").focus()
    page.keyboard.type("Hvorfor?")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert Question.objects.get().words == "Hvorfor?"


def test_pages_have_no_fault_by_day_or_night_and_fit_a_phone(open_page, session):
    for options in ({}, {"dark": True}, {"width": 320}):
        page = open_log(open_page, session, **options)
        ask = page.locator(".timeline > li a").first.get_attribute("href")
        for address in (page.url, ask):
            page.goto(address)
            find = run_axe_on_colours if "dark" in options else run_axe
            assert find(page) == [], address
            if "width" in options:
                double_the_text(page)
                assert sideways_scroll(page) <= 0, widest_elements(page)


def test_page_reads_easily_in_danish(open_page, session):
    text = running_text(open_log(open_page, session).content())

    assert len(text.split()) > 30
    assert lix(text) <= EASY, text
