"""The read log about oneself, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from citizens.people.domain import names_in_the_log
from citizens.rights.models import Question
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.enums import Kind
from jobcenter.audit.models import Reading
from jobcenter.centres.models import Centre
from jobcenter.ui.dates import in_copenhagen

if TYPE_CHECKING:
    from citizens.people.models import Citizen
    from jobcenter.accounts.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the read log as its citizen sees it. `role` and `house` may be unknown by now."""

    reading: Reading
    role: str
    house: str
    kinds: list[str]
    question: Question | None

    @property
    def day(self) -> date:
        """As the citizen's own calendar has it."""
        return in_copenhagen(self.reading.at).date()


def readings_about(user: User) -> QuerySet[Reading]:
    """Every look at what the house knows about this person, the latest first."""
    return Reading.objects.all().about(names_in_the_log(user))


def readings_of_citizen(
    citizen: Citizen, *, since: datetime, until: datetime | None = None
) -> QuerySet[Reading]:
    """Every look at one row of somebody's, from `since` on and before `until`, the latest first."""
    earlier = citizen.earlier_names.values_list("public_id", flat=True)
    looks = Reading.objects.all().about([citizen.public_id, *earlier]).filter(at__gte=since)
    return looks.filter(at__lt=until) if until else looks


def in_words(readings: Iterable[Reading]) -> list[Line]:
    """With everything the page says about each. Two queries, however many there are."""
    shown = list(readings)
    houses = dict(
        Centre.objects.filter(pk__in={r.centre_id for r in shown}).values_list("pk", "name")
    )
    ids = [reading.public_id for reading in shown]
    questions = {
        question.reading: question for question in Question.objects.filter(reading__in=ids)
    }
    return [
        Line(
            reading=reading,
            role=role_in_words(reading.reader_role),
            house=houses.get(reading.centre_id or 0, ""),
            kinds=kinds_in_words(reading),
            question=questions.get(reading.public_id),
        )
        for reading in shown
    ]


def kinds_in_words(reading: Reading) -> list[str]:
    return [str(Kind(kind).label) for kind in reading.kinds]


def role_in_words(role: str) -> str:
    return str(RoleKind(role).label) if role in RoleKind.values else role
