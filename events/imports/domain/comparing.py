"""What an item asks for, beside what the import wrote last and what stands here now.

Pure: reads rows, writes nothing. A trial shows these steps; the same steps are worked out again
under the lock of the source when they are taken.

A field follows the source as long as it holds what the import wrote last. One that holds something
else was changed here and stays; written back to what the import wrote, it follows again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from events.activities.enums import DateState
from events.activities.models import Activity, ActivityDate
from events.imports.enums import Effect
from events.imports.models import ImportedDate, ImportedItem, ImportSource
from jobcenter.centres.models import Room
from jobcenter.shared.danish import folded

from .items import Item, ItemDate

# How far a date that lost its name in the source may have gone and still be the same one.
REACH = timedelta(days=6)


class Act(StrEnum):
    ADD = "add"
    MOVE = "move"
    CANCEL = "cancel"
    RENAME = "rename"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class DateStep:
    """`row` is None for a new date, `wanted` for one that the source no longer has."""

    act: Act
    row: ImportedDate | None
    wanted: ItemDate | None


@dataclass(slots=True)
class ItemStep:
    """`fields` are to be written; `kept` were changed here and differ from the source."""

    effect: Effect
    item: Item
    row: ImportedItem | None
    fields: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    dates: list[DateStep] = field(default_factory=list)
    pairs: list[tuple[ImportedDate, ItemDate]] = field(default_factory=list)
    publishes: bool = False

    @property
    def does_nothing(self) -> bool:
        return not (self.fields or self.dates or self.publishes)

    def count(self, act: Act) -> int:
        return sum(step.act is act for step in self.dates)


class Places:
    """The rooms of a house, found by what a source calls them."""

    def __init__(self, source: ImportSource) -> None:
        self.source = source
        self.rooms = {folded(room.name): room for room in Room.objects.filter(centre=source.centre)}

    def room_of(self, item: Item) -> Room | None:
        return self.rooms.get(folded(item.place)) if item.place else None

    def fields_of(self, item: Item) -> dict[str, Any]:
        """As they stand in an activity; a place that is no room of ours stands in the text."""
        room, house = self.room_of(item), self.source.centre
        with override("da"):
            is_ours = room or folded(item.place) in {folded(house.name), folded(house.street), ""}
            where = "" if is_ours else _("Place: %(place)s") % {"place": item.place}
            more = _("Read more: %(url)s") % {"url": item.url} if item.url else ""
        text = "\n\n".join(part for part in (item.text, where, more) if part)
        return {"title": item.title, "text": text, "room": room.pk if room else None}


def compare(
    source: ImportSource, item: Item, row: ImportedItem | None, *, places: Places, now: datetime
) -> ItemStep | None:
    """None when there is nothing to do or to say."""
    if row is None or not row.written:
        return _first_time(item, row)
    if row.activity is None:
        return None
    step = ItemStep(Effect.CHANGED, item, row)
    _compare_fields(step, row.activity, row.written, places.fields_of(item))
    _compare_dates(step, row, now=now)
    step.publishes = waits_for_publishing(source, row)
    if step.does_nothing:
        return ItemStep(Effect.KEPT, item, row, kept=step.kept) if step.kept else None
    cancels, others = step.count(Act.CANCEL), len(step.dates) - step.count(Act.CANCEL)
    if cancels and item.is_cancelled and not (others or step.fields):
        step.effect = Effect.CANCELLED
    return step


def waits_for_publishing(source: ImportSource, row: ImportedItem) -> bool:
    """A draft nobody has touched, of a source an editor vouches for as a whole."""
    one = row.activity
    untouched = one is not None and one.attested_at is None and one.published_at is None
    return untouched and source.attested_at is not None and not row.is_hidden


def is_to_come(date: ActivityDate | None, *, now: datetime) -> bool:
    """Still to begin, as far as anybody knows."""
    return date is not None and (date.starts_at is None or date.starts_at > now)


def will_be(date: ActivityDate | None, *, now: datetime) -> bool:
    return is_to_come(date, now=now) and date is not None and date.state != DateState.CANCELLED


def written_of(wanted: ItemDate) -> dict[str, Any]:
    return {
        "starts_at": wanted.starts_at.isoformat(),
        "ends_at": wanted.ends_at.isoformat(),
        "cancelled": wanted.is_cancelled,
        "title": wanted.title,
        "text": wanted.text,
    }


def _first_time(item: Item, row: ImportedItem | None) -> ItemStep | None:
    wanted = [each for each in item.dates if not each.is_cancelled]
    if not wanted:
        return None
    return ItemStep(Effect.NEW, item, row, dates=[DateStep(Act.ADD, None, each) for each in wanted])


def _compare_fields(
    step: ItemStep, activity: Activity, written: Mapping[str, Any], wanted: Mapping[str, Any]
) -> None:
    here = {"title": activity.title, "text": activity.text, "room": activity.room_id}
    for name, value in wanted.items():
        if here[name] == value:
            continue
        if here[name] == written.get(name):
            step.fields[name] = value
        elif value != written.get(name):
            step.kept.append(name)


def _compare_dates(step: ItemStep, row: ImportedItem, *, now: datetime) -> None:
    rows: Iterable[ImportedDate] = row.dates.all()  # type: ignore[attr-defined]
    known = {each.which: each for each in rows}
    wanted = {each.which: each for each in step.item.dates}
    same = [(known[which], wanted[which]) for which in wanted if which in known]
    new = [each for which, each in wanted.items() if which not in known]
    lost = [
        each
        for which, each in known.items()
        if which not in wanted and is_to_come(each.date, now=now)
    ]
    carried = list(_carried(new, lost))
    step.pairs = carried
    for one, date in (*same, *carried):
        step.dates += _of_one(step, one, date, now=now)
    taken = {date.which for _one, date in carried}
    step.dates += [
        DateStep(Act.ADD, None, each)
        for each in new
        if each.which not in taken and not each.is_cancelled
    ]
    kept = {one.pk for one, _date in carried}
    step.dates += [
        DateStep(Act.LEAVE_OUT, each, None)
        for each in lost
        if each.pk not in kept and will_be(each.date, now=now)
    ]


def _carried(
    new: list[ItemDate], lost: list[ImportedDate]
) -> Iterator[tuple[ImportedDate, ItemDate]]:
    """A series that moves to another hour or weekday gives all its dates other names: each is
    taken for the nearest of those that went."""
    left = {each.pk: each for each in lost}
    for date in new:
        near = [
            (abs(_was(each) - date.starts_at), pk)
            for pk, each in left.items()
            if abs(_was(each) - date.starts_at) <= REACH
        ]
        if near:
            yield left.pop(min(near)[1]), date


def _was(row: ImportedDate) -> datetime:
    return datetime.fromisoformat(row.written["starts_at"])


def _of_one(
    step: ItemStep, row: ImportedDate, wanted: ItemDate, *, now: datetime
) -> Iterator[DateStep]:
    date, written = row.date, row.written
    if date is None or not is_to_come(date, now=now):
        return
    is_off = date.state == DateState.CANCELLED
    if is_off and not written["cancelled"]:
        # Somebody cancelled it here.
        return
    if wanted.is_cancelled:
        if not is_off:
            yield DateStep(Act.CANCEL, row, wanted)
        return
    yield from _times(step, row, date, wanted, is_off=is_off)
    yield from _own_words(step, row, date, wanted)


def _times(
    step: ItemStep, row: ImportedDate, date: ActivityDate, wanted: ItemDate, *, is_off: bool
) -> Iterator[DateStep]:
    times = (wanted.starts_at.isoformat(), wanted.ends_at.isoformat())
    was = (row.written["starts_at"], row.written["ends_at"])
    here = tuple(each.isoformat() if each else "" for each in (date.starts_at, date.ends_at))
    if is_off or (times != was and here == was):
        yield DateStep(Act.MOVE, row, wanted)
    elif times not in (was, here):
        step.kept.append("dates")


def _own_words(
    step: ItemStep, row: ImportedDate, date: ActivityDate, wanted: ItemDate
) -> Iterator[DateStep]:
    here = {"title": date.own_title, "text": date.own_text}
    differs = {name for name in here if getattr(wanted, name) != here[name]}
    follows = {name for name in differs if here[name] == row.written[name]}
    if follows and follows == differs:
        yield DateStep(Act.RENAME, row, wanted)
    elif any(getattr(wanted, name) != row.written[name] for name in differs - follows):
        step.kept.append("dates")
