"""Rules every page template keeps, whoever writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = sorted(Path("templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]
STYLE_SHEETS = sorted(Path("static").rglob("*.css"))

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an on… handler": r"\son[a-z]+\s*=",
    "hx-on": r"\bhx-on",
    "a js: value": r"""=\s*["'](?:js|javascript):""",
    "a bracket filter in hx-trigger": r"""hx-trigger\s*=\s*["'][^"']*\[""",
    "a third-party address": r"""(?:src|href|srcset|action|poster)\s*=\s*["']?\s*(?:https?:)?//""",
    "an untranslated asterisk": r"\*</(?:label|legend)",
    # A field that takes the focus hides what stands above it; only what went wrong may.
    "an autofocus": r"""<(?![^>]*class="errors")[^>]*\sautofocus\b""",
    "the safe filter": r"\|\s*safe\b",
}


# Drawn by our own code from a key of our own, and there is no other way into the page.
MAY_BE_SAFE = {Path("templates/mfa/add_app.html"): "the QR code of the second step"}


def faults_in(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)]


@pytest.mark.parametrize("template", PAGES, ids=str)
def test_template_keeps_the_content_security_policy(template):
    faults = faults_in(template.read_text(encoding="utf-8"))
    if template in MAY_BE_SAFE:
        faults.remove("the safe filter")
    assert not faults


@pytest.mark.parametrize("sheet", STYLE_SHEETS, ids=str)
def test_style_sheet_loads_nothing_from_elsewhere(sheet):
    css = sheet.read_text(encoding="utf-8")
    assert "@import" not in css
    assert all(url.startswith('"../fonts/') for url in re.findall(r"url\(([^)]*)\)", css))
    assert "!important" not in css


def test_rules_find_what_they_forbid():
    examples = {
        "an inline style": '<p style="color:red">',
        "a style element": "<style>p{}</style>",
        "an inline script": "<script>alert(1)</script>",
        "an on… handler": '<button onclick="x()">',
        "hx-on": '<p hx-on:click="x()">',
        "a js: value": '<a hx-vals="js:x()">',
        "a bracket filter in hx-trigger": '<p hx-trigger="keyup[ctrlKey]">',
        "a third-party address": '<img src="https://example.org/x.png">',
        "an untranslated asterisk": "<label>Navn *</label>",
        "an autofocus": "<input autofocus>",
        "the safe filter": "{{ x|safe }}",
    }
    assert set(examples) == set(FORBIDDEN)
    for name, bad in examples.items():
        assert name in faults_in(bad)
    assert not faults_in('<script src="/static/js/x.js" defer></script><a href="/om/">Om</a>')


def test_no_style_uses_physical_sides_so_that_right_to_left_works():
    css = Path("static/css/site.css").read_text(encoding="utf-8")
    sides = (
        r"(?:margin|padding|border)-(?:left|right)\b"
        r"|(?<![\w-])(?:left|right):|text-align:\s*(?:left|right)"
    )
    assert not re.findall(sides, css)
