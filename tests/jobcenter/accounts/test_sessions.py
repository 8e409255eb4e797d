"""Out again: for good, everywhere, and for those who may no longer come in."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from jobcenter.accounts.domain import account_of, end_all_sessions, shut_out
from tests.doors import ask_for_code, log_in

pytestmark = pytest.mark.django_db
AMAL = "amal@example.org"


def is_inside(browser) -> bool:
    return browser.get(reverse("accounts:account")).status_code == 200


def test_logging_out_leaves_nothing_on_a_shared_computer(client):
    log_in(client, AMAL)
    session = client.session.session_key
    answer = client.post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.url == reverse("accounts:logged_off")
    assert not Session.objects.filter(pk=session).exists()
    assert client.get(answer.url).status_code == 200
    assert not is_inside(client)


def test_link_to_log_out_asks_first_so_that_no_picture_on_another_site_can_do_it(client):
    log_in(client, AMAL)
    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert "Clear-Site-Data" not in page
    assert is_inside(client)


def test_forms_of_another_site_are_refused(client_class):
    browser = client_class(enforce_csrf_checks=True)
    assert ask_for_code(browser, AMAL).status_code == 403
    log_in(strict := client_class(), AMAL)
    strict.handler.enforce_csrf_checks = True
    assert strict.post(reverse("account_logout")).status_code == 403
    assert is_inside(strict)


def test_every_session_of_a_closed_account_is_dead_at_the_next_click(client, client_class):
    phone, library = client, client_class()
    for browser in (phone, library):
        log_in(browser, AMAL)
        assert is_inside(browser)
    shut_out(user=account_of(email=AMAL))
    assert not is_inside(phone)
    assert not is_inside(library)


def test_sessions_stay_dead_when_a_closed_account_is_opened_again(client):
    log_in(client, AMAL)
    amal = account_of(email=AMAL)
    shut_out(user=amal)
    amal.is_active = True
    amal.save()
    assert not is_inside(client)


def test_amal_logs_out_at_the_library_from_her_phone(client, client_class):
    phone, library = client, client_class()
    log_in(library, AMAL)
    log_in(phone, AMAL)
    phone.post(reverse("accounts:log_out_elsewhere"))
    assert is_inside(phone)
    assert not is_inside(library)


def test_ending_the_sessions_of_amal_leaves_clara_alone(client, client_class):
    clara = client_class()
    log_in(client, AMAL)
    log_in(clara, "clara@example.org")
    end_all_sessions(user=account_of(email=AMAL))
    assert not is_inside(client)
    assert is_inside(clara)


@pytest.mark.parametrize(
    "name", ["account_login", "account_logout", "accounts:account", "accounts:logged_off"]
)
def test_no_page_of_the_door_is_kept_by_a_browser_or_proxy(client, name):
    log_in(client, AMAL)
    assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_page_for_the_logged_in_leads_to_the_door_and_back(client):
    answer = client.get(reverse("accounts:account") + "?a=1&b=2")
    assert answer.url == "/konto/log-ind/?next=%2Fkonto%2F%3Fa%3D1%26b%3D2"
    english = client.get("/en/konto/")
    assert english.url == "/en/konto/log-ind/?next=%2Fen%2Fkonto%2F"


def test_piece_of_a_page_asked_for_by_script_moves_the_whole_window_to_the_door(client):
    answer = client.get(reverse("accounts:account"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith(reverse("account_login"))
