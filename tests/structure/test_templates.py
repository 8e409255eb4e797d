"""What templates, style sheets and scripts may not contain, whoever writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
STYLES = sorted((HOUSE / "static").rglob("*.css"))
SCRIPTS = [path for path in sorted((HOUSE / "static").rglob("*.js")) if "htmx-" not in path.name]

# Each with an example it must find.
FORBIDDEN = {
    "an inline style": (r"\sstyle\s*=", '<p style="color:red">'),
    "a style element": (r"<style\b", "<style>p{}</style>"),
    "an inline script": (
        r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">{{ data }}</script>)",
        "<script>alert(1)</script>",
    ),
    "data for search engines": (
        r"<script[^>]*application/ld\+json",
        '<script type="application/ld+json">{{ data }}</script>',
    ),
    "an on… handler": (r"\son[a-z]+\s*=", '<button onclick="x()">'),
    "hx-on": (r"\bhx-on", '<p hx-on:click="x()">'),
    "a js: value": (r"""=\s*["'](?:js|javascript):""", '<a hx-vals="js:x()">'),
    "a script's address": (r"javascript:", '<a href=" javascript:x()">'),
    "a bracket filter in hx-trigger": (
        r"""hx-trigger\s*=\s*["'][^"']*\[""",
        '<p hx-trigger="keyup[ctrlKey]">',
    ),
    "a third-party address": (
        r"""(?:src|href|srcset|action|poster)\s*=\s*["']?\s*(?:https?:)?//""",
        '<img src="https://example.org/x.png">',
    ),
    "an untranslated asterisk": (r"\*</(?:label|legend)", "<label>Navn *</label>"),
    # A field that takes the focus hides what stands above it; only what went wrong may.
    "an autofocus": (r"""<(?![^>]*class="errors")[^>]*\sautofocus\b""", "<input autofocus>"),
    "the safe filter": (r"\|\s*safe\b", "{{ x|safe }}"),
}
# Kept by the templates named here alone, and each of them still needs it.
KNOWN = {
    # The QR code of the second step: drawn by our own code from a key of our own.
    ("templates/mfa/add_app.html", "the safe filter"),
    # No browser runs it; its content: tests/journeys/test_shared_links.py.
    ("templates/events/feeds/_card.html", "data for search engines"),
}


def faults_in(text: str) -> set[str]:
    return {
        name
        for name, (pattern, _example) in FORBIDDEN.items()
        if re.search(pattern, text, re.IGNORECASE)
    }


def offenders(paths: list[Path], pattern: str) -> list[str]:
    return [
        f"{path.relative_to(HOUSE)}: {match.group(0)[:60]}"
        for path in paths
        for match in re.finditer(pattern, path.read_text(), re.IGNORECASE)
    ]


def test_templates_hold_nothing_that_the_content_security_policy_or_the_house_forbids():
    assert len(TEMPLATES) > 100
    found = {
        (str(path.relative_to(HOUSE)), fault)
        for path in TEMPLATES
        for fault in faults_in(path.read_text(encoding="utf-8"))
    }

    assert found == KNOWN


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_rule_finds_what_it_forbids(fault):
    _pattern, example = FORBIDDEN[fault]
    assert fault in faults_in(example)


def test_rules_let_a_script_of_the_house_and_a_link_pass():
    assert not faults_in('<script src="/static/js/x.js" defer></script><a href="/om/">Om</a>')


def test_style_sheets_and_scripts_load_nothing_from_elsewhere():
    assert offenders(STYLES, r"@import") == []
    # Fonts of our own are all that a style sheet fetches.
    assert offenders(STYLES, r"url\((?!\"\.\./fonts/)") == []
    assert offenders(SCRIPTS, r"https?://(?!www\.w3\.org)") == []


def test_style_sheets_shout_nothing_down():
    assert offenders(STYLES, r"!important") == []


def test_no_style_sheet_uses_physical_sides_so_that_right_to_left_works():
    sides = (
        r"(?:margin|padding|border)-(?:left|right)\b"
        r"|(?<![\w-])(?:left|right):|text-align:\s*(?:left|right)"
    )
    assert offenders(STYLES, sides) == []


def test_every_form_that_changes_something_has_a_csrf_token():
    forms = [
        (path, form)
        for path in TEMPLATES
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL)
    ]

    assert len(forms) > 5
    without = [str(path) for path, form in forms if "csrf_token" not in form]
    assert without == []


def test_only_the_frame_is_remembered_and_it_differs_by_language_alone():
    """A page that is remembered is shown to the next person, whoever that is."""
    remembering = [path for path in TEMPLATES if "{% cache" in path.read_text()]
    assert [path.name for path in remembering] == ["base.html"]

    pieces = re.findall(r"{% cache (.*?) %}(.*?){% endcache %}", remembering[0].read_text())
    assert len(pieces) == 4
    for settings, content in pieces:
        assert re.fullmatch(r'600 [a-z_]+ LANGUAGE_CODE using="frame"', settings)
        (template,) = re.fullmatch(r'{% include "(ui/\w+.html)" %}', content).groups()
        source = (HOUSE / "templates" / template).read_text()
        assert not re.search(r"request\.|user|perms|messages|csrf", source), template
