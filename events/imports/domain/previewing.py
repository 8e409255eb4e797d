"""What a mapping makes of the first items of a list, field by field, before anything is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.typed import one_line
from jobcenter.ui.dates import when_in_words

from .items import Item
from .lists import items_in_list, one_of_list
from .mapping import KEYS, at_path
from .saying import Said, Unreadable
from .texts import plain_line

HOW_MANY = 3
SHOWN_CHARS, MOST_LOOKED_AT = 120, 2_000


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the mapping: what lies at its path, and what becomes of it ("" is nothing)."""

    key: str
    path: str
    found: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One item. `trouble` is why it would not be taken; then nothing becomes of its fields."""

    fields: list[Field]
    trouble: Said | None


def preview_list(data: bytes, mapping: Mapping[str, str], *, now: datetime) -> list[Preview]:
    """Of the first three. Raises Unreadable for the file as a whole."""
    listed = items_in_list(data, mapping)[:HOW_MANY]
    return [_preview(raw, mapping, now=now) for raw in listed]


def _preview(raw: Any, mapping: Mapping[str, str], *, now: datetime) -> Preview:
    trouble = None
    became: dict[str, str] = {}
    try:
        item = one_of_list(raw, mapping, now=now)
        if item is None:
            trouble = Said(gettext_noop("It is over, or begins in more than a year."))
        else:
            became = dict(_became(item))
    except Unreadable as error:
        trouble = error.said
    paths = [(key, mapping[key]) for key in KEYS if key != "list" and mapping.get(key)]
    fields = [
        Field(key, path, _shown(at_path(raw, path)), became.get(key, "")) for key, path in paths
    ]
    return Preview(fields, trouble)


def _became(item: Item) -> Iterator[tuple[str, str]]:
    """In the words of the reader."""
    (date,) = item.dates
    yield "id", item.external_id
    yield "title", item.title
    yield "start", when_in_words(date.starts_at)
    yield "end", when_in_words(date.ends_at)
    yield "text", plain_line(item.text, most=SHOWN_CHARS)
    yield "place", item.place
    yield "url", item.url
    yield "topics", ", ".join(item.topics)
    yield "cancelled", gettext("Cancelled") if date.is_cancelled else gettext("On as planned")


def _shown(found: Any) -> str:
    """As it lies there; what must not be kept is not shown either."""
    if found is None:
        return ""
    said = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)
    begins = one_line(said[:MOST_LOOKED_AT])
    if any(number.is_certain for number in cpr_numbers_in(begins)):
        return "…"
    return begins if len(begins) <= SHOWN_CHARS else f"{begins[:SHOWN_CHARS]}…"
