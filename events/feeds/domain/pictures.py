"""The picture a link to a date is shown with elsewhere (OpenGraph): 1200×630, drawn by us.

The house's palette, type and arch; what, when and where. No person. Our types hold the letters of
Danish and its neighbours; a title in other letters is left out, and the arch and the date speak.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont

from events.activities.enums import DateState, Whereabouts
from events.activities.models import ActivityDate
from jobcenter.shared.typed import one_line
from jobcenter.ui.dates import clock_in_words, day_in_words

WIDTH, HEIGHT = 1200, 630
MARGIN, TEXT_WIDTH = 72, 720
DOOR = (78, 270, 222, HEIGHT)
# To be raised when the same words are drawn in another way.
DRAWN = 1
# The tokens of static/css/site.css, by day.
PAPER, NIGHT, BRAND = "#FBF7F0", "#083A3D", "#0B5457"
HONEY, CLAY, INK, INK_2, WHITE = "#F6B93B", "#A2341A", "#1C2526", "#46524F", "#FFFFFF"
# Sizes of the title, the largest that fits in its lines.
SIZES = ((76, 3), (64, 4), (54, 4), (46, 5))
_FONTS = Path(__file__).resolve().parents[3] / "static" / "fonts"
HEAD, BODY = _FONTS / "fj-head.woff2", _FONTS / "fj-body.woff2"
type Face = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Words:
    """All that stands on a picture. Empty is left out; `is_off` strikes the date out."""

    title: str
    day: str
    clock: str
    place: str
    state: str = ""
    is_off: bool = False


def words_of(one: ActivityDate) -> Words:
    """In the language that is active; what our type has no letters for is empty."""
    states = {DateState.CANCELLED: _("Cancelled"), DateState.POSTPONED: _("Postponed")}
    begins = one.starts_at
    centre = one.activity.centre
    parts = [one_line(centre.name), one_line(centre.town)]
    place = _("Online") if one.activity.whereabouts == Whereabouts.ONLINE else ", ".join(parts)
    return Words(
        title=_written(one_line(one.title), HEAD),
        day=capfirst(day_in_words(begins)) if begins else "",
        clock=clock_in_words(begins) if begins else "",
        place=_written(place.strip(", "), BODY),
        state=states.get(DateState(one.state), ""),
        is_off=one.state in states,
    )


def draw(words: Words) -> bytes:
    """A PNG of at most 256 colours: 20 to 40 kB."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    picture.paste(_house(), (WIDTH - 340, 0))
    top = _name(pen)
    if words.state:
        top = _tag(pen, words.state, top)
    if words.title:
        top = _title(pen, words.title, top)
    _when_and_where(pen, words, top)
    written = BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def lines_of(title: str, *, face: Face, width: int) -> list[str]:
    """Broken between words; a word longer than a line is broken where it must."""
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, face, width)
    return lines


def _pieces(word: str, face: Face, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and face.getlength(f"{pieces[-1]}{letter}-") > width:
            pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _fitted(title: str) -> tuple[Face, list[str]]:
    for size, most in SIZES:
        face = _face(HEAD, size)
        lines = lines_of(title, face=face, width=TEXT_WIDTH)
        if len(lines) <= most:
            return face, lines
    *kept, last = lines[:most]
    while face.getlength(f"{last}…") > TEXT_WIDTH:
        last = last[:-1]
    return face, [*kept, f"{last.rstrip()}…"]


def _name(pen: ImageDraw.ImageDraw) -> int:
    pen.text((MARGIN, MARGIN - 10), settings.SITE_NAME, BRAND, _face(HEAD, 30))
    return MARGIN + 60


def _tag(pen: ImageDraw.ImageDraw, state: str, top: int) -> int:
    face = _face(HEAD, 34)
    box = (MARGIN, top, MARGIN + face.getlength(state) + 48, top + 56)
    pen.rounded_rectangle(box, 28, CLAY)
    pen.text((MARGIN + 24, top + 27), state, WHITE, face, anchor="lm")
    return top + 74


def _title(pen: ImageDraw.ImageDraw, title: str, top: int) -> int:
    face, lines = _fitted(title)
    step = round(face.size * 1.14)
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + number * step), line, INK, face)
    return top + len(lines) * step


def _when_and_where(pen: ImageDraw.ImageDraw, words: Words, top: int) -> None:
    """At the foot; larger where no title could be written."""
    size = 44 if words.title else 64
    foot = HEIGHT - MARGIN
    said = [(words.day, CLAY, size), (words.clock, CLAY, size), (words.place, INK_2, 36)]
    rows = [(line, colour, _face(HEAD if colour == CLAY else BODY, at))
            for line, colour, at in said if line]  # fmt: skip
    above = foot - sum(round(face.size * 1.3) for _line, _colour, face in rows)
    above = max(above, top + 12) if words.title else above
    for line, colour, face in rows:
        shown = _shortened(line, face)
        pen.text((MARGIN, above), shown, colour, face)
        if words.is_off and colour == CLAY:
            middle = above + round(face.size * 0.66)
            pen.line((MARGIN, middle, MARGIN + face.getlength(shown), middle), CLAY, 5)
        above += round(face.size * 1.3)


def _shortened(line: str, face: Face) -> str:
    while face.getlength(line) > TEXT_WIDTH:
        line = f"{line[:-2].rstrip()}…"
    return line


@cache
def _house() -> Image.Image:
    """The arch with light in it; drawn three times as large for smooth edges."""
    large = 3
    size = (340 * large, HEIGHT * large)
    field = Image.new("RGB", size, PAPER)
    _arch(ImageDraw.Draw(field), (0, 110, 300, HEIGHT), NIGHT, large)
    door, light = Image.new("L", size), Image.new("L", size)
    _arch(ImageDraw.Draw(door), DOOR, "white", large)
    field.paste(BRAND, mask=door)
    # The leaf stands open to the left; where it does not stand there is light.
    edge = [(116, 0), (340, 0), (340, HEIGHT), (134, HEIGHT)]
    ImageDraw.Draw(light).polygon([(x * large, y * large) for x, y in edge], "white")
    field.paste(HONEY, mask=ImageChops.multiply(door, light))
    pen = ImageDraw.Draw(field)
    for x, y in product((34, 242), (300, 400)):
        window = (x * large, y * large, (x + 24) * large, (y + 52) * large)
        pen.rounded_rectangle(window, 12 * large, HONEY)
    return field.resize((340, HEIGHT), Image.Resampling.LANCZOS)


def _arch(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: str, by: int) -> None:
    left, top, right, foot = (side * by for side in box)
    round_ = right - left
    pen.pieslice((left, top, right, top + round_), 180, 360, colour)
    pen.rectangle((left, top + round_ // 2, right, foot), colour)


def _written(said: str, font: Path) -> str:
    """`said` without what no type of ours shows at all; empty when letters are missing."""
    known = _letters(font)
    without_pictures = one_line("".join(s for s in said if ord(s) in known or s.isalnum()))
    return without_pictures if all(ord(sign) in known for sign in without_pictures) else ""


@cache
def _letters(font: Path) -> frozenset[int]:
    return frozenset(TTFont(font).getBestCmap() or {})


@cache
def _face(font: Path, size: int) -> Face:
    face = ImageFont.truetype(str(font), size)
    if font == BODY:
        face.set_variation_by_axes([400])
    return face
