"""A calendar file as items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from jobcenter.shared.calendar_files.apart import read_happenings_apart
from jobcenter.shared.calendar_files.happenings import Dated, Fault, Happening, Told
from jobcenter.shared.calendar_files.reading import CalendarUnreadable
from jobcenter.shared.periods import COPENHAGEN

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
from .saying import Said, Unreadable, from_defect
from .texts import plain_line, plain_text

AHEAD = timedelta(days=366)


def read_ics(data: bytes, *, now: datetime) -> ReadItems:
    """What begins within a year from `now` on. Raises Unreadable for the file as a whole."""
    try:
        found = read_happenings_apart(
            data, window_from=now, window_to=now + AHEAD, default_zone=COPENHAGEN
        )
    except CalendarUnreadable as refusal:
        said = from_defect(refusal.defect)
        raise Unreadable(said.sentence, line=said.line, **said.params) from refusal
    read = ReadItems(refused=[_refused(fault) for fault in found.faults])
    for happening in found.happenings:
        try:
            item = _item(happening, now=now)
        except Unreadable as error:
            read.refused.append(_cannot_be(happening, error))
            continue
        if item is None:
            read.over += 1
        else:
            read.items.append(item)
    return read


def _item(happening: Happening, *, now: datetime) -> Item | None:
    told = happening.told
    dates = list(_dates(happening, now=now))
    if not dates:
        return None
    texts = Texts(
        title=told.title, text=told.text, place=told.place, url=told.url, topics=told.categories
    )
    return make_item(happening.uid, texts, dates)


def _dates(happening: Happening, *, now: datetime) -> Iterator[ItemDate]:
    for one in happening.dates:
        if one.start > now:
            title, text = _own(one, happening.told)
            yield ItemDate(
                which=one.which[:60],
                starts_at=one.start,
                ends_at=ending(one.start, one.end, is_whole_days=one.is_whole_days),
                is_cancelled=one.is_cancelled,
                title=title,
                text=text,
            )


def _own(one: Dated, told: Told) -> tuple[str, str]:
    """What this date calls itself, where that differs from its series."""
    own = one.told
    if own is None:
        return "", ""
    title = plain_line(own.title, most=120) if own.title != told.title else ""
    text = plain_text(own.text, most=4000) if own.text != told.text else ""
    return title, text


def _refused(fault: Fault) -> RefusedItem:
    return RefusedItem(
        external_id=fitting_id(fault.uid),
        title=shown_title(fault.title),
        why=Said(fault.sentence, fault.params, fault.line),
    )


def _cannot_be(happening: Happening, error: Unreadable) -> RefusedItem:
    return RefusedItem(
        external_id=fitting_id(happening.uid),
        title=shown_title(happening.told.title),
        why=error.said,
    )
