"""The first load of every public page weighs at most 60 kB: HTML, CSS, fonts and scripts.

Pictures stand outside the budget and load late; each is still counted against a limit of its own.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.journeys.chat_pages import chat_pages
from tests.journeys.public_pages import PAGES, furnish

pytestmark = pytest.mark.django_db

BUDGET = 60_000
# Room for what a talk may still learn to do, before somebody has to choose what to leave out.
BUDGET_OF_A_CHAT = 56_000
PICTURE = 12_000
BOOKING = {"book: topic": "/book/", "book: place": "/book/sted/?emne=job"}
EVERY_PAGE = PAGES | BOOKING


def static_file(address: str) -> Path:
    found = finders.find(address.removeprefix(settings.STATIC_URL).split("?")[0])
    assert found, f"{address} is linked but is not among our files"
    return Path(found)


def sent(path: Path) -> int:
    """Bytes on the wire: brotli as the web server sends it; fonts are compressed already."""
    raw = path.read_bytes()
    return len(raw) if path.suffix == ".woff2" else len(brotli.compress(raw, quality=11))


def loaded_at_first(html: str) -> set[str]:
    """Style sheets, scripts and the fonts the style sheets name; not icons, not pictures."""
    links = re.findall(r'<link[^>]+rel="(?:stylesheet|preload)"[^>]*href="([^"]+)"', html)
    links += re.findall(r'<link[^>]+href="([^"]+)"[^>]*rel="(?:stylesheet|preload)"', html)
    scripts = re.findall(r'<script[^>]+src="([^"]+)"', html)
    fonts = [
        f"{settings.STATIC_URL}fonts/{name}"
        for link in links
        if link.endswith(".css")
        for name in re.findall(r"fonts/([\w.-]+\.woff2)", static_file(link).read_text())
    ]
    return {*links, *scripts, *fonts}


def weights_of(html: str) -> dict[str, int]:
    weights = {address: sent(static_file(address)) for address in loaded_at_first(html)}
    return weights | {"html": len(brotli.compress(html.encode(), quality=5))}


@pytest.mark.parametrize("path", EVERY_PAGE.values(), ids=EVERY_PAGE)
def test_first_load_weighs_at_most_sixty_kilobytes(client, path):
    furnish()
    weights = weights_of(client.get(path, follow=True).content.decode())
    assert sum(weights.values()) <= BUDGET, weights
    assert any(address.endswith(".css") for address in weights)
    assert any(address.endswith(".woff2") for address in weights)


@pytest.mark.django_db(transaction=True)
def test_pages_of_the_chat_weigh_less_than_others_may():
    weights = {name: weights_of(html) for name, html in chat_pages().items()}

    assert {n: w for n, w in weights.items() if sum(w.values()) > BUDGET_OF_A_CHAT} == {}
    scripts = {name.rpartition("/")[2] for name in weights["waiting"] if name.endswith(".js")}
    assert scripts == {"bell.js", "token.js", "piece.js", "chat.js", "attach.js", "line.js"}


@pytest.mark.parametrize("path", ["/", "/huse/", "/vejledere/bent/"])
def test_page_without_interaction_loads_no_script(client, path):
    furnish()
    assert "<script" not in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/", "/huse/", "/huse/havnehuset/", "/vejledere/"])
def test_pictures_have_a_size_and_are_light(client, path):
    furnish()
    html = client.get(path).content.decode()
    pictures = re.findall(r"<img[^>]+>", html)
    assert pictures
    for picture in pictures:
        assert re.search(r'width="\d+" height="\d+"', picture), picture
        address = re.search(r'src="([^"]+)"', picture)[1]
        if address.startswith(settings.STATIC_URL):
            assert sent(static_file(address)) <= PICTURE, picture
        else:
            assert len(brotli.compress(client.get(address).content)) <= PICTURE, picture


def test_a_heavy_page_would_be_found():
    frame = '<link rel="stylesheet" href="/static/css/site.css">'
    assert sum(weights_of(frame).values()) < BUDGET
    noise = b"".join(sha256(bytes([number])).digest() for number in range(256)) * 4
    dense = b64encode(bytes(sign ^ (at >> 5 & 255) for at, sign in enumerate(noise))).decode()
    assert sum(weights_of(frame + dense).values()) > BUDGET
