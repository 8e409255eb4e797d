"""Bytes nobody types by accident: refused or ignored, and never a broken page."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/?name=%00", "/ask/?a=b%00c", "/%00/"])
def test_null_character_in_an_address_is_a_bad_request(client: Client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert "<h1>" in response.content.decode()


def test_cookie_with_a_null_character_is_as_good_as_none(client: Client):
    cookie = {"cookie": 'sessionid="\\000aaaaaaaa"'}

    assert client.get("/remember/", headers=cookie).content == b"kept"


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "rot13", "hex", "utf-16", "no-such-charset", "latin-1"]
)
@pytest.mark.parametrize("query", ["name=%2BAAA-", "name=%5Cud800", "name=caf%C3%A9"])
def test_charset_a_client_claims_is_ignored(client: Client, charset, query):
    response = client.get(f"/echo/?{query}", content_type=f"text/plain; charset={charset}")

    assert response.status_code == 200
    said = {"name=%2BAAA-": "+AAA-", "name=%5Cud800": "\\ud800", "name=caf%C3%A9": "café"}
    assert response.content.decode() == said[query]


def test_wrong_method_is_answered_with_a_page_that_says_what_to_do(client: Client):
    response = client.post("/only-look/")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "Det kan man ikke her" in response.content.decode()


def test_right_method_never_meets_that_page(client: Client):
    assert client.get("/only-look/").content == b"looked"
