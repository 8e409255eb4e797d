"""In a real Chromium under our own policy: data that nobody runs, and the list in a stranger's
frame."""

from __future__ import annotations

import json
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.browser import follow, run_axe, run_axe_on_colours, sideways_scroll, widest_elements
from tests.journeys.public_pages import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/det-sker/del/", "/det-sker/del/?hus=havnehuset", "/det-sker/del/?slags=fest",
    "/det-sker/liste/", "/det-sker/liste/?q=keramik", "/det-sker/liste/?slags=fest",
]  # fmt: skip


@pytest.fixture(autouse=True)
def country(transactional_db, eight_topics):
    return furnish()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_said):
        pass


@pytest.fixture
def stranger(live_server):
    """A page of somebody else's, at another origin, with our list in a frame."""

    def serve(environ, start):
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        frames = "".join(
            f'<iframe src="{live_server.url}{path}" width="340" height="600"></iframe>'
            for path in ("/det-sker/liste/", "/det-sker/")
        )
        return [f"<!doctype html><title>Foreningen</title>{frames}".encode()]

    with make_server("localhost", 0, serve, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_data_for_search_engines_is_there_and_our_policy_has_nothing_against_it(open_page):
    page = open_page("/det-sker/jobmesse/")  # a complaint of the policy fails every browser test
    told = json.loads(page.locator("script[type='application/ld+json']").inner_text())

    assert told["name"] == "Jobmesse"


def test_a_script_beside_it_would_have_been_complained_of(chromium, live_server):
    page = chromium.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.url}/det-sker/jobmesse/")
    assert complaints == []
    page.evaluate(
        "() => { const own = document.createElement('script'); own.textContent = 'window.ran = 1';"
        " document.head.append(own) }"
    )

    assert any("Content Security Policy" in said for said in complaints)
    assert page.evaluate("window.ran") is None
    page.close()


def test_the_list_stands_in_a_strangers_frame_and_leads_out_of_it(chromium, stranger, live_server):
    page = chromium.new_page()
    page.goto(stranger)
    listing, other = (frame.content_frame() for frame in page.locator("iframe").element_handles())
    assert listing.locator("li b").inner_text() == "Jobmesse"
    assert listing.evaluate("getComputedStyle(document.body).fontFamily").startswith('"FJ Body"')
    assert "Jobmesse" not in other.content()
    assert page.context.cookies() == []
    follow(page, listing.locator("a", has_text="Jobmesse"))

    assert page.url == f"{live_server.url}/det-sker/jobmesse/"
    page.close()


def test_the_pages_have_no_fault_axe_can_find_and_do_not_scroll_sideways(open_page):
    by_day, by_night = open_page(), open_page(dark=True)
    for address in PAGES:
        by_day.goto(address)
        assert run_axe(by_day) == [], address
        assert sideways_scroll(by_day) <= 0, widest_elements(by_day)
        by_night.goto(address)
        assert run_axe_on_colours(by_night) == [], address
