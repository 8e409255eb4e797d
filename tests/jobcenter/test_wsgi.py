"""What reaches Django before any middleware can look at it."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import RequestFactory

from jobcenter.wsgi import application

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a" * 32
PARTS = "\r\n".join(
    [
        "--pa rt",
        'Content-Disposition: form-data; name="csrfmiddlewaretoken"',
        "",
        TOKEN,
        "--pa rt--",
    ]
)


def status_of(content_type: str, **more: object) -> str:
    """Not by Django's test client: it builds the request before our application is asked."""
    environ = RequestFactory()._base_environ() | {"CONTENT_TYPE": content_type, **more}
    said: list[str] = []
    application(environ, lambda status, _headers: said.append(status)).close()
    return said[0]


@pytest.mark.parametrize(
    "claimed", ["charset=hex", "charset=undefined", "charset=utf-7", "charset*=utf-8''hex"]
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=part", "text/plain"])
def test_charset_a_client_claims_breaks_nothing(kind, claimed):
    assert status_of(f"{kind}; {claimed}", QUERY_STRING="q=a") == "200 OK"


@pytest.mark.parametrize("said", ["; " * 5000, 'a/b; x="' + "y" * 20_000, "*''; *0*=%zz", "\xff"])
def test_content_type_nobody_can_read_breaks_nothing(said):
    assert status_of(said) == "200 OK"


@pytest.mark.parametrize(("boundary", "is_read"), [('"pa rt"', True), ("another", False)])
def test_form_in_parts_is_still_read(boundary, is_read):
    """Only a form that was read shows the token it needs."""
    status = status_of(
        f"multipart/form-data; charset=hex; boundary={boundary}",
        REQUEST_METHOD="POST",
        PATH_INFO="/samtale/kode/",
        HTTP_COOKIE=f"csrftoken={TOKEN}",
        CONTENT_LENGTH=len(PARTS),
        **{"wsgi.input": BytesIO(PARTS.encode())},
    )

    assert (status != "403 Forbidden") == is_read, status
