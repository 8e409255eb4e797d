"""What a first visit on an old phone has to fetch."""

from __future__ import annotations

import hashlib
from pathlib import Path

import brotli
import pytest
from django.test import Client

STATIC = Path("static")
# The published htmx 4.0.1 build. A new version is a new file, a new hash and a read patch note.
HTMX = "js/htmx-4.0.1.min.js"
HTMX_SHA256 = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"


def compressed(path: str) -> int:
    return len(brotli.compress((STATIC / path).read_bytes(), quality=11))


@pytest.mark.parametrize(
    ("path", "most"),
    [("css/site.css", 9_000), (HTMX, 12_100)],
)
def test_compressed_asset_stays_within_its_budget(path, most):
    assert compressed(path) <= most


@pytest.mark.parametrize(
    ("path", "most"),
    [("fonts/fj-body.woff2", 19_000), ("fonts/fj-head.woff2", 13_500), ("js/site.js", 1_500)],
)
def test_plain_asset_stays_within_its_budget(path, most):
    assert (STATIC / path).stat().st_size <= most


@pytest.mark.parametrize("picture", sorted(STATIC.glob("img/*.svg")), ids=lambda path: path.name)
def test_picture_is_small_and_carries_no_style_or_script(picture):
    drawing = picture.read_text(encoding="utf-8")
    assert picture.stat().st_size <= 6_000
    assert drawing.count("http") == 1, "only the SVG namespace itself"
    assert not any(sign in drawing for sign in ("<style", "style=", "<script", "<image", "href"))


def test_every_centre_drawing_that_can_be_chosen_exists():
    from jobcenter.centres.enums import Illustration

    for drawing in Illustration.values:
        assert (STATIC / "img" / f"centre-{drawing}.svg").exists()


def test_vendored_htmx_is_the_published_file():
    assert hashlib.sha256((STATIC / HTMX).read_bytes()).hexdigest() == HTMX_SHA256


def test_modified_fonts_do_not_use_the_reserved_names():
    from fontTools.ttLib import TTFont

    for path, family in [("fj-body.woff2", "FJ Body"), ("fj-head.woff2", "FJ Head")]:
        font = TTFont(STATIC / "fonts" / path)
        assert font["name"].getDebugName(1) == family
        assert set("æøåÆØÅé–’“”…") <= {chr(code) for code in font.getBestCmap()}
    assert len(list((STATIC / "fonts").glob("OFL-*.txt"))) == 2


def test_first_visit_without_interactivity_fits_into_60_kb():
    # The style guide is far longer than any real page, so its HTML is counted too.
    html = len(brotli.compress(Client().get("/style/").content, quality=11))
    fonts = sum(
        (STATIC / "fonts" / name).stat().st_size for name in ("fj-body.woff2", "fj-head.woff2")
    )
    assert html + fonts + compressed("css/site.css") <= 60_000
