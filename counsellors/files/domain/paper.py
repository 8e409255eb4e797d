"""The transcript as a PDF: A4, fonts inside, a language and a title.

The writer places letters one by one. So lines are broken here, and those that run from right to
left are joined and ordered here (`joining`). What no font of ours draws is told by its name. The
PDF carries no structure for screen readers: the same as text is beside it for that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from jobcenter.ui.dates import in_copenhagen

from .joining import as_seen, is_right_to_left
from .transcript import PRINTED, Transcript

FONTS = Path(__file__).resolve().parents[1] / "fonts"
BODY, BOLD = "NotoSans-Regular", "NotoSans-Bold"
# Looked through in this order for what the first has not.
OTHERS = (
    "NotoNaskhArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansEthiopic-Regular",
    "NotoSansSymbols2-Regular",
)
MARGIN, INDENT, LINE = 20, 6, 5.6
SIZE, SMALL, LARGE = 10.5, 8.5, 17
INK, HINT, ACCENT = (28, 37, 38), (70, 82, 79), (11, 84, 87)
# Longer talks are complete as text; a PDF of a thousand pages helps nobody.
MOST_ENTRIES = 1000


class Paper(FPDF):
    """A page that knows its foot, and how wide each letter is."""

    foot = ""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self._widths: dict[tuple[str, float, str], float] = {}

    def width_of(self, text: str) -> float:
        """Of `text` as it is drawn; letters stand beside each other, so their widths add up."""
        return sum(self._width_of_sign(sign) for sign in text)

    def _width_of_sign(self, sign: str) -> float:
        key = (self.font_style, self.font_size_pt, sign)
        if key not in self._widths:
            self._widths[key] = self.get_string_width(sign)
        return self._widths[key]

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("body", size=SMALL)
        self.set_text_color(*HINT)
        page = _("Page %(page)s of %(all)s") % {"page": self.page_no(), "all": "{nb}"}
        self.cell(0, 5, f"{self.foot} · {page}", align="C")


def as_pdf(transcript: Transcript) -> bytes:
    """At most the latest 1,000 numbers; the head says so when there are more."""
    paper = _paper_for(transcript)
    paper.add_page()
    _write(paper, transcript.title, size=LARGE, style="B", colour=ACCENT)
    paper.ln(2)
    for line in transcript.head:
        _write(paper, line, colour=HINT)
    left_out = len(transcript.entries) - MOST_ENTRIES
    if left_out > 0:
        said = _("The first %(number)s entries are only in the transcript as text.")
        _write(paper, said % {"number": left_out}, style="B")
    for entry in transcript.entries[-MOST_ENTRIES:]:
        paper.ln(2.5)
        _write(paper, entry.heading, size=SMALL, style="B", colour=ACCENT)
        for line in entry.words:
            _write(paper, line, indent=INDENT)
        _write(paper, f"= {entry.fingerprint[:PRINTED]}", size=7, colour=HINT)
    paper.ln(4)
    for line in transcript.foot:
        _write(paper, line, size=SMALL, colour=HINT)
    return bytes(paper.output())


def _paper_for(transcript: Transcript) -> Paper:
    paper = Paper()
    paper.foot = transcript.title
    paper.set_lang(transcript.language)
    paper.set_title(transcript.title)
    paper.set_author(transcript.house)
    paper.set_creator("Fremtidens Jobcenter")
    paper.set_creation_date(in_copenhagen(transcript.made_at))
    paper.viewer_preferences = ViewerPreferences(display_doc_title=True)
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(True, margin=22)
    paper.add_font("body", "", FONTS / f"{BODY}.ttf")
    paper.add_font("body", "B", FONTS / f"{BOLD}.ttf")
    # Bold has fewer letters: what it lacks is drawn plain, rather than not at all.
    paper.add_font("plain", "", FONTS / f"{BODY}.ttf")
    signs = {sign for line in transcript.lines() for sign in as_seen(line)}
    needed = [name for name in OTHERS if any(ord(sign) in _covered(name) for sign in signs)]
    for name in needed:
        paper.add_font(name.lower(), "", FONTS / f"{name}.ttf")
    paper.set_fallback_fonts(["plain", *(name.lower() for name in needed)], exact_match=False)
    return paper


def _write(
    paper: Paper,
    text: str,
    *,
    size: float = SIZE,
    style: str = "",
    colour: tuple[int, int, int] = INK,
    indent: float = 0,
) -> None:
    """`text` over as many lines as it needs, from the side it is read from."""
    paper.set_font("body", style, size)
    paper.set_text_color(*colour)
    drawn = drawable(text)
    align = "R" if is_right_to_left(drawn) else "L"
    for line in _lines_of(paper, drawn, paper.epw - indent):
        paper.set_x(MARGIN + indent)
        paper.cell(
            paper.epw - indent, size * LINE / SIZE, as_seen(line), align=align,
            new_x="LMARGIN", new_y="NEXT",
        )  # fmt: skip


def _lines_of(paper: Paper, text: str, width: float) -> Iterator[str]:
    """Broken between words; a word that is longer than the line, anywhere."""
    # A cell keeps a little room on each side.
    room, line, used = width - 2 * paper.c_margin, "", 0.0
    gap = paper.width_of(" ")
    words = (part for whole in text.split(" ") for part in _parts_of(paper, whole, room))
    for word in words:
        long = paper.width_of(as_seen(word))
        if line and used + gap + long > room:
            yield line
            line, used = word, long
        else:
            line, used = (f"{line} {word}", used + gap + long) if line else (word, long)
    yield line


def _parts_of(paper: Paper, word: str, room: float) -> Iterator[str]:
    while len(word) > 1 and paper.width_of(as_seen(word)) > room:
        fits = 1
        while paper.width_of(as_seen(word[: fits + 1])) <= room:
            fits += 1
        yield word[:fits]
        word = word[fits:]
    yield word


def drawable(text: str) -> str:
    """What no font of ours draws is told by its (English) name: "(grinning face)"."""
    return "".join(sign if _can_draw(sign) else _named(sign) for sign in text)


def _can_draw(sign: str) -> bool:
    # Joiners are heeded before anything is drawn.
    return sign in "\u200c\u200d" or any(ord(sign) in _covered(n) for n in (BODY, *OTHERS))


def _named(sign: str) -> str:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf", "Sk", "Cc"}:
        return ""
    return f"({unicodedata.name(sign, hex(ord(sign))).lower()})"


@cache
def _covered(name: str) -> frozenset[int]:
    with TTFont(FONTS / f"{name}.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
