"""A JSON list as items, by its mapping."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_noop

from jobcenter.shared.periods import COPENHAGEN, local_day

from .ics import AHEAD
from .items import (
    Item,
    ItemDate,
    ReadItems,
    RefusedItem,
    Texts,
    ending,
    fitting_id,
    make_item,
    shown_title,
)
from .mapping import at_path
from .saying import Said, Unreadable
from .texts import plain_line

MAX_BYTES = 5_000_000
MAX_ITEMS = 20_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CANCELLED = frozenset({"true", "1", "yes", "ja", "aflyst", "cancelled", "canceled",
                       "eventcancelled"})  # fmt: skip
DAYS_ON_THE_CALENDAR = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


def read_list(data: bytes, mapping: Mapping[str, str], *, now: datetime) -> ReadItems:
    """What begins within a year from `now` on. Raises Unreadable for the file as a whole."""
    read, ids = ReadItems(), set()
    for number, raw in enumerate(items_in_list(data, mapping), 1):
        try:
            item = one_of_list(raw, mapping, now=now)
            if item and item.external_id in ids:
                raise Unreadable(gettext_noop("Another item has the same id."))
        except Unreadable as error:
            read.refused.append(_refused(number, raw, mapping, error.said))
            continue
        if item is None:
            read.over += 1
        else:
            ids.add(item.external_id)
            read.items.append(item)
    return read


def one_of_list(raw: Any, mapping: Mapping[str, str], *, now: datetime) -> Item | None:
    """None for what is over or too far away. Raises Unreadable."""
    return _Raw(raw, mapping).item(now=now)


def items_in_list(data: bytes, mapping: Mapping[str, str]) -> list[Any]:
    """As they lie in the file. Raises Unreadable."""
    path = mapping.get("list", "")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            gettext_noop("The file is larger than %(most)s MB."), most=MAX_BYTES // 1_000_000
        )
    found = at_path(_parsed(data), path)
    if not isinstance(found, list):
        sentence = gettext_noop("There is no list at “%(path)s” in the file.")
        raise Unreadable(sentence, path=path or "/")
    if len(found) > MAX_ITEMS:
        raise Unreadable(gettext_noop("The list has more than %(most)s items."), most=MAX_ITEMS)
    return found


def _parsed(data: bytes) -> Any:
    try:
        try:
            return json.loads(data.removeprefix(b"\xef\xbb\xbf"))
        except UnicodeDecodeError:
            # Old programs write Windows' Latin letters whatever they claim.
            return json.loads(data.decode("cp1252", "replace"))
    except json.JSONDecodeError as error:
        raise Unreadable(gettext_noop("The file is no JSON."), line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(gettext_noop("The file is no JSON.")) from error


class _Raw:
    """One item as it lies in the list."""

    def __init__(self, raw: Any, mapping: Mapping[str, str]) -> None:
        self.raw, self.mapping = raw, mapping

    def item(self, *, now: datetime) -> Item | None:
        starts_at, is_day = self._time("start")
        if starts_at is None:
            raise Unreadable(gettext_noop("“%(key)s” is missing."), key=self.mapping["start"])
        one = self._dated(starts_at, is_whole_days=is_day)
        external_id = self._text("id")
        if not external_id.strip():
            raise Unreadable(gettext_noop("“%(key)s” is missing."), key=self.mapping["id"])
        if not now < starts_at < now + AHEAD:
            return None
        texts = Texts(
            title=self._text("title"), text=self._text("text"), place=self._text("place"),
            url=self._text("url"), topics=self._topics(),
        )  # fmt: skip
        return make_item(external_id, texts, [one])

    def _dated(self, starts_at: datetime, *, is_whole_days: bool) -> ItemDate:
        ends_at, ends_with_day = self._time("end")
        if is_whole_days:
            # The last day is named, not the day after it.
            last = (ends_at or starts_at).astimezone(COPENHAGEN).date()
            whole = ends_at is None or ends_with_day
            ends_at = local_day(last).upper if whole else ends_at
        is_cancelled = _is_cancelled(self._at("cancelled"))
        return ItemDate(
            which="",
            starts_at=starts_at,
            ends_at=ending(starts_at, ends_at, is_whole_days=is_whole_days),
            is_cancelled=is_cancelled,
        )

    def _at(self, key: str) -> Any:
        return at_path(self.raw, self.mapping[key]) if self.mapping.get(key) else None

    def _text(self, key: str) -> str:
        found = self._at(key)
        if found is None:
            return ""
        is_number = isinstance(found, int) and not isinstance(found, bool)
        if not (isinstance(found, str) or is_number):
            raise Unreadable(gettext_noop("“%(key)s” is no text."), key=self.mapping[key])
        return str(found) if is_number else found[:20_000]

    def _topics(self) -> tuple[str, ...]:
        found = self._at("topics")
        words = found.split(",") if isinstance(found, str) else found
        listed = words if isinstance(words, list) else ()
        return tuple(each for each in listed if isinstance(each, str))

    def _time(self, key: str) -> tuple[datetime | None, bool]:
        """(the instant in UTC, whether it is a day without a time)."""
        written = self._text(key).strip()
        if not written:
            return None, False
        try:
            if DAY.fullmatch(written):
                moment, is_day = local_day(date.fromisoformat(written)).lower, True
            else:
                moment, is_day = datetime.fromisoformat(written), False
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=COPENHAGEN)
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise _no_time(key=self.mapping[key], written=written) from error
        first, last = DAYS_ON_THE_CALENDAR
        if not first <= moment <= last:
            raise _no_time(key=self.mapping[key], written=written)
        return moment, is_day


def _no_time(*, key: str, written: str) -> Unreadable:
    sentence = gettext_noop("“%(key)s” is no date or time: “%(written)s”.")
    return Unreadable(sentence, key=key, written=plain_line(written, most=40))


def _is_cancelled(found: Any) -> bool:
    if isinstance(found, bool):
        return found
    said = str(found or "").strip().lower().rpartition("/")[2]
    return said in CANCELLED


def _refused(number: int, raw: Any, mapping: Mapping[str, str], why: Said) -> RefusedItem:
    named, title = (at_path(raw, mapping[key]) for key in ("id", "title"))
    plain = str(named) if isinstance(named, str | int) and str(named).strip() else f"#{number}"
    shown = shown_title(title) if isinstance(title, str) else ""
    shown = shown or shown_title(plain)
    return RefusedItem(external_id=fitting_id(plain), title=shown, why=why)
