"""Who works where and when, as the tables say it: all that does not depend on who has booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from counsellors.availability.enums import Rule
from jobcenter.centres.models import Centre

from .clock import local_date_of
from .questions import Question
from .rules import Exceptions
from .tables import HoursRow, Scope, read_hours


@dataclass(slots=True, kw_only=True)
class Timetable:
    """The hours on the local days [first_day, end_day) of all whom the question could be for.

    `special` holds the rows of each person's special days by ordinal; they replace the weekly ones.
    """

    question: Question
    now: datetime
    centres: dict[int, Centre]
    fit: set[int]  # ids of counsellors
    unfit: dict[int, Rule]
    weekly: list[HoursRow]
    special: dict[int, dict[int, list[HoursRow]]]
    exceptions: Exceptions

    @property
    def end_of_horizon(self) -> int:
        """The first ordinal that no centre here offers."""
        today = local_date_of(self.now).toordinal()
        furthest = max((centre.horizon_days for centre in self.centres.values()), default=0)
        return today + furthest + 1


def open_timetable(question: Question, *, now: datetime, first_day: int, end_day: int) -> Timetable:
    """Read who works where on the local days [first_day, end_day) (ordinals). At most 2 queries."""
    scope = Scope(
        centre_ids=[question.centre.pk] if question.centre else None,
        counsellor_ids=[question.counsellor.pk] if question.counsellor else None,
        topic_id=question.topic.pk if question.topic else None,
        language=question.language,
        first_day=first_day,
        end_day=end_day,
    )
    rows = read_hours(scope)
    work = [row for row in rows if row.kind != "x"]
    unfit = {
        counsellor_id: Rule.OTHER_LANGUAGE if row.knows_topic else Rule.OTHER_TOPIC
        for row in work
        if not (row.knows_topic and row.speaks_language)
        for counsellor_id in row.counsellor_ids
    }
    return Timetable(
        question=question,
        now=now,
        centres=_centres(question, work),
        fit={one for row in work for one in row.counsellor_ids} - unfit.keys(),
        unfit=unfit,
        weekly=[row for row in work if row.kind == "w"],
        special=_special(work),
        exceptions={(row.centre_id, row.day): row.hours for row in rows if row.kind == "x"},
    )


def _centres(question: Question, work: Iterable[HoursRow]) -> dict[int, Centre]:
    ids = {row.centre_id for row in work if row.centre_id}
    if question.centre:
        return {question.centre.pk: question.centre} if ids else {}
    return Centre.objects.in_bulk(ids) if ids else {}


def _special(work: Iterable[HoursRow]) -> dict[int, dict[int, list[HoursRow]]]:
    special: dict[int, dict[int, list[HoursRow]]] = {}
    for row in work:
        if row.kind == "s":
            (counsellor_id,) = row.counsellor_ids
            special.setdefault(counsellor_id, {}).setdefault(row.day, []).append(row)
    return special
