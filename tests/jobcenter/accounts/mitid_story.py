"""Amal on her way through a broker and back."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlsplit

import requests
from django.urls import reverse

from jobcenter.accounts.models import User

SUBSTANTIAL = "urn:grn:authn:dk:mitid:substantial"
LOW = "urn:grn:authn:dk:mitid:low"
MARKER = "0101901234"
FORBIDDEN = {"cprNumberIdentifier": MARKER, "nin": MARKER, "birthdate": f"1990-01-01-{MARKER}"}
AMAL = {"sub": "amal-at-the-broker", "name": "Amal Nasser"}


def set_out(client, *, name: str = "accounts:mitid", **query: str) -> str:
    """The address at the broker that our page leads to."""
    page = client.post(reverse(name, query=query or None))
    assert page.status_code == 200
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    return html.unescape(found[1])


def answer_of(address: str) -> str:
    """Through the broker and back: path and query of the answer."""
    back = urlsplit(requests.get(address, allow_redirects=False, timeout=5).headers["Location"])
    return f"{back.path}?{back.query}"


def come_with_mitid(client, **query: str):
    return client.get(answer_of(set_out(client, **query)))


def asked_for(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def user_of(client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()
