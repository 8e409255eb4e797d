"""Everything one reading would do, worked out before anything is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from django.db.models import Prefetch, QuerySet

from events.activities.enums import DateState
from events.imports.enums import Effect, OnGone
from events.imports.models import ImportedDate, ImportedItem, ImportSource

from .comparing import Act, ItemStep, Places, compare, waits_for_publishing, will_be
from .items import Item, ReadItems, RefusedItem

AT_ONCE = 500
# The brake: more than five, and more than a fifth of what is to come.
MOST_GONE, MOST_SHARE = 5, 5


@dataclass(slots=True)
class Plan:
    """`going`, by the ids of their imported dates, would go of `known` dates to come; `same` are
    ids of rows with nothing new."""

    steps: list[ItemStep] = field(default_factory=list)
    gone: list[ImportedItem] = field(default_factory=list)
    refused: list[RefusedItem] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    going: set[int] = field(default_factory=set)
    known: int = 0

    @property
    def vanishing(self) -> int:
        return len(self.going)

    @property
    def brakes(self) -> bool:
        return self.vanishing > MOST_GONE and self.vanishing * MOST_SHARE > self.known

    def counts(self) -> dict[str, int]:
        found = {effect.value: 0 for effect in Effect}
        for step in self.steps:
            found[step.effect] += 1
        found[Effect.GONE] = len(self.gone)
        found[Effect.REFUSED] = len(self.refused)
        return found | {"same": len(self.same), "vanishing": self.vanishing, "known": self.known}


def rows_of(source: ImportSource) -> QuerySet[ImportedItem]:
    """Items with all that comparing looks at."""
    dates = Prefetch("dates", ImportedDate.objects.select_related("date"))
    return (
        ImportedItem.objects.filter(source=source)
        .select_related("activity")
        .prefetch_related(dates)
    )


def make_plan(source: ImportSource, read: ReadItems, *, now: datetime) -> Plan:
    """Reads only. A source that is not stored yet has no rows."""
    plan = Plan(refused=list(read.refused))
    places = Places(source)
    for some in batched(read.items, AT_ONCE):
        _plan_some(plan, source, list(some), places=places, now=now)
    if source.pk is not None:
        seen = {item.external_id for item in read.items}
        seen |= {refused.external_id for refused in read.refused}
        _plan_gone(plan, source, seen, now=now)
    return plan


def _plan_some(
    plan: Plan, source: ImportSource, items: list[Item], *, places: Places, now: datetime
) -> None:
    ids = [item.external_id for item in items]
    known = rows_of(source).filter(external_id__in=ids) if source.pk else ()
    rows = {row.external_id: row for row in known}
    for item in items:
        row = rows.get(item.external_id)
        is_same = row is not None and bytes(row.fingerprint) == item.fingerprint
        if row and is_same and not row.trouble and not waits_for_publishing(source, row):
            plan.same.append(row.pk)
            continue
        step = compare(source, item, row, places=places, now=now)
        if step is None:
            if row:
                plan.same.append(row.pk)
            continue
        plan.steps.append(step)
        plan.going |= {each.row.pk for each in step.dates if each.act is Act.LEAVE_OUT and each.row}


def _plan_gone(plan: Plan, source: ImportSource, seen: set[str], *, now: datetime) -> None:
    to_come = ImportedDate.objects.filter(item__source=source, date__starts_at__gt=now)
    to_come = to_come.exclude(date__state=DateState.CANCELLED)
    plan.known = to_come.count()
    ids = to_come.values_list("item_id", "item__external_id").distinct()
    lost = [pk for pk, external_id in ids if external_id not in seen]
    for some in batched(lost, AT_ONCE):
        plan.gone += rows_of(source).filter(pk__in=some).order_by("pk")
    for row in plan.gone:
        dates = row.dates.all()  # type: ignore[attr-defined]
        plan.going |= {one.pk for one in dates if will_be(one.date, now=now)}


def must_ask(plan: Plan, source: ImportSource) -> bool:
    """An answer is for what was asked about: when anything else would go, it is a new question."""
    is_answered = source.on_gone != OnGone.ASK and plan.going <= set(source.asked_about)
    return plan.brakes and not is_answered
