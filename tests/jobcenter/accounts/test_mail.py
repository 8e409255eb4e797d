"""Amal gets another mail address; nobody loses theirs."""

from __future__ import annotations

import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse

from jobcenter.accounts.domain import account_of
from jobcenter.accounts.models import User
from jobcenter.outbox.models import Notice
from tests.doors import log_in, mailed_code

pytestmark = pytest.mark.django_db
OLD, NEW, CLARAS = "amal@example.org", "amal@work.example", "clara@example.org"


def ask(client, email: str):
    return client.post(reverse("accounts:change_mail"), {"email": email})


def confirm(client, code: str):
    return client.post(reverse("accounts:confirm_mail"), {"code": code})


def test_new_address_opens_the_account_once_its_code_came_back(client, client_class):
    log_in(client, OLD)
    assert ask(client, NEW).url == reverse("accounts:confirm_mail")
    assert User.objects.get().email == OLD
    confirm(client, mailed_code(NEW))
    assert User.objects.get().email == NEW
    assert EmailAddress.objects.get().email == NEW
    other = client_class()
    log_in(other, NEW)
    assert User.objects.count() == 1


def test_owner_of_the_old_address_is_told(client):
    log_in(client, OLD)
    ask(client, NEW)
    confirm(client, mailed_code(NEW))
    told = Notice.objects.get(kind="account_changed")
    assert (told.recipient, told.payload) == (OLD, {"change": "mail_changed"})


def test_address_of_another_account_is_refused_after_its_code_and_changes_nothing(client):
    clara = account_of(email=CLARAS)
    log_in(client, OLD)
    assert ask(client, CLARAS).url == reverse("accounts:confirm_mail")
    answer = confirm(client, mailed_code(CLARAS))
    assert answer.url == reverse("accounts:account")
    assert {user.email for user in User.objects.all()} == {OLD, CLARAS}
    assert EmailAddress.objects.get(email=CLARAS).user == clara
    assert not Notice.objects.filter(kind="account_changed").exists()


def test_known_and_unknown_addresses_are_answered_alike_until_the_code_came_back(client):
    account_of(email=CLARAS)
    log_in(client, OLD)
    pages = set()
    for email in (NEW, CLARAS):
        page = client.get(ask(client, email).url).content.decode().replace(email, "…")
        pages.add("".join(line for line in page.splitlines() if "csrf" not in line))
    assert len(pages) == 1


def test_wrong_old_and_worn_out_codes_change_nothing(client):
    log_in(client, OLD)
    ask(client, NEW)
    code = mailed_code(NEW)
    assert confirm(client, "0000 0000").status_code == 422
    with time_machine.travel(time.time() + 15 * 60 + 1):
        # By now the owner is asked for first; straight after that the code is too old.
        assert confirm(client, code).status_code == 303
    for _try in range(4):
        confirm(client, "0000 0000")
    assert confirm(client, code).url == reverse("accounts:change_mail")
    assert User.objects.get().email == OLD


def test_code_of_the_login_is_no_code_for_another_address(client):
    log_in(client, OLD)
    ask(client, NEW)
    assert confirm(client, mailed_code(OLD)).status_code == 422


def test_stranger_at_an_open_computer_is_asked_to_log_in_again(client):
    log_in(client, OLD)
    with time_machine.travel(time.time() + 11 * 60):
        answer = ask(client, NEW)
    assert answer.url.startswith(reverse("accounts:second_factor"))
    assert not Notice.objects.filter(recipient=NEW).exists()


def test_letter_goes_to_the_new_address_only_as_often_as_to_any_other(client):
    log_in(client, OLD)
    for _try in range(8):
        ask(client, NEW)
    assert Notice.objects.filter(recipient=NEW).count() == 5
