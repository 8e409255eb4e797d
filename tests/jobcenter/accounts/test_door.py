"""Amal logs in: the same door whether the house knows her or not, and no password anywhere."""

from __future__ import annotations

import time
from statistics import median

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobcenter.accounts.models import User
from jobcenter.outbox.models import Notice
from tests.doors import ask_for_code, give_code, log_in, mailed_code
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
AMAL, CLARA = "amal@example.org", "clara@example.org"


def user_of(client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.filter(pk=key).first()


def test_amal_is_let_in_with_the_mailed_code(client):
    UserFactory(email=AMAL)
    assert ask_for_code(client, AMAL).url == reverse("account_confirm_login_code")
    answer = give_code(client, mailed_code(AMAL))
    assert answer.status_code == 302
    assert user_of(client).email == AMAL
    assert User.objects.count() == 1


def test_unknown_address_gets_an_account_once_the_code_came_back_and_not_before(client):
    ask_for_code(client, CLARA)
    assert not User.objects.exists()
    give_code(client, mailed_code(CLARA))
    clara = user_of(client)
    assert clara.email == CLARA
    assert not clara.has_usable_password()
    address = EmailAddress.objects.get(user=clara)
    assert (address.email, address.verified, address.primary) == (CLARA, True, True)


def test_address_is_the_same_in_capitals_and_with_spaces(client):
    amal = UserFactory(email=AMAL)
    ask_for_code(client, "  AMAL@Example.ORG ")
    give_code(client, mailed_code(AMAL))
    assert user_of(client) == amal


def test_code_is_accepted_with_the_spaces_of_the_mail_and_without(client):
    UserFactory(email=AMAL)
    ask_for_code(client, AMAL)
    code = mailed_code(AMAL)
    assert len(code) == 9
    give_code(client, code.replace(" ", "-") + "\n")
    assert user_of(client).email == AMAL


def test_code_page_lets_the_phone_fill_in_the_code(client):
    ask_for_code(client, AMAL)
    html = client.get(reverse("account_confirm_login_code")).content.decode()
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html
    assert "onpaste" not in html


def test_login_leads_back_to_the_page_one_came_from(client):
    answer = log_in(client, AMAL, next=reverse("accounts:add_passkey"))
    assert answer.url == reverse("accounts:add_passkey")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "https:///evil.example",
        "javascript:alert(1)",
        "http://localhost/",
        "\\\\evil.example",
    ],
)
def test_login_never_leads_to_another_site(client, elsewhere):
    answer = log_in(client, AMAL, next=elsewhere)
    assert user_of(client).email == AMAL
    assert "evil" not in answer.url
    assert answer.url.startswith("/")


def test_session_keeps_no_code_that_could_be_read(client):
    ask_for_code(client, AMAL)
    code = mailed_code(AMAL)
    stored = str(Session.objects.get(pk=client.session.session_key).get_decoded())
    assert code not in stored
    assert code.replace(" ", "") not in stored
    assert AMAL in stored


def test_login_changes_the_session_key(client):
    ask_for_code(client, AMAL)
    before = client.session.session_key
    give_code(client, mailed_code(AMAL))
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


# --- wrong, old and used codes -------------------------------------------------------------------


def test_wrong_code_is_refused_in_plain_words_and_may_be_tried_again(client):
    UserFactory(email=AMAL)
    ask_for_code(client, AMAL)
    answer = give_code(client, "0000 0000")
    assert answer.status_code == 422
    assert 'href="#id_code"' in answer.content.decode()
    give_code(client, mailed_code(AMAL))
    assert user_of(client).email == AMAL


def test_right_code_no_longer_works_after_five_wrong_ones(client):
    UserFactory(email=AMAL)
    ask_for_code(client, AMAL)
    for _try in range(5):
        give_code(client, "0000 0000")
    answer = give_code(client, mailed_code(AMAL))
    assert answer.url == reverse("account_login")
    assert user_of(client) is None


def test_code_no_longer_works_after_a_quarter_of_an_hour(client):
    UserFactory(email=AMAL)
    ask_for_code(client, AMAL)
    with time_machine.travel(time.time() + 15 * 60 + 1):
        answer = give_code(client, mailed_code(AMAL))
    assert answer.url == reverse("account_login")
    assert user_of(client) is None


def test_code_works_once(client):
    UserFactory(email=AMAL)
    log_in(client, AMAL)
    code = mailed_code(AMAL)
    client.post(reverse("account_logout"))
    give_code(client, code)
    assert user_of(client) is None


def test_code_of_another_browser_does_not_work_here(client, client_class):
    UserFactory(email=AMAL)
    ask_for_code(client_class(), AMAL)
    code = mailed_code(AMAL)
    ask_for_code(client, CLARA)
    answer = give_code(client, code)
    assert answer.status_code == 422
    assert user_of(client) is None


def test_new_code_replaces_the_old_one_and_has_its_whole_time(client):
    UserFactory(email=AMAL)
    ask_for_code(client, AMAL)
    old = mailed_code(AMAL)
    with time_machine.travel(time.time() + 14 * 60):
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
        new = mailed_code(AMAL)
        assert new != old
        assert give_code(client, old).status_code == 422
    with time_machine.travel(time.time() + 28 * 60):
        give_code(client, new)
        assert user_of(client).email == AMAL


def test_new_codes_are_sent_twice_and_then_no_more(client):
    ask_for_code(client, AMAL)
    for _try in range(4):
        client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert Notice.objects.filter(recipient=AMAL).count() == 3


def test_wrong_address_can_be_corrected_at_once(client):
    ask_for_code(client, "amla@example.org")
    assert client.get(reverse("account_login")).status_code == 200
    log_in(client, AMAL)
    assert user_of(client).email == AMAL


@pytest.mark.parametrize("typed", ["", "amal", "amal@", "a@b.c\nBcc: x@y.dk", "@example.org"])
def test_address_that_is_none_is_refused_and_nothing_is_sent(client, typed):
    answer = ask_for_code(client, typed)
    assert answer.status_code == 422
    assert not Notice.objects.exists()


# --- nobody learns who is known ------------------------------------------------------------------


def test_known_unknown_and_closed_accounts_are_answered_alike(client_class):
    UserFactory(email=AMAL)
    UserFactory(email="closed@example.org", is_active=False)
    answers, pages, queries = set(), set(), set()
    for email in (AMAL, CLARA, "closed@example.org"):
        browser = client_class()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = ask_for_code(browser, email)
        page = browser.get(answer.url).content.decode().replace(email, "…")
        answers.add((answer.status_code, answer.url))
        pages.add(without_tokens(page))
        queries.add(len(asked))
    assert len(answers) == len(pages) == len(queries) == 1
    assert Notice.objects.count() == 3


def without_tokens(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.slow
def test_known_and_unknown_take_the_same_time(client_class, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    took = {True: [], False: []}
    for number in range(60):
        is_known = number % 2 == 0
        email = f"person-{number}@example.org"
        if is_known:
            UserFactory(email=email)
        started = time.perf_counter()
        ask_for_code(client_class(), email)
        took[is_known].append(time.perf_counter() - started)
    assert 0.66 < median(took[True]) / median(took[False]) < 1.5


def test_closed_account_is_told_so_only_after_the_code_came_back(client):
    UserFactory(email=AMAL, is_active=False)
    answer = log_in(client, AMAL)
    assert answer.url == reverse("account_inactive")
    assert client.get(answer.url).status_code == 200
    assert user_of(client) is None


# --- no password ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "password/change/",
        "password/set/",
        "password/reset/",
        "password/reset/key/abc-def/",
        "signup/",
        "email/",
        "confirm-email/",
        "social/signup/",
    ],
)
def test_pages_for_passwords_do_not_exist(client, path):
    for start in ("/konto/", "/accounts/", "/en/konto/"):
        assert client.get(start + path).status_code == 404


def test_password_in_the_form_changes_nothing(client):
    amal = UserFactory(email=AMAL)
    amal.set_password("hunter2-hunter2")
    amal.save()
    client.post(
        reverse("account_login"), {"email": AMAL, "login": AMAL, "password": "hunter2-hunter2"}
    )
    assert user_of(client) is None


@pytest.mark.parametrize(
    "credential", ["", "null", "7", "[]", "{}", '{"id":1}', '{"id":"x","response":{}}', "{", "\x00"]
)
def test_answer_of_a_key_that_is_none_is_refused_kindly(client, credential):
    address = reverse("accounts:log_in_with_passkey")
    client.get(address)

    answer = client.post(address, {"credential": credential})

    assert answer.url == reverse("account_login")
