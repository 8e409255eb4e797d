"""The frame around every page, and the pages for when something went wrong."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def calm(client: Client) -> Client:
    """A client that shows the error page instead of raising."""
    client.raise_request_exception = False
    return client


def test_style_guide_shows_every_component_of_the_sheet(client: Client):
    html = client.get("/style/").content.decode()
    used = set(re.findall(r'class="([^"]+)"', html))
    classes = {name for group in used for name in group.split()}
    wanted = (
        "skip top logo foot human way arch steps errors field choice slots day filter answers"
        " change receipt panel person portrait card tag when note banner timeline facts empty"
        " missing more scroll btn actions hint optional error control"
    )
    assert set(wanted.split()) <= classes


def test_every_page_leads_to_a_human_at_the_same_place(client: Client):
    for path in ("/style/", "/ask/", "/no-such-page/"):
        html = client.get(path).content.decode()
        assert html.index("</main>") < html.index('id="human"') < html.index("<footer")
        assert 'href="tel:+4570200000"' in html
        assert "Tal med et menneske" in html


def test_every_page_has_skip_link_language_row_and_accessibility_statement(
    client: Client, settings
):
    settings.ACCESSIBILITY_STATEMENT_URL = "https://was.example/huset"
    html = client.get("/en/ask/").content.decode()
    assert '<html lang="en">' in html
    assert '<a class="skip" href="#main">' in html
    assert 'href="/ask/" lang="da" hreflang="da"' in html
    assert 'href="https://was.example/huset"' in html


def test_demo_says_that_it_is_one_and_production_does_not(client: Client, settings):
    settings.DEMO = True
    assert "/demo/people/" in client.get("/ask/").content.decode()
    settings.DEMO = False
    assert "/demo/" not in client.get("/ask/").content.decode()


def test_house_without_hotline_shows_no_empty_phone(client: Client, settings):
    settings.HOTLINE_PHONE = ""
    html = client.get("/ask/").content.decode()
    assert "tel:" not in html
    assert "Tal med et menneske" in html


def test_missing_page_helps_on(client: Client):
    response = client.get("/no-such-page/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "<h1>Den side findes ikke</h1>" in html
    assert 'href="/find_centre/"' in html


def test_broken_page_says_that_nothing_was_saved_and_whom_to_call(calm: Client):
    response = calm.get("/explode/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "Intet blev gemt" in html
    assert 'href="tel:+4570200000"' in html


def test_broken_page_speaks_the_readers_language(calm: Client):
    html = calm.get("/en/explode/").content.decode()
    assert '<html lang="en">' in html
    assert "Nothing was saved" in html


def test_database_that_is_away_asks_to_come_back_soon(calm: Client):
    response = calm.get("/lose-the-database/")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Intet blev gemt" in response.content.decode()


@pytest.mark.parametrize("template", ["500.html", "400.html", "403_csrf.html"])
def test_last_resort_page_needs_no_database_context_or_urls(
    template, settings, django_assert_num_queries
):
    settings.ROOT_URLCONF = "tests.jobcenter.ui.no_urls"
    with django_assert_num_queries(0):
        html = engines["django"].get_template(template).render()
    assert "Fremtidens Jobcenter" in html
    assert 'href="/static/css/site.css"' in html
    assert re.search(r"<h1>.+</h1>", html)


def test_last_resort_page_survives_a_lost_static_manifest(monkeypatch, settings):
    # Not a mock: this is the storage production uses, with a manifest that knows no file.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    with pytest.raises(ValueError, match=r"site\.css"):
        staticfiles_storage.url("css/site.css")
    assert 'href="/static/css/site.css"' in render_to_string("500.html")


def test_failed_csrf_check_explains_itself(settings):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/ask/", {"name": "Amal"})
    assert response.status_code == 403
    assert "Siden har stået åben for længe" in response.content.decode()


def test_failed_csrf_check_keeps_what_was_typed_behind_a_fresh_token():
    client = Client(enforce_csrf_checks=True)
    typed = {"name": 'Amal "A" <b>', "email": "amal@example.org"}
    ours = {"origin": "http://testserver"}

    refused = client.post("/ask/?x=1", typed | {"csrfmiddlewaretoken": "old"}, headers=ours)
    html = refused.content.decode()
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html))

    assert refused.status_code == 403
    assert "no-store" in refused["Cache-Control"]
    assert unescape(fields["name"]) == typed["name"]
    again = client.post("/ask/?x=1", typed | fields, headers=ours)
    assert again.status_code == 303


@pytest.mark.parametrize("origin", ["http://evil.example.org", "null", ""])
def test_failed_csrf_check_offers_nothing_to_a_page_elsewhere(origin):
    client = Client(enforce_csrf_checks=True)

    html = client.post("/ask/", {"name": "Amal"}, headers={"origin": origin}).content.decode()

    assert "Amal" not in html
    assert "<form" not in html


def test_no_page_of_the_house_costs_a_query_for_its_frame(
    client: Client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client.get("/ask/")
