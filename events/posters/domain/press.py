"""The press: from a template and its facts to a PDF, with tags, a title and a language.

Nothing is fetched: what a sheet may use are the fonts beside this room and the pictures handed in
with it. WeasyPrint needs Pango on the system and takes a second to load, so it is loaded when
somebody prints for the first time, or by a web worker that has just begun.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from ctypes.util import find_library
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from PIL import ImageFile

from jobcenter.shared.refusals import Refusal

logger = logging.getLogger(__name__)
HERE = Path(__file__).resolve().parents[1]
FONTS, SHEETS = HERE / "fonts", HERE / "paper"
SCHEME = "house"
# Without these WeasyPrint does not load; by the names the system's linker knows them under.
NEEDED = (
    ("gobject-2.0", "gobject-2.0-0", "libgobject-2.0-0"),
    ("pango-1.0", "pango-1.0-0", "libpango-1.0-0"),
    ("pangoft2-1.0", "pangoft2-1.0-0", "libpangoft2-1.0-0"),
    ("harfbuzz", "harfbuzz-0.0", "libharfbuzz-0"),
    ("fontconfig", "fontconfig-1", "libfontconfig-1"),
)
OFTEN = ("letters", "poster")
HOW: dict[str, Any] = {"pdf_tags": True}


class NoPress(Refusal):
    message = _("This installation cannot print posters yet.")
    next_step = _(
        "Whoever runs it can install the letters it draws with: on Debian the packages"
        " libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is printed: a template with `facts`, styles by the names of files in `paper/`, pictures
    by the names under which the template and the styles ask for them (`house://pictures/…`)."""

    template: str
    facts: dict[str, Any]
    styles: tuple[str, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)


# Pango's map of fonts belongs to one thread at a time; and one press is enough for one process.
_one_at_a_time = Lock()


def has_press() -> bool:
    """Whether this machine can print at all. Nothing is loaded for that, and it is looked for once
    in a process: what is installed later is there after the next start."""
    was_tried = _loaded.cache_info().currsize > 0
    return _loaded() is not None if was_tried else _has_libraries()


def get_ready() -> None:
    """Load what the first sheet of a process would wait for, two to four seconds and 25 MB; never
    raises. For web workers, beside their first requests: see .docker/serve.py."""
    if not has_press():
        return
    with suppress(NoPress), _one_at_a_time:
        for name in OFTEN:
            _style(name)


def print_pdf(sheet: Sheet) -> bytes:
    """Tagged, with the title and the language of the template, on as many pages as it takes.

    Raises NoPress without Pango.
    """
    with _one_at_a_time:
        pdf: bytes = _laid_out(sheet).write_pdf(**HOW)
    return pdf


def print_on_one_page(sheets: Sequence[Sheet]) -> bytes:
    """The first of `sheets` that fits on one page; of the last one the first page."""
    with _one_at_a_time:
        for sheet in sheets:
            paper = _laid_out(sheet)
            if len(paper.pages) == 1:
                break
        pdf: bytes = paper.copy(paper.pages[:1]).write_pdf(**HOW)
    return pdf


def _laid_out(sheet: Sheet) -> Any:
    weasyprint = _weasyprint()
    html = render_to_string(sheet.template, sheet.facts)
    page = weasyprint.HTML(string=html, url_fetcher=_fetcher(sheet.pictures))
    styles = [_style(name) for name in sheet.styles]
    return page.render(stylesheets=styles, font_config=_fonts(), **HOW)


def _weasyprint() -> Any:
    module = _loaded()
    if module is None:
        raise NoPress
    return module


@cache
def _has_libraries() -> bool:
    missing = [names[0] for names in NEEDED if not any(map(find_library, names))]
    if missing:
        logger.warning("no posters: %s cannot be found", ", ".join(missing))
    return not missing


@cache
def _loaded() -> Any:
    """None where it cannot be loaded: tried once, and not once for every page that asks."""
    if not _has_libraries():
        return None
    # It tells of every step; the log of a house is for what somebody must know.
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    try:
        module = import_module("weasyprint")
    except OSError as missing:  # cffi says so when a library is not there
        logger.warning("no posters: %s", missing)
        return None
    # It lets Pillow take pictures that were cut off, in the whole process: also those people send.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return module


@cache
def _fonts() -> Any:
    """One for all sheets: a font is read once a process."""
    return import_module("weasyprint.text.fonts").FontConfiguration()


@cache
def _style(name: str) -> Any:
    css = (SHEETS / f"{name}.css").read_text(encoding="utf-8")
    return _weasyprint().CSS(string=css, font_config=_fonts(), url_fetcher=_fetcher({}))


def _fetcher(pictures: dict[str, bytes]) -> Any:
    """Answers for our fonts and these pictures, and refuses everything else."""
    urls = import_module("weasyprint.urls")

    class OnlyOurs(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            asked = urlsplit(url)
            name = asked.path.removeprefix("/")
            if (asked.scheme, asked.netloc) == (SCHEME, "fonts") and name in _font_names():
                return urls.URLFetcherResponse(url, (FONTS / name).read_bytes())
            if (asked.scheme, asked.netloc) == (SCHEME, "pictures") and name in pictures:
                kind = {"Content-Type": "image/svg+xml"}
                return urls.URLFetcherResponse(url, pictures[name], kind)
            raise ValueError(f"A sheet asks for {url[:200]!r}, which is not ours.")

        __call__ = fetch

    return OnlyOurs()


@cache
def _font_names() -> frozenset[str]:
    return frozenset(path.name for path in FONTS.glob("*.ttf"))
