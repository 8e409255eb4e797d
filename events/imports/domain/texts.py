"""Texts of strangers as plain text that fits: no HTML, no hidden signs, no endless lines."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from jobcenter.shared.typed import lines, one_line

# A tag or an entity; "a < b" and "R&D" are neither.
LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z!][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,10});")
MOST_READ = 20_000
LINE_ENDS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6")
)
UNSEEN = frozenset(("script", "style", "head", "template", "noscript", "iframe", "object", "svg"))
NEVER_CLOSED = frozenset({"br"})


def plain_line(text: str, *, most: int) -> str:
    return _fitting(one_line(_without_html(text)), most)


def plain_text(text: str, *, most: int) -> str:
    """Paragraphs stay; of several empty lines one."""
    plain = lines(_without_html(text))
    plain = "\n".join(line.strip() for line in plain.split("\n"))
    return _fitting(re.sub(r"\n{3,}", "\n\n", plain).strip(), most)


def is_web_address(text: str) -> bool:
    said = text.strip()
    fits = re.fullmatch(r"https?://[^\s<>\"']{3,500}", said, re.IGNORECASE) is not None
    return fits and said.isprintable()


def _fitting(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _without_html(text: str) -> str:
    text = text[:MOST_READ]
    if not LOOKS_LIKE_HTML.search(text):
        return text
    if "<" not in text:
        return unescape(text)
    reader = _Plain()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen.append(tag)
        elif tag in LINE_ENDS:
            self._break()
        if tag == "li":
            self.parts.append("– ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            # Whatever was left open inside it ends with it.
            del self.unseen[self.unseen.index(tag) :]
        elif tag in LINE_ENDS - NEVER_CLOSED:
            self._break()
            if tag == "p":
                self.parts.append("\n")

    def _break(self) -> None:
        """A list's item ends where the next begins: that is one line end."""
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(re.sub(r"\s+", " ", data) if data.strip() else " ")
