"""Somebody with a script: limits hold when everything comes at once, and whatever headers say."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from jobcenter.outbox.models import Notice
from tests.doors import ask_for_code, give_code, mailed_code
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
AMAL = "amal@example.org"
CROWD = 20


def all_at_once(act: Callable[[int], object], count: int = CROWD) -> list[object]:
    """`act(number)` from `count` threads that start together; raises what any of them raised."""
    start, answers = Barrier(count), []

    def run(number: int) -> None:
        try:
            start.wait()
            answers.append(act(number))
        except BaseException as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return answers


# Whoever waits a second for the counter is refused: a crowd gets at most the limit, and on a busy
# machine less. What is left over can still be used, one after the other, and then it is over.


def test_five_codes_are_sent_when_twenty_are_asked_for_at_once():
    all_at_once(lambda _number: ask_for_code(Client(), AMAL))
    assert 1 <= Notice.objects.filter(recipient=AMAL).count() <= 5
    for _number in range(6):
        ask_for_code(Client(), AMAL)
    assert Notice.objects.filter(recipient=AMAL).count() == 5


def test_limit_per_address_of_the_network_holds_for_many_mail_addresses(settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "7/m/ip"}
    all_at_once(lambda number: ask_for_code(Client(), f"person-{number}@example.org"))
    assert 1 <= Notice.objects.count() <= 7
    for number in range(8):
        ask_for_code(Client(), f"another-{number}@example.org")
    assert Notice.objects.count() == 7


def test_forged_header_does_not_make_another_visitor(settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "3/m/ip"}
    for number in range(6):
        forged = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}", "HTTP_X_REAL_IP": f"10.0.1.{number}"}
        Client().post(reverse("account_login"), {"email": f"p{number}@example.org"}, **forged)
    assert Notice.objects.count() == 3


def test_rotating_in_ones_own_ipv6_network_does_not_make_another_visitor(settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "3/m/ip"}
    for number in range(6):
        address = {"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}
        Client().post(reverse("account_login"), {"email": f"p{number}@example.org"}, **address)
    assert Notice.objects.count() == 3


def ask_from(network: str, email: str = AMAL) -> int:
    answer = Client().post(reverse("account_login"), {"email": email}, REMOTE_ADDR=network)
    return answer.status_code


def test_stranger_who_asks_in_amals_name_uses_up_the_strangers_codes_not_hers():
    strangers = [ask_from(f"2001:db8:1:2::{number:x}") for number in range(7)]

    assert strangers == [303] * 5 + [422] * 2
    assert ask_from("192.0.2.7") == 303
    assert Notice.objects.filter(recipient=AMAL).count() == 6


def test_nobody_with_many_networks_fills_a_mailbox():
    answers = [ask_from(f"192.0.2.{number}") for number in range(45)]

    assert answers.count(303) == 40
    assert Notice.objects.filter(recipient=AMAL).count() == 40


def guesses_from_one_browser(settings) -> tuple[Client, list[int]]:
    """Twenty wrong codes at the same moment from one browser, and that browser afterwards."""
    settings.ACCOUNT_RATE_LIMITS = {"enter_login_code": "5/15m/key"}
    UserFactory(email=AMAL)
    browser = Client()
    ask_for_code(browser, AMAL)
    return browser, all_at_once(
        lambda number: give_code(twin_of(browser), f"{number:08}").status_code
    )


def twin_of(browser: Client) -> Client:
    """Another request of the same browser, on a connection of its own."""
    twin = Client()
    twin.cookies = browser.cookies
    return twin


def test_five_guesses_are_taken_when_twenty_come_at_once(settings):
    browser, answers = guesses_from_one_browser(settings)
    # A guess that is looked at gets the form again; one too many ends the whole login.
    answers += [give_code(browser, f"9999000{number}").status_code for number in range(6)]
    assert 1 <= answers.count(422) <= 5
    give_code(browser, mailed_code(AMAL))
    assert "_auth_user_id" not in browser.session


def test_without_the_lock_around_the_counter_more_guesses_would_be_taken(settings, monkeypatch):
    @contextmanager
    def no_lock(key):
        yield True

    monkeypatch.setattr(ratelimit, "cache_lock", no_lock)
    _browser, answers = guesses_from_one_browser(settings)
    assert answers.count(422) > 5


def test_code_sent_twice_by_a_double_click_lets_in_without_an_error():
    browser = Client()
    ask_for_code(browser, "clara@example.org")
    code = mailed_code("clara@example.org")
    answers = all_at_once(lambda _number: give_code(twin_of(browser), code), count=2)
    assert {answer.url for answer in answers} <= {
        reverse("accounts:account"),
        reverse("conversations:mine"),
    }
    assert EmailAddress.objects.filter(email="clara@example.org").count() == 1


def test_two_browsers_that_prove_one_new_address_at_once_share_one_account():
    browsers = [Client(), Client()]
    codes = []
    for browser in browsers:
        ask_for_code(browser, AMAL)
        codes.append(mailed_code(AMAL))
    all_at_once(lambda number: give_code(browsers[number], codes[number]), count=2)
    assert len({browser.session["_auth_user_id"] for browser in browsers}) == 1


def test_counters_survive_a_flood_of_other_addresses(settings):
    """Django's cache in the database throws away a third of its rows beyond MAX_ENTRIES."""
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1000/m/ip,1/h/key"}
    ask_for_code(Client(), AMAL)
    for number in range(350):
        cache.set(f"allauth:rl:flood:{number}", [1.0], 3600)
    ask_for_code(Client(), AMAL)
    assert Notice.objects.filter(recipient=AMAL).count() == 1
