"""The few answers a view gives."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}
GOOD = {"name": "Amal", "email": "amal@example.org"}


def test_refused_form_answers_422_with_the_whole_page_and_what_was_typed(client: Client):
    response = client.post("/ask/", {"name": "Amal", "email": "amal(at)mail"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Fejl: " in html
    assert "<header" in html
    assert 'value="amal(at)mail"' in html


def test_refused_form_answers_only_its_piece_to_htmx(client: Client):
    response = client.post("/ask/", {}, **HTMX)
    html = response.content.decode()
    assert response.status_code == 422
    assert html.strip().startswith('<div id="ask">')
    assert "<header" not in html
    assert 'id="errors"' in html


def test_asking_the_first_time_is_no_error(client: Client):
    response = client.get("/ask/")
    assert response.status_code == 200
    assert "<title>Hvad skal vi kalde dig?" in response.content.decode()
    assert 'id="errors"' not in response.content.decode()


def test_success_sends_the_browser_on_with_303(client: Client):
    response = client.post("/ask/", GOOD)
    assert (response.status_code, response["Location"]) == (303, "/")


def test_success_moves_the_whole_window_when_htmx_asked(client: Client):
    response = client.post("/ask/", GOOD, **HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (200, "/")
    assert "Location" not in response


def test_personal_page_may_be_kept_by_nobody(client: Client):
    assert client.get("/secret/")["Cache-Control"] == "no-store, private"


def test_page_built_from_a_session_may_be_kept_by_nobody(client: Client):
    assert "Cache-Control" not in client.get("/ask/")
    client.get("/remember/")
    assert client.get("/ask/")["Cache-Control"] == "no-store, private"


def test_page_that_never_looked_into_the_session_stays_cacheable(client: Client):
    client.get("/remember/")
    assert "max-age=" in client.get("/portrait/bent.svg")["Cache-Control"]


def test_interactive_page_tells_htmx_never_to_swap_an_error_page(client: Client):
    html = client.get("/ask/").content.decode()
    assert '"noSwap":[204,304,400,401,403,404,405,413,429,"5xx"]' in html
    assert "htmx-4.0.1.min.js" in html
    assert "htmx" not in client.get("/style/").content.decode()
