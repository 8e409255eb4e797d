"""An item of a source in the one form both kinds of file are brought into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from events.activities.models import LONG_CHARS, LONGEST_MINUTES, TITLE_CHARS
from events.imports.models import LONGEST_ID
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.typed import is_readable, one_line

from .saying import Said, Unreadable
from .texts import is_web_address, plain_line, plain_text

# Without a word about the end: an hour.
USUAL_LENGTH = timedelta(hours=1)
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(minutes=LONGEST_MINUTES)
LAST_MINUTE = timedelta(minutes=1)
PLACE_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """As the source has them: may be long, may be HTML."""

    title: str
    text: str = ""
    place: str = ""
    url: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDate:
    """[starts_at, ends_at) in UTC; `title` and `text` are empty where they are the item's."""

    which: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Plain texts that fit, at least one date to come, in order."""

    external_id: str
    title: str
    text: str
    place: str
    url: str
    topics: tuple[str, ...]
    dates: tuple[ItemDate, ...]

    @property
    def fingerprint(self) -> bytes:
        said = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).digest()

    @property
    def is_cancelled(self) -> bool:
        return all(date.is_cancelled for date in self.dates)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedItem:
    external_id: str
    title: str
    why: Said


@dataclass(slots=True)
class ReadItems:
    """`over` counts the items without a date to come."""

    items: list[Item] = field(default_factory=list)
    refused: list[RefusedItem] = field(default_factory=list)
    over: int = 0


def fitting_id(external_id: str) -> str:
    """As long as a column; one that is longer, or that nobody can see, is known by its hash."""
    plain = one_line(external_id)
    if 0 < len(plain) <= LONGEST_ID:
        return plain
    whole = plain or external_id
    return "sha256:" + hashlib.sha256(whole.encode(errors="backslashreplace")).hexdigest()


def shown_title(text: str) -> str:
    """Of an item that is refused: what may be shown and kept."""
    title = plain_line(text, most=TITLE_CHARS)
    return "" if any(found.is_certain for found in cpr_numbers_in(title)) else title


def make_item(external_id: str, texts: Texts, dates: Iterable[ItemDate]) -> Item:
    """Raises Unreadable when it has no title, or says what must not be kept."""
    title = plain_line(texts.title, most=TITLE_CHARS)
    if not is_readable(title):
        raise Unreadable(gettext_noop("It has no title."))
    item = Item(
        external_id=fitting_id(external_id),
        title=title,
        text=plain_text(texts.text, most=LONG_CHARS - 600),
        place=plain_line(texts.place, most=PLACE_CHARS),
        url=texts.url.strip() if is_web_address(texts.url) else "",
        topics=tuple(plain_line(each, most=80) for each in texts.topics[:20]),
        dates=tuple(sorted(dates, key=lambda each: (each.starts_at, each.which))),
    )
    said = [item.title, item.text, *(f"{each.title} {each.text}" for each in item.dates)]
    if any(found.is_certain for text in said for found in cpr_numbers_in(text)):
        raise Unreadable(gettext_noop("There is a CPR number in it. Such numbers are never kept."))
    return item


def ending(starts_at: datetime, ends_at: datetime | None, *, is_whole_days: bool) -> datetime:
    """When it is over. Whole days end a minute before midnight: they would be a day late
    otherwise. Raises Unreadable."""
    if ends_at is None or ends_at == starts_at:
        return starts_at + USUAL_LENGTH
    if ends_at < starts_at:
        raise Unreadable(gettext_noop("It ends before it begins."))
    if ends_at - starts_at > LONGEST:
        raise Unreadable(gettext_noop("It lasts longer than two weeks."))
    if is_whole_days:
        return ends_at - LAST_MINUTE
    return max(ends_at, starts_at + SHORTEST)
