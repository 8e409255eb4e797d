"""What is kept of whoever comes with MitID, and connecting it to the account one has."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from jobcenter.accounts.models import Role, User
from jobcenter.outbox.models import Notice
from tests.doors import app_for, log_in
from tests.factories.accounts import UserFactory
from tests.jobcenter.accounts.mitid_story import (
    AMAL,
    FORBIDDEN,
    MARKER,
    answer_of,
    come_with_mitid,
    set_out,
    user_of,
)

pytestmark = pytest.mark.django_db


# --- what is kept -----------------------------------------------------------------------------


def everything_stored() -> str:
    """Every row of every table, and every session as it can be read."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found + [str(one.get_decoded()) for one in Session.objects.all()])


def test_nothing_but_sub_and_name_is_kept_whatever_the_broker_sends(client, broker):
    broker.claims |= FORBIDDEN | {"email": "amal@example.org", "email_verified": True}
    broker.userinfo = AMAL | FORBIDDEN
    come_with_mitid(client)
    kept = everything_stored()
    # The search can find something: sub and name are there.
    assert "amal-at-the-broker" in kept
    assert "Amal Nasser" in kept
    assert MARKER not in kept
    assert "amal@example.org" not in kept
    assert not any(token in kept for token in broker.tokens)
    assert not SocialToken.objects.exists()
    assert SocialAccount.objects.get().extra_data == AMAL


def test_nothing_else_is_kept_while_staff_are_halfway_in(client, broker):
    come_with_mitid(client)
    bent = user_of(client)
    Role.objects.create(user=bent, kind="administrator")
    app_for(bent)
    client.post(reverse("account_logout"))
    broker.claims |= FORBIDDEN
    come_with_mitid(client)
    kept = everything_stored()
    assert "account_login" in kept
    assert MARKER not in kept
    assert not any(token in kept for token in broker.tokens)


def test_mail_address_from_the_broker_opens_no_account(client, broker):
    UserFactory(email="bent@example.org")
    broker.claims |= {"email": "bent@example.org", "email_verified": True}
    come_with_mitid(client)
    assert user_of(client).email is None


# --- connecting -------------------------------------------------------------------------------


def connect(client):
    return client.get(answer_of(set_out(client, name="accounts:connect_mitid")))


def test_amal_connects_her_mitid_to_the_account_she_has(client, client_class, broker):
    log_in(client, "amal@example.org")
    assert connect(client).url == reverse("accounts:account")
    other = client_class()
    come_with_mitid(other)
    assert user_of(other).email == "amal@example.org"
    assert User.objects.count() == 1


def test_mitid_of_another_account_is_not_taken_over(client, client_class, broker):
    come_with_mitid(client_class())
    log_in(client, "clara@example.org")
    page = client.get(connect(client).url)
    assert SocialAccount.objects.get().user.email is None
    assert 'class="banner is-error"' in page.content.decode()


def test_connecting_asks_who_sits_here_when_the_login_is_old(client, broker):
    log_in(client, "amal@example.org")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 11 * 60
    session.save()
    answer = client.post(reverse("accounts:connect_mitid"))
    assert answer.url.startswith(reverse("accounts:second_factor"))
    assert broker.asked == []


def test_amal_disconnects_mitid_unless_it_is_her_only_way_in(client, client_class, broker):
    come_with_mitid(client)
    client.post(reverse("accounts:remove_mitid"))
    assert SocialAccount.objects.exists()
    SocialAccount.objects.all().delete()
    other = client_class()
    log_in(other, "amal@example.org")
    connect(other)
    told = Notice.objects.filter(kind="account_changed").count()
    other.post(reverse("accounts:remove_mitid"))
    assert not SocialAccount.objects.exists()
    assert Notice.objects.filter(kind="account_changed").count() == told + 1

    answer = other.post(reverse("accounts:remove_mitid"), follow=True)

    assert "Der er intet MitID, som åbner denne konto." in answer.content.decode()
    assert Notice.objects.filter(kind="account_changed").count() == told + 1
