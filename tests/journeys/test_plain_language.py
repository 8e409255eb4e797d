"""Every page for citizens reads easily in Danish: LIX at most 30 on the running text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from jobcenter.shared.readability import lix
from tests.journeys.chat_pages import chat_pages
from tests.journeys.public_pages import PAGES, furnish

pytestmark = pytest.mark.django_db

EASY = 30
# Words of the office. "Rådighed" may stand where the law's word is needed and explained at once.
OFFICE_WORDS = ["sagsbehandl", "aktivering", "indsats", "foranstaltning", "partshøring", "jf."]
ENOUGH_WORDS = 30
VOID = {"img", "br", "hr", "input", "meta", "link", "path", "wbr", "rect", "circle"}
BLOCKS = {"p", "li", "dd", "td", "div", "section", "article", "dl", "ul", "ol", "h1", "h2", "h3"}
SILENT = {"script", "style", "svg", "nav", "table", "form", "select"}


class RunningText(HTMLParser):
    """The sentences of <main> and the human block: blocks of text that end like a sentence.

    Names, addresses, labels and headings are no sentences and would only dilute the figure.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.blocks: list[str] = [""]

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            return
        self.stack.append(tag)
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag):
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data):
        is_read = {"main", "aside"} & set(self.stack) and not SILENT & set(self.stack)
        if is_read:
            self.blocks[-1] += data

    def sentences(self) -> str:
        tidy = (" ".join(block.split()) for block in self.blocks)
        return "\n".join(block for block in tidy if block.endswith((".", "?", "!", ":")))


def running_text(html: str) -> str:
    reader = RunningText()
    reader.feed(html)
    return reader.sentences()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_reads_easily_in_danish(client, path):
    furnish()
    text = running_text(client.get(path).content.decode())
    assert len(text.split()) >= ENOUGH_WORDS or path in SHORT, text
    assert lix(text) <= EASY, f"LIX {lix(text):.0f}:\n{text}"


@pytest.mark.django_db(transaction=True)
def test_pages_of_the_chat_read_easily_in_danish():
    """Also what is folded in, and the kind words of a refusal: whatever ends like a sentence."""
    texts = {name: running_text(html) for name, html in chat_pages().items()}
    everything = "\n".join(texts.values())

    assert {n: round(lix(text)) for n, text in texts.items() if lix(text) > EASY} == {}
    assert [word for word in OFFICE_WORDS if word in everything.casefold()] == []
    assert len(everything.split()) > 500


# Pages of lists: hardly a sentence on them, so hardly a figure either.
SHORT = {"/huse/?sted=Silkebog", "/huse/?sted=8000", "/vejledere/", "/vejledere/?sprog=ur"}
SHORT |= {"/vejledere/bent/", "/det-sker/", "/det-sker/liste/", "/findes-ikke/"}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_uses_no_words_of_the_office(client, path):
    furnish()
    words = running_text(client.get(path).content.decode()).casefold()
    assert [word for word in OFFICE_WORDS if word in words] == []


def test_availability_is_explained_wherever_the_word_stands(client):
    furnish()
    said = [running_text(client.get(path).content.decode()) for path in PAGES.values()]
    with_the_word = [text for text in said if "rådighed" in text]
    assert with_the_word
    for text in with_the_word:
        assert "rådighed, altså om du står klar til at tage et job" in text


def test_hard_text_would_be_found(client):
    hard = "Beskæftigelsesindsatsen tilrettelægges individuelt og helhedsorienteret."
    assert lix(running_text(f"<main><p>{hard}</p></main>")) > EASY
    assert running_text("<main><p>Havnegade 1</p><nav><p>Menu her.</p></nav></main>") == ""
