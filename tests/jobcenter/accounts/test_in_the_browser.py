"""The door as people meet it: keyboard, phone, passkeys, MitID, and without scripts."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Page, expect

from jobcenter.accounts.models import Role, User
from tests.browser import double_the_text, follow, run_axe, sideways_scroll, widest_elements
from tests.doors import app_code, app_for, mailed_code
from tests.factories.accounts import UserFactory
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, running_provider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AMAL, BENT = "amal@example.org", "bent@example.org"
ACCOUNT = "/konto/"


@pytest.fixture
def bent() -> User:
    bent = UserFactory(email=BENT, name="Bent Holm")
    Role.objects.create(user=bent, kind="administrator")
    return bent


def with_a_key(page: Page, *, knows_its_owner: bool = True) -> None:
    """A phone with a fingerprint reader, simulated by Chromium itself."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": knows_its_owner,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def arrive(page: Page, *paths: str) -> None:
    """Wait for one of these pages."""
    page.wait_for_url(lambda url: urlsplit(url).path in paths)


def come_in(page: Page, email: str, next_url: str = ACCOUNT) -> None:
    page.goto(f"{reverse('account_login')}?next={next_url}")
    page.locator("#id_email").fill(email)
    page.locator("#id_email").press("Enter")
    page.locator("#id_code").fill(mailed_code(email))
    with page.expect_navigation():
        page.locator("#id_code").press("Enter")


def press(page: Page, selector: str) -> None:
    follow(page, page.locator(selector))


LOG_IN_WITH_PASSKEY = "form[data-passkey=show] button"
MAKE_PASSKEY = "form[data-passkey=make] button"


# --- codes ----------------------------------------------------------------------------------------


def test_amal_comes_in_with_the_keyboard_alone(page):
    page.goto(reverse("account_login"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#id_email")).to_be_focused()
    page.keyboard.type(AMAL)
    page.keyboard.press("Enter")
    arrive(page, "/konto/log-ind/kode/")
    page.locator("#id_code").focus()
    # Pasted as it stands in the mail, with a space too many.
    page.keyboard.insert_text(f" {mailed_code(AMAL)} ")
    page.keyboard.press("Enter")
    arrive(page, "/konto/", "/mine-samtaler/")
    assert User.objects.get().email == AMAL


def test_wrong_code_puts_the_reader_at_what_is_wrong(page):
    page.goto(reverse("account_login"))
    page.locator("#id_email").fill(AMAL)
    page.locator("#id_email").press("Enter")
    page.locator("#id_code").fill("12345678")
    page.locator("#id_code").press("Enter")
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("#errors")).to_be_focused()
    assert page.locator("#id_code").get_attribute("aria-invalid") == "true"
    assert "id_code_error" in page.locator("#id_code").get_attribute("aria-describedby")


def test_door_works_without_scripts(open_page, bent):
    page = open_page(javascript=False)
    app_for(bent)
    come_in(page, BENT, "/forvaltning/")
    expect(page.locator("#id_code")).to_be_visible()
    expect(page.locator(LOG_IN_WITH_PASSKEY)).to_have_count(0)
    page.locator("#id_code").fill(app_code())
    press(page, "main form .btn")
    arrive(page, "/forvaltning/")


# --- passkeys -------------------------------------------------------------------------------------


def test_amal_makes_a_passkey_and_comes_in_with_it_the_next_time(page):
    with_a_key(page)
    come_in(page, AMAL)
    press(page, f"a[href='{reverse('accounts:add_passkey')}']")
    page.locator("#id_name").fill("Min telefon")
    press(page, MAKE_PASSKEY)
    arrive(page, "/konto/")
    expect(page.get_by_text("Min telefon", exact=True).first).to_be_visible()
    press(page, "main a[href='/konto/log-af/']")
    press(page, "main form .btn")
    page.goto("/konto/log-ind/?next=/konto/")
    press(page, LOG_IN_WITH_PASSKEY)
    arrive(page, "/konto/")
    assert Authenticator.objects.get().last_used_at
    assert not Authenticator.objects.filter(type="recovery_codes").exists()


def test_amal_with_a_passkey_on_the_phone_is_let_in_at_the_library_by_code(page, open_page):
    with_a_key(page)
    come_in(page, AMAL, "/konto/noegler/ny/")
    press(page, MAKE_PASSKEY)
    arrive(page, "/konto/")
    library = open_page()
    come_in(library, AMAL)
    arrive(library, "/konto/")


def test_amal_removes_her_passkey_and_it_opens_nothing(page):
    with_a_key(page)
    come_in(page, AMAL, "/konto/noegler/ny/")
    press(page, MAKE_PASSKEY)
    arrive(page, "/konto/")
    press(page, "dd.change a[href*='/noegler/']")
    press(page, "main form .btn")
    arrive(page, "/konto/")
    assert not Authenticator.objects.exists()
    press(page, "main a[href='/konto/log-af/']")
    press(page, "main form .btn")
    page.goto("/konto/log-ind/?next=/konto/")
    page.locator(LOG_IN_WITH_PASSKEY).click()
    arrive(page, "/konto/log-ind/")
    expect(page.locator(".banner.is-error")).to_be_visible()


def test_passkey_of_somebody_who_is_not_recognised_makes_nothing(page):
    with_a_key(page, knows_its_owner=False)
    come_in(page, AMAL, "/konto/noegler/ny/")
    page.locator(MAKE_PASSKEY).click()
    expect(page.locator("[data-sorry]")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_bent_makes_his_first_passkey_keeps_emergency_codes_and_is_in(page, bent):
    with_a_key(page)
    come_in(page, BENT, "/forvaltning/")
    assert "/konto/to-trin/" in page.url
    press(page, f"a[href='{reverse('accounts:add_passkey')}']")
    press(page, MAKE_PASSKEY)
    arrive(page, "/konto/to-trin/noedkoder/")
    expect(page.locator("li.code")).to_have_count(10)
    page.goto("/forvaltning/")
    arrive(page, "/forvaltning/")


def test_bent_shows_his_passkey_as_the_second_step(page, bent):
    with_a_key(page)
    come_in(page, BENT, "/konto/noegler/ny/")
    press(page, MAKE_PASSKEY)
    arrive(page, "/konto/to-trin/noedkoder/")
    page.goto("/konto/log-af/")
    press(page, "main form .btn")
    come_in(page, BENT, "/forvaltning/")
    arrive(page, "/konto/log-ind/to-trin/")
    press(page, LOG_IN_WITH_PASSKEY)
    arrive(page, "/forvaltning/")


def test_bent_comes_in_with_the_passkey_alone_because_it_is_two_steps_in_one(page, bent):
    with_a_key(page)
    come_in(page, BENT, "/konto/noegler/ny/")
    press(page, MAKE_PASSKEY)
    arrive(page, "/konto/to-trin/noedkoder/")
    page.goto("/konto/log-af/")
    press(page, "main form .btn")
    page.goto("/konto/log-ind/?next=/forvaltning/")
    press(page, LOG_IN_WITH_PASSKEY)
    arrive(page, "/forvaltning/")


# --- out ------------------------------------------------------------------------------------------


def test_logging_out_clears_the_browser_quickly(page):
    come_in(page, AMAL)
    page.goto("/konto/log-af/")
    page.evaluate("localStorage.setItem('left', 'behind')")
    started = time.monotonic()
    press(page, "main form .btn")
    arrive(page, "/konto/logget-af/")
    assert time.monotonic() - started < 5
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == [] or all(
        cookie["name"] != "sessionid" for cookie in page.context.cookies()
    )
    page.go_back()
    page.goto("/konto/")
    assert "/konto/log-ind/" in page.url


# --- MitID ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("javascript", [True, False])
def test_browser_leaves_for_mitid_and_comes_back_under_our_policy(open_page, settings, javascript):
    """The broker lives on another origin, where our form-action would not let a form lead."""
    with running_provider(claims={"sub": "amal", "name": "Amal Nasser"}) as broker:
        settings.MITID_ISSUER, settings.MITID_CLIENT_ID = broker.issuer, CLIENT_ID
        settings.MITID_CLIENT_SECRET = CLIENT_SECRET
        settings.MITID_ACR_VALUES = ["substantial"]
        page = open_page("/konto/log-ind/?next=/konto/", javascript=javascript)
        press(page, "form[action='/konto/mitid/'] button")
        arrive(page, "/konto/")
        expect(page.get_by_text("Amal Nasser")).to_be_visible()


# --- the back office ------------------------------------------------------------------------------


def test_back_office_works_under_our_policy(open_page, bent, client):
    page = open_page(width=1280)
    app_for(bent)
    come_in(page, BENT, "/forvaltning/")
    page.locator("#id_code").fill(app_code())
    press(page, "main form .btn")
    page.goto(f"/forvaltning/accounts/user/{bent.pk}/change/")
    # "Add another role" is drawn by a script of the admin's own.
    page.locator(".add-row a").click()
    expect(page.locator("#id_roles-1-kind")).to_be_visible()
    page.goto("/forvaltning/accounts/user/?q=bent")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


# --- every page -----------------------------------------------------------------------------------


def pages_of(kind: str) -> list[str]:
    account = ["", "noegler/ny/", "log-af/"]
    return {
        "stranger": ["log-ind/", "logget-af/", "log-ind/lukket/"],
        "citizen": account,
        "staff": [*account, "to-trin/", "to-trin/app/fjern/", "to-trin/noedkoder/"],
        "new staff": ["to-trin/", "to-trin/app/"],
    }[kind]


def as_somebody(page: Page, kind: str, user: User) -> None:
    if kind == "stranger":
        return
    if kind == "citizen":
        user.roles.all().delete()
    if kind == "staff":
        app_for(user)
    come_in(page, user.email)
    if kind == "staff":
        page.locator("#id_code").fill(app_code())
        press(page, "main form .btn")


@pytest.mark.parametrize(
    ("kind", "start", "dark"),
    [
        ("stranger", "/konto/", False),
        ("citizen", "/konto/", False),
        ("new staff", "/en/konto/", False),
        ("staff", "/konto/", True),
    ],
)
def test_pages_have_no_fault_axe_can_find_and_no_sideways_scroll(
    open_page, bent, kind: str, start: str, dark: bool
):
    page = open_page(dark=dark)
    as_somebody(page, kind, bent)
    found: dict[str, Any] = {}
    for path in pages_of(kind):
        page.goto(start + path)
        found[path] = run_axe(page)
        page.set_viewport_size({"width": 320, "height": 740})
        double_the_text(page)
        found[path] += [f"sticks out: {who}" for who in sticking_out(page)]
        page.set_viewport_size({"width": 360, "height": 740})
    assert {path: faults for path, faults in found.items() if faults} == {}


def sticking_out(page: Page) -> list[str]:
    return widest_elements(page) if sideways_scroll(page) > 0 else []
