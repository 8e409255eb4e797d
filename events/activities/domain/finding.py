"""The list: what is still to come, narrowed, folded, twenty at a time.

Sorted by how well it answers, then by date or distance; never by kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    Min,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from events.activities.enums import ActivityKind, Whereabouts
from events.activities.models import ActivityDate, ActivityDateQuerySet
from events.search.domain import Question
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.periods import COPENHAGEN, local_day

PER_PAGE = 20
EVENING_FROM = 17
_SATURDAY = 6
NOTHING_ASKED = Question(())
_WORDS = "activity__entry__words"
Lines = QuerySet[Any, Any]  # of dictionaries


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody looks for. `first` and `last` are local days, inclusive; `distances` are
    kilometres by centre id and leave out every other centre; `access` holds values of RoomFact."""

    question: Question = NOTHING_ASKED
    first: date | None = None
    last: date | None = None
    centre: Centre | None = None
    distances: dict[int, float] | None = None
    topic: Topic | None = None
    kind: ActivityKind | None = None
    language: str = ""
    access: Sequence[str] = ()
    is_free: bool = False
    is_online: bool = False
    in_evening: bool = False
    at_weekend: bool = False
    nearest_first: bool = False
    every_date: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, and how many further dates look just like it."""

    date: ActivityDate
    further: int
    km: float | None

    @property
    def about_km(self) -> int | None:
        """Whole kilometres, as precise as the table of places; next door is one."""
        return None if self.km is None else max(1, round(self.km))


@dataclass(frozen=True, slots=True)
class DateList:
    """`total` counts lines, not dates; `is_guess` when mistyped words were read as others."""

    rows: list[Row]
    total: int
    number: int
    is_guess: bool

    @property
    def page(self) -> Page[int]:
        """For the links to the other pages."""
        return Paginator(range(self.total), PER_PAGE).get_page(self.number)


def find_dates(*, wishes: Wishes, number: int, now: datetime) -> DateList:
    """Page `number` (from 1; past the end it is the last) of what is public and fits."""
    found = _page(wishes, number, now)
    if found.total or not wishes.question:
        return found
    guess = replace(wishes, question=wishes.question.forgiving())
    if guess.question is wishes.question:
        return found
    return replace(_page(guess, number, now), is_guess=True)


def other_dates(*, one: ActivityDate, now: datetime) -> list[ActivityDate]:
    """The further ones to come of what looks the same, next first; also those with a title of
    their own, which have a line of their own in the list."""
    alike = ActivityDate.objects.public().filter(activity__fold_key=one.activity.fold_key)
    rows = alike.upcoming(now).exclude(pk=one.pk).select_related("activity")
    return list(rows.order_by(F("starts_at").asc(nulls_last=True), "pk")[:PER_PAGE])


def _page(wishes: Wishes, number: int, now: datetime) -> DateList:
    fitting = _fitting(wishes, now)
    lines = _each(fitting, wishes) if wishes.every_date else _folded(fitting, wishes)
    told = _slice(lines, number)
    if not told and number > 1:  # past the end: how long is it?
        first = _slice(lines, 1)
        number = -(-first[0]["total"] // PER_PAGE) if first else 1
        told = _slice(lines, number) if number > 1 else first
    rows = _rows(fitting, told, wishes)
    return DateList(rows, told[0]["total"] if told else 0, number, is_guess=False)


def _slice(lines: Lines, number: int) -> list[dict[str, Any]]:
    return list(lines[(number - 1) * PER_PAGE : number * PER_PAGE])


def _folded(fitting: ActivityDateQuerySet, wishes: Wishes) -> Lines:
    """Of what looks the same one line: {fold, own, next, dates, total}. One pass over the dates
    gives the page, its counts and the length of the whole list."""
    lines: Lines = fitting.order_by().values(fold=F("activity__fold_key"), own=F("own_title"))
    lines = lines.annotate(next=Min("starts_at"), dates=Count("pk"), total=Window(Count("*")))
    order: list[Any] = []
    if wishes.question:
        lines, order = lines.annotate(rank=Min(wishes.question.rank(_WORDS))), ["rank"]
    if wishes.nearest_first and wishes.distances:
        lines, order = lines.annotate(km=Min(_kilometres(wishes.distances))), [*order, "km"]
    return lines.order_by(*order, F("next").asc(nulls_last=True), "fold", "own")


def _each(fitting: ActivityDateQuerySet, wishes: Wishes) -> Lines:
    """Every date a line of its own."""
    lines: Lines = fitting.order_by().values(
        "pk", fold=F("activity__fold_key"), next=F("starts_at")
    )
    lines = lines.annotate(dates=Value(1), total=Window(Count("*")))
    order: list[Any] = []
    if wishes.question:
        lines, order = lines.annotate(rank=wishes.question.rank(_WORDS)), ["rank"]
    if wishes.nearest_first and wishes.distances:
        lines, order = lines.annotate(km=_kilometres(wishes.distances)), [*order, "km"]
    return lines.order_by(*order, F("next").asc(nulls_last=True), "pk")


def _kilometres(distances: dict[int, float]) -> Case:
    far = [When(activity__centre=pk, then=Value(km)) for pk, km in distances.items()]
    return Case(*far, output_field=FloatField())


def _rows(fitting: ActivityDateQuerySet, told: list[dict[str, Any]], wishes: Wishes) -> list[Row]:
    """The dates behind the lines, with what the page shows of them. One query."""
    which = Q(pk__in=[])
    for line in told:
        which |= Q(pk=line["pk"]) if "pk" in line else _of_line(line)
    related = fitting.select_related("activity__centre", "activity__room", "own_room")
    found = list(related.filter(which).order_by("-pk")) if told else []
    by_line = {(row.activity.fold_key, row.own_title, row.starts_at): row for row in found}
    by_pk = {row.pk: row for row in found}
    km = wishes.distances or {}
    dates = [
        by_pk.get(line["pk"])
        if "pk" in line
        else by_line.get((line["fold"], line["own"], line["next"]))
        for line in told
    ]
    # Somebody may have moved or withdrawn one since the lines were counted: it is left out.
    return [
        Row(one, line["dates"] - 1, km.get(one.activity.centre_id))
        for one, line in zip(dates, told, strict=True)
        if one is not None
    ]


def _of_line(line: dict[str, Any]) -> Q:
    return Q(activity__fold_key=line["fold"], own_title=line["own"], starts_at=line["next"])


def _fitting(wishes: Wishes, now: datetime) -> ActivityDateQuerySet:
    return narrowed(ActivityDate.objects.public().upcoming(now), wishes)


def narrowed(found: ActivityDateQuerySet, wishes: Wishes) -> ActivityDateQuerySet:
    """Those of `found` that fit the wishes; order and folding are left to whoever lists them."""
    if wishes.question:
        found = found.filter(wishes.question.is_answered_by(_WORDS))
    if wishes.first:
        found = found.filter(ends_at__gt=local_day(wishes.first).lower)
    if wishes.last:
        found = found.filter(starts_at__lt=local_day(wishes.last).upper)
    found = found.filter(_about_the_series(wishes), _about_the_date(wishes))
    return _at_hours(found, wishes)


def _about_the_series(wishes: Wishes) -> Q:
    fits = Q()
    if wishes.centre:
        fits &= Q(activity__centre=wishes.centre)
    if wishes.distances is not None:
        fits &= Q(activity__centre__in=list(wishes.distances))
    if wishes.topic:
        fits &= Q(activity__topics=wishes.topic)
    if wishes.kind:
        fits &= Q(activity__kind=wishes.kind)
    if wishes.is_online:
        fits &= ~Q(activity__whereabouts=Whereabouts.IN_HOUSE)
    return fits


def _about_the_date(wishes: Wishes) -> Q:
    """What a date may have of its own, otherwise what its series has."""
    fits = Q()
    for fact in wishes.access:
        own = Q(**{f"own_room__{fact}": True})
        fits &= own | Q(Q(own_room=None), **{f"activity__room__{fact}": True})
    if wishes.is_free:
        fits &= Q(own_price_kroner=0) | Q(own_price_kroner=None, activity__price_kroner=0)
    if wishes.language:
        inherited = Q(own_language="", activity__language=wishes.language)
        fits &= Q(own_language=wishes.language) | inherited
    return fits


def _at_hours(found: ActivityDateQuerySet, wishes: Wishes) -> ActivityDateQuerySet:
    if not (wishes.in_evening or wishes.at_weekend):
        return found
    found = found.alias(
        hour=ExtractHour("starts_at", tzinfo=COPENHAGEN),
        weekday=ExtractIsoWeekDay("starts_at", tzinfo=COPENHAGEN),
    )
    evening = Q(hour__gte=EVENING_FROM) if wishes.in_evening else Q()
    weekend = Q(weekday__gte=_SATURDAY) if wishes.at_weekend else Q()
    return found.filter(evening | weekend)
