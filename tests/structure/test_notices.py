"""Every kind of notice can be written, in every language, before anybody queues it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, engines

HOUSE = Path(__file__).parents[2]
LETTERS = HOUSE / "templates" / "emails"
ROOMS = ("jobcenter", "citizens", "counsellors", "events", "boards")


def names(pattern: str) -> set[str]:
    """The kinds that have a file of this pattern; pieces begin with an underscore."""
    suffix = pattern.removeprefix("*")
    return {
        path.name.removesuffix(suffix)
        for path in LETTERS.glob(pattern)
        if not path.name.startswith("_")
    }


SMS_KINDS = names("*.sms.txt")
MAIL_KINDS = {name for name in names("*.txt") if not name.endswith(".sms")}


def kinds_queued_in_code() -> dict[str, Path]:
    """The literal first argument of every call of queue_notice."""
    found = {}
    for room in ROOMS:
        for path in (HOUSE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and _name_of(node.func) == "queue_notice":
                    for argument in node.args[:1]:
                        if isinstance(argument, ast.Constant):
                            found[str(argument.value)] = path
    return found


def _name_of(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def source_with_pieces(name: str, seen: frozenset[str] = frozenset()) -> str:
    """A template's source with everything it includes or extends."""
    source = (LETTERS / name).read_text()
    pieces = set(re.findall(r'(?:include|extends) "emails/([^"]+)"', source)) - seen
    return source + "".join(source_with_pieces(piece, seen | {name}) for piece in pieces)


def test_every_mail_has_its_text_and_its_html():
    assert names("*.mjml") == MAIL_KINDS
    assert {"conversation_booked", "wish_received"} <= MAIL_KINDS


def test_every_sms_has_a_mail_beside_it():
    assert SMS_KINDS <= MAIL_KINDS
    assert {kind for kind in MAIL_KINDS if kind.startswith("conversation_")} <= SMS_KINDS


def test_every_kind_that_is_queued_has_a_letter():
    missing = {
        kind: path for kind, path in kinds_queued_in_code().items() if kind not in MAIL_KINDS
    }
    assert missing == {}


@pytest.mark.parametrize("kind", sorted(MAIL_KINDS))
def test_text_of_a_mail_begins_with_its_subject(kind):
    assert source_with_pieces(f"{kind}.txt").count("Subject: ") == 1


@pytest.mark.parametrize("kind", sorted(MAIL_KINDS))
def test_html_of_a_mail_says_nothing_the_text_does_not_know(kind):
    """Both tell from the same facts, so that nobody learns less for reading plain text."""
    facts = r"\{[{%][^}]*?\b(link|when|previous_when|place|counsellor|code)\b"
    text = set(re.findall(facts, source_with_pieces(f"{kind}.txt")))
    html = set(re.findall(facts, source_with_pieces(f"{kind}.mjml")))
    assert html == text


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*")), ids=lambda path: path.name)
def test_letters_load_nothing_and_name_no_language_of_their_own(path):
    source = path.read_text()
    assert not re.search(r"https?://(?!\{)|<img|<script|@import|url\(", source)
    translated = r"\{% blocktranslate.*?endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}"
    markup = r"<mj-style>.*?</mj-style>|<[^>]*>|Subject:"
    words = re.sub(f"{translated}|{markup}", " ", source, flags=re.DOTALL)
    assert not re.search(r"[a-zæøå]{3,}", words, re.IGNORECASE), words.split()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("kind", sorted(SMS_KINDS))
def test_sms_is_one_line_even_before_it_is_made_one(kind, language):
    from django.utils import translation

    with translation.override(language):
        template = engines["django"].engine.get_template(f"emails/{kind}.sms.txt")
        text = template.render(Context({"centre": "Åhuset", "link": "x", "spoken_code": "y"}))
    assert "\n" not in text.strip()
    assert "Åhuset" in text
