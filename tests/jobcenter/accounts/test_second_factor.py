"""Bent works in the house: two steps at login, in this very session, and no way around them."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt
from django.test import Client
from django.urls import reverse

from jobcenter.accounts.domain import reset_factors, shut_out
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.outbox.models import Notice
from tests.doors import (
    SECRET,
    app_code,
    app_for,
    ask_for_code,
    enter_as_staff,
    give_code,
    log_in,
    mailed_code,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
BENT = "bent@example.org"
# A page for staff that every test run has: the back office.
STAFF_PAGE = "/forvaltning/"


@pytest.fixture(autouse=True)
def _early_in_the_half_minute_of_a_code():
    with time_machine.travel(time.time() // 30 * 30 + 3):
        yield


@pytest.fixture
def bent():
    bent = UserFactory(email=BENT, name="Bent Holm")
    Role.objects.create(user=bent, kind=RoleKind.ADMINISTRATOR)
    return bent


def led_to_second_factor(answer) -> bool:
    return answer.url.startswith(reverse("accounts:second_factor"))


def show(client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code})


# --- the way in -------------------------------------------------------------------------------


def test_staff_without_a_factor_are_led_to_set_one_up(client, bent):
    log_in(client, BENT)
    answer = client.get(STAFF_PAGE)
    assert led_to_second_factor(answer)
    html = client.get(answer.url).content.decode()
    assert reverse("accounts:add_passkey") in html
    assert reverse("accounts:add_app") in html


def test_staff_set_up_an_app_and_come_straight_in(client, bent):
    log_in(client, BENT)
    page = client.get(reverse("accounts:add_app")).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert "<svg" in page.partition('class="qr"')[2]
    assert " ".join(secret[start : start + 4] for start in range(0, 32, 4)) in page
    answer = client.post(reverse("accounts:add_app"), {"code": code_of(secret)})
    assert answer.url == reverse("accounts:emergency_codes")
    assert client.get(STAFF_PAGE).status_code == 200


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_wrong_code_sets_up_nothing(client, bent):
    log_in(client, BENT)
    client.get(reverse("accounts:add_app"))
    secret = client.session["mfa.totp.secret"]
    answer = client.post(reverse("accounts:add_app"), {"code": "000000"})
    assert answer.status_code == 422
    assert client.session["mfa.totp.secret"] == secret
    assert not Authenticator.objects.exists()


def test_staff_with_an_app_show_it_at_login(client, bent):
    app_for(bent)
    answer = log_in(client, BENT)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert show(client, app_code()).status_code == 302
    assert client.get(STAFF_PAGE).status_code == 200


def test_staff_are_led_back_to_the_page_they_wanted_after_both_steps(client, bent):
    app_for(bent)
    wanted = client.get(STAFF_PAGE + "accounts/user/").url
    assert wanted.startswith(reverse("account_login"))
    log_in(client, BENT, next=STAFF_PAGE + "accounts/user/")
    assert show(client, app_code()).url == STAFF_PAGE + "accounts/user/"


def test_wrong_app_code_is_refused_and_the_person_stays_outside(client, bent):
    app_for(bent)
    log_in(client, BENT)
    answer = show(client, "000000")
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_app_codes_are_limited_to_five_tries(client, bent):
    app_for(bent)
    log_in(client, BENT)
    for _try in range(5):
        show(client, "000000")
    assert show(client, app_code()).status_code == 422
    assert "_auth_user_id" not in client.session


def test_strangers_cannot_use_up_the_tries_of_staff(client, client_class, bent):
    """The second step is asked for behind the first: a stranger never gets to guess at it."""
    app_for(bent)
    stranger = client_class()
    for _try in range(8):
        stranger.post(reverse("mfa_authenticate"), {"code": "000000", "email": BENT})
    log_in(client, BENT)
    assert show(client, app_code()).status_code == 302


@pytest.mark.parametrize("notation", ["{}", "{} ", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}", "{}."])
def test_app_code_works_once_whatever_its_notation(client, client_class, bent, notation):
    app_for(bent)
    code = app_code()
    log_in(client, BENT)
    show(client, code)
    shoulder_surfer = client_class()
    log_in(shoulder_surfer, BENT)
    assert show(shoulder_surfer, notation.format(code)).status_code == 422
    assert "_auth_user_id" not in shoulder_surfer.session


def test_emergency_code_opens_once(client, client_class, bent):
    app_for(bent)
    code = RecoveryCodes.activate(bent).get_unused_codes()[0]
    log_in(client, BENT)
    assert show(client, f" {code[:4]} {code[4:]}").status_code == 302
    assert client.get(STAFF_PAGE).status_code == 200
    finder = client_class()
    log_in(finder, BENT)
    assert show(finder, code).status_code == 422


def test_emergency_codes_are_shown_once(client, bent):
    enter_as_staff(client, bent)
    codes = [f"{code[:4]} {code[4:]}" for code in RecoveryCodes.activate(bent).get_unused_codes()]
    first = client.get(reverse("accounts:emergency_codes"))
    assert all(code in first.content.decode() for code in codes)
    assert "no-store" in first["Cache-Control"]
    again = client.get(reverse("accounts:emergency_codes")).content.decode()
    assert not any(code in again for code in codes)


def test_secrets_in_the_database_open_nothing(bent):
    app = app_for(bent)
    codes = RecoveryCodes.activate(bent)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert decrypt(app.data["secret"]) == SECRET
    assert decrypt(codes.instance.data["seed"]) not in stored


def test_retired_secret_key_still_opens_what_it_closed(bent, settings):
    app = app_for(bent)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-" * 5
    assert decrypt(app.data["secret"]) == SECRET


# --- this session, and nobody else's ----------------------------------------------------------


def test_having_a_factor_is_not_showing_it(client, bent):
    """The factor was made in another browser after this one had logged in."""
    log_in(client, BENT)
    app_for(bent)
    assert led_to_second_factor(client.get(STAFF_PAGE))
    answer = client.post(
        reverse("accounts:second_factor", query={"next": STAFF_PAGE}), {"code": app_code()}
    )
    assert answer.url == STAFF_PAGE
    assert client.get(STAFF_PAGE).status_code == 200


def test_second_factor_is_asked_for_again_the_next_day(client, bent):
    enter_as_staff(client, bent)
    with time_machine.travel(time.time() + 12 * 3600 + 1):
        assert led_to_second_factor(client.get(STAFF_PAGE))


def test_factor_that_was_removed_since_counts_no_longer(client, bent):
    shown = enter_as_staff(client, bent)
    assert client.get(STAFF_PAGE).status_code == 200
    shown.delete()
    assert led_to_second_factor(client.get(STAFF_PAGE))


def test_half_finished_login_of_bent_gives_clara_nothing_on_the_same_computer(client, bent):
    """Bent's first step is done; then Clara logs in; then somebody tries Bent's page."""
    app_for(bent)
    log_in(client, BENT)
    assert client.session[RECORDS]
    log_in(client, "clara@example.org")
    assert client.get(STAFF_PAGE).status_code == 404
    client.post(reverse("account_logout"))
    answer = show(client, app_code())
    assert answer.url == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_half_finished_second_step_is_not_taken_over_by_a_new_login(client, bent):
    app_for(bent)
    log_in(client, BENT)
    ask_for_code(client, BENT)
    assert RECORDS not in client.session
    assert show(client, app_code()).url == reverse("account_login")
    assert give_code(client, mailed_code(BENT)).url == reverse("mfa_authenticate")


def test_proof_from_before_the_account_was_closed_is_worth_nothing_when_it_opens_again(
    client, bent
):
    enter_as_staff(client, bent)
    shut_out(user=bent)
    assert client.get(STAFF_PAGE).url.startswith(reverse("account_login"))
    bent.is_active = True
    bent.save()
    assert client.get(STAFF_PAGE).url.startswith(reverse("account_login"))
    assert log_in(client, BENT).url == reverse("mfa_authenticate")


def test_second_factor_of_one_person_does_not_count_for_another(client, bent):
    dorte = UserFactory(email="dorte@example.org")
    Role.objects.create(user=dorte, kind=RoleKind.ADMINISTRATOR)
    enter_as_staff(client, bent)
    session = client.session
    left_over = session[RECORDS]
    client.force_login(dorte)
    session = client.session
    session[RECORDS] = left_over
    session.save()
    assert led_to_second_factor(client.get(STAFF_PAGE))


def test_demo_login_counts_only_in_demo_mode(client, bent, settings):
    client.force_login(bent)
    session = client.session
    session[RECORDS] = [{"method": "demo", "at": time.time()}]
    session["account_authentication_methods_user"] = str(bent.pk)
    session.save()
    assert client.get(STAFF_PAGE).status_code == 200
    settings.DEMO = False
    assert led_to_second_factor(client.get(STAFF_PAGE))


# --- changing it ------------------------------------------------------------------------------


def test_keys_are_changed_only_by_somebody_who_has_just_shown_a_factor(client, bent):
    enter_as_staff(client, bent)
    with time_machine.travel(time.time() + 11 * 60):
        for name in ("add_passkey", "remove_app", "emergency_codes"):
            answer = client.get(reverse(f"accounts:{name}"))
            assert led_to_second_factor(answer)
        page = client.get(answer.url)
        assert page.status_code == 200
        client.post(answer.url, {"code": app_code()})
        assert client.get(reverse("accounts:add_passkey")).status_code == 200


def test_staff_cannot_remove_their_last_factor(client, bent):
    enter_as_staff(client, bent)
    answer = client.post(reverse("accounts:remove_app"))
    assert answer.status_code == 422
    assert Authenticator.objects.filter(user=bent, type="totp").exists()


def test_citizen_who_worked_here_once_may_remove_the_app_and_its_emergency_codes(client, bent):
    RecoveryCodes.activate(bent)
    enter_as_staff(client, bent)
    bent.roles.all().delete()
    assert client.post(reverse("accounts:remove_app")).status_code == 303
    assert not Authenticator.objects.exists()


def test_somebody_who_lost_the_phone_starts_again_after_an_administrator_reset_it(client, bent):
    enter_as_staff(client, bent)
    RecoveryCodes.activate(bent)
    reset_factors(user=bent)
    assert client.get(STAFF_PAGE).url.startswith(reverse("account_login"))
    assert log_in(client, BENT).url != reverse("mfa_authenticate")
    assert led_to_second_factor(client.get(STAFF_PAGE))


def test_owner_is_told_by_mail_when_a_factor_is_made(
    client, bent, django_capture_on_commit_callbacks
):
    log_in(client, BENT)
    client.get(reverse("accounts:add_app"))
    with django_capture_on_commit_callbacks(execute=True):
        secret = client.session["mfa.totp.secret"]
        client.post(reverse("accounts:add_app"), {"code": code_of(secret)})
    notice = Notice.objects.get(kind="account_changed")
    assert (notice.recipient, notice.payload) == (BENT, {"change": "app_added"})


def test_citizen_has_no_use_for_apps_and_emergency_codes(client: Client):
    log_in(client, "amal@example.org")
    assert client.get(reverse("accounts:add_app")).status_code == 404
    assert client.post(reverse("accounts:new_emergency_codes")).status_code == 404
    html = client.get(reverse("accounts:account")).content.decode()
    assert reverse("accounts:add_app") not in html
    assert reverse("accounts:add_passkey") in html


@pytest.mark.parametrize(
    ("came_from", "next_url"),
    [
        ("http://testserver/vejleder/oensker/?side=2", "/vejleder/oensker/?side=2"),
        ("https://evil.example.org/steal/", ""),
        ("", ""),
    ],
)
def test_button_pressed_after_the_session_ended_leads_back_to_its_page_and_says_so(
    client, came_from, next_url
):
    """The address a button posts to cannot be opened afterwards."""
    answer = client.post("/vejleder/oensker/no-such-wish/", headers={"referer": came_from})

    assert parse_qs(urlsplit(answer.url).query).get("next", [""]) == [next_url]
    page = client.get(answer.url).content.decode()
    assert "Vi skal først vide, at det er dig, så det blev ikke gjort." in page
