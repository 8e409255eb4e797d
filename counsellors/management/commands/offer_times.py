"""manage.py offer_times: the times on offer, from the shell, by the same engine as the pages."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from itertools import groupby
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone, translation

from counsellors.availability.domain.offers import (
    OfferedTime,
    Offers,
    Question,
    explain,
    offer_times,
)
from counsellors.availability.enums import Mode
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.periods import COPENHAGEN


@dataclass
class Cost:
    """Counts queries; is handed to the connection as a wrapper around each of them."""

    queries: int = 0
    milliseconds: float = 0.0

    def __call__(self, execute: Any, *query: Any) -> Any:
        self.queries += 1
        return execute(*query)


class Command(BaseCommand):
    help = "List the times on offer, and which rules took the others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", required=True, metavar="SLUG")
        parser.add_argument("--counsellor", metavar="SLUG")
        parser.add_argument("--topic", metavar="SLUG")
        parser.add_argument("--mode", choices=Mode.values)
        parser.add_argument("--days", type=int, default=30, help="how many days ahead (30)")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        question = Question(
            centre=_called(Centre.objects.all(), options["centre"]),
            counsellor=_called(Counsellor.objects.all(), options["counsellor"]),
            topic=_called(Topic.objects.all(), options["topic"]),
            mode=Mode(options["mode"]) if options["mode"] else None,
            days=options["days"],
        )
        cost = Cost()
        started = perf_counter()
        with connection.execute_wrapper(cost):
            offers = offer_times(question=question, now=timezone.now())
        cost.milliseconds = round((perf_counter() - started) * 1000, 1)
        with translation.override("en"):
            lines = _as_json(offers, cost) if options["json"] else _as_text(offers, cost)
        self.stdout.write(lines)


def _called[Row: Model](rows: QuerySet[Row], slug: str | None) -> Row | None:
    """The row with this slug; a mistyped one is named together with its nearest neighbours."""
    if slug is None:
        return None
    found = rows.filter(slug=slug).first()
    if found:
        return found
    slugs = list(rows.order_by("slug").values_list("slug", flat=True))
    near = get_close_matches(slug, slugs, cutoff=0.5) or slugs[:5]
    kind = rows.model.__name__.lower()
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There is no {kind} yet."
    raise CommandError(f"No {kind} is called {slug!r}. {hint}")


def _as_json(offers: Offers, cost: Cost) -> str:
    return json.dumps(
        {
            "queries": cost.queries,
            "milliseconds": cost.milliseconds,
            "count": offers.count,
            "removed": {rule.value: count for rule, count in explain(offers)},
            "days": [
                {
                    "date": day.date.isoformat(),
                    "times": [_facts(time, offers) for time in day.times],
                }
                for day in offers.days
            ],
        },
        indent=1,
    )


def _facts(time: OfferedTime, offers: Offers) -> dict[str, Any]:
    return {
        "start": time.start.astimezone(COPENHAGEN).isoformat(),
        "end": time.end.astimezone(COPENHAGEN).isoformat(),
        "counsellor": offers.counsellors[time.counsellor_id].slug,
        "centre": offers.centres[time.centre_id].slug,
        "mode": time.mode,
        "free_rooms": len(time.room_ids),
    }


def _as_text(offers: Offers, cost: Cost) -> str:
    lines = []
    for day in offers.days:
        lines.append(f"{day.date:%A %d %B %Y}")
        for (_start, counsellor_id), times in groupby(day.times, key=_when_and_who):
            lines.append(_line(list(times), offers.counsellors[counsellor_id].name))
    lines.append(f"{offers.count} times on offer.")
    lines += [f"{count:>7} not: {rule.label}" for rule, count in explain(offers)]
    lines.append(f"{cost.queries} queries, {cost.milliseconds} ms")
    return "\n".join(lines)


def _when_and_who(time: OfferedTime) -> tuple[datetime, int]:
    return time.start, time.counsellor_id


def _line(times: list[OfferedTime], name: str) -> str:
    start, end = (moment.astimezone(COPENHAGEN) for moment in times[0][:2])
    modes = ", ".join(str(Mode(time.mode).label).lower() for time in times)
    return f"  {start:%H.%M}–{end:%H.%M}  {name}: {modes}"
