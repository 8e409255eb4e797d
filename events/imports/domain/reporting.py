"""What a reading did, or would do, one line for each item, in words that can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from events.imports.enums import Effect
from events.imports.models import ImportedItem, ImportReport, ImportSource
from jobcenter.shared.periods import COPENHAGEN

from .comparing import Act, ItemStep
from .items import RefusedItem
from .planning import Plan
from .saying import Said, from_kept

MOST_LINES = 300
WORDS_OF_FIELDS = {
    "title": gettext_noop("title"),
    "text": gettext_noop("text"),
    "room": gettext_noop("room"),
    "dates": gettext_noop("dates"),
}
WORDS_OF_ACTS = {
    Act.ADD: gettext_noop("new dates: %(count)s"),
    Act.MOVE: gettext_noop("moved: %(count)s"),
    Act.CANCEL: gettext_noop("cancelled: %(count)s"),
    Act.RENAME: gettext_noop("other words: %(count)s"),
    Act.LEAVE_OUT: gettext_noop("gone: %(count)s"),
}


@dataclass(frozen=True, slots=True)
class ReportLine:
    effect: Effect
    title: str
    why: tuple[Said, ...]

    def kept(self) -> dict[str, Any]:
        why = [said.kept() for said in self.why]
        return {"effect": self.effect.value, "title": self.title, "why": why}

    @property
    def reason(self) -> str:
        return ", ".join(str(said) for said in self.why)


def lines_of(plan: Plan) -> Iterator[ReportLine]:
    """What is refused first: somebody has to do something about it."""
    for refused in plan.refused:
        yield refused_line(refused)
    for row in plan.gone:
        yield _gone_line(row)
    for step in plan.steps:
        yield _line(step)


def refused_line(refused: RefusedItem) -> ReportLine:
    return ReportLine(Effect.REFUSED, refused.title or refused.external_id, (refused.why,))


def _gone_line(row: ImportedItem) -> ReportLine:
    """With its next date: several evenings may have one name."""
    dates = [one.date for one in row.dates.all() if one.date]  # type: ignore[attr-defined]
    starts = [date.starts_at for date in dates if date.starts_at is not None]
    why = [_when(max(starts))] if len(starts) == 1 else []
    why.append(Said(gettext_noop("it no longer stands there")))
    return ReportLine(Effect.GONE, str(row), tuple(why))


def _when(moment: datetime) -> Said:
    return Said("%(when)s", {"when": f"{moment.astimezone(COPENHAGEN):%-d.%-m.%Y %H.%M}"})


def _line(step: ItemStep) -> ReportLine:
    why = [Said(WORDS_OF_FIELDS[name]) for name in step.fields]
    if step.effect == Effect.NEW and len(step.dates) == 1 and step.dates[0].wanted:
        why = [_when(step.dates[0].wanted.starts_at)]
    else:
        for act, words in WORDS_OF_ACTS.items():
            if count := step.count(act):
                why.append(Said(words, {"count": count}))
    if step.publishes:
        why.append(Said(gettext_noop("becomes public")))
    for name in dict.fromkeys(step.kept):
        why.append(Said(KEPT[name]))
    return ReportLine(step.effect, step.item.title, tuple(why))


KEPT = {
    "title": gettext_noop("the title was changed here and stays"),
    "text": gettext_noop("the text was changed here and stays"),
    "room": gettext_noop("the room was changed here and stays"),
    "dates": gettext_noop("a date was changed here and stays"),
}


def keep_report(
    source: ImportSource, *, is_trial: bool, counts: dict[str, int], lines: list[ReportLine],
    trouble: Said | None = None, now: datetime,
) -> ImportReport:  # fmt: skip
    report, _new = ImportReport.objects.update_or_create(
        source=source,
        is_trial=is_trial,
        defaults={
            "made_at": now,
            "counts": counts,
            "lines": [line.kept() for line in lines[:MOST_LINES]],
            "trouble": trouble.kept() if trouble else {},
        },
    )
    return report


def lines_kept(report: ImportReport) -> list[ReportLine]:
    return [
        ReportLine(
            Effect(line["effect"]),
            line["title"],
            tuple(said for each in line["why"] if (said := from_kept(each))),
        )
        for line in report.lines
    ]
