"""Ways into the house for tests: as a citizen with a mailed code, as staff with an app."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE_RECORDS,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from jobcenter.accounts.models import User
from jobcenter.outbox.models import Notice

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def mailed_code(email: str) -> str:
    """The newest code that waits in the outbox for this address."""
    notice = Notice.objects.filter(kind="login_code", recipient=email).latest("pk")
    return str(notice.payload["code"])


def ask_for_code(client: Client, email: str, **query: str):
    return client.post(reverse("account_login", query=query or None), {"email": email})


def give_code(client: Client, code: str, **query: str):
    return client.post(reverse("account_confirm_login_code", query=query or None), {"code": code})


def log_in(client: Client, email: str, **query: str):
    """The whole way of a citizen; for staff with a factor it ends at the second step."""
    ask_for_code(client, email, **query)
    return give_code(client, mailed_code(email), **query)


def app_for(user: User) -> Authenticator:
    return totp.TOTP.activate(user, SECRET).instance


def app_code(steps_ahead: int = 0) -> str:
    counter = int(time.time()) // 30 + steps_ahead
    return totp.format_hotp_value(totp.hotp_value(SECRET, counter))


def enter_as_staff(client: Client, user: User) -> Authenticator:
    """Straight in with a second factor shown: for tests about what lies behind the door."""
    app = Authenticator.objects.filter(user=user, type="totp").first() or app_for(user)
    client.force_login(user)
    session = client.session
    session[RECORDS] = [{"method": "mfa", "type": "totp", "id": app.pk, "at": time.time()}]
    session[WHOSE_RECORDS] = str(user.pk)
    session.save()
    return app
