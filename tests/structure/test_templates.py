"""What templates and style sheets may not contain."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
STYLES = sorted((HOUSE / "static").rglob("*.css"))
SCRIPTS = [path for path in sorted((HOUSE / "static").rglob("*.js")) if "htmx-" not in path.name]


def offenders(paths: list[Path], pattern: str) -> list[str]:
    return [
        f"{path.relative_to(HOUSE)}: {match.group(0)[:60]}"
        for path in paths
        for match in re.finditer(pattern, path.read_text(), re.IGNORECASE)
    ]


def test_templates_have_no_inline_script_or_style():
    assert (
        offenders(TEMPLATES, r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:")
        == []
    )


def test_templates_have_nothing_that_needs_eval():
    assert offenders(TEMPLATES, r"hx-on|hx-vals=.js:|hx-trigger=\"[^\"]*\[") == []


def test_nothing_is_loaded_from_elsewhere():
    loads = r"<(?:script|img|link|iframe|source)[^>]*(?:src|href)=\"(?:https?:)?//"

    assert offenders(TEMPLATES, loads) == []
    assert offenders(STYLES, r"@import|url\((['\"]?)(?:https?:)?//") == []
    assert offenders(SCRIPTS, r"https?://(?!www\.w3\.org)") == []


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
