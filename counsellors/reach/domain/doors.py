"""Who answers now, at one house and anywhere: who is on duty comes first, opening hours second."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, prefetch_related_objects

from counsellors.duty.models import Duty
from counsellors.line.domain import LineState, state_of_line
from counsellors.line.domain.routes import house_that_helps
from counsellors.people.models import Counsellor
from counsellors.reach.enums import Answering
from jobcenter.centres.domain.hours import Opening, next_opening, open_now
from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One house at one moment. `helper`: the other house that answers while nobody is here.

    `closes`, `opens_next`: the chat's own hours; None where there are none.
    """

    centre: Centre
    line: LineState
    helper: Centre | None = None
    closes: datetime | None = None
    opens_next: Opening | None = None

    @property
    def answers(self) -> Answering:
        if self.line.here:
            return Answering.HERE
        if self.helper:
            return Answering.ELSEWHERE
        if self.line.is_open:
            return Answering.NOBODY_YET
        return Answering.CLOSED if self.centre.has_chat else Answering.NEVER

    @property
    def can_be_written_to(self) -> bool:
        return self.answers.can_be_written_to


@dataclass(frozen=True, slots=True)
class HouseHere:
    """A house in which somebody answers now, and who."""

    centre: Centre
    people: list[Counsellor] = field(default_factory=list)

    @property
    def languages(self) -> set[str]:
        return {language for one in self.people for language in one.languages}


def door_of(*, centre: Centre, language: str, now: datetime) -> Door:
    """Expects the hours of the house to be prefetched. At most nine queries."""
    line = state_of_line(centre=centre, now=now)
    chat = open_now(centre=centre, now=now, kind=HoursKind.CHAT)
    return Door(
        centre=centre,
        line=line,
        helper=None if line.here else house_that_helps(centre, language, now=now),
        closes=chat.closes if chat and centre.has_chat else None,
        opens_next=next_opening(centre=centre, now=now, kind=HoursKind.CHAT)
        if centre.has_chat
        else None,
    )


def with_hours(centre: Centre) -> Centre:
    """The same house, with what `door_of` reads of it loaded."""
    prefetch_related_objects([centre], "opening_hours", "opening_exceptions")
    return centre


def houses_that_chat(here: list[HouseHere]) -> list[Centre]:
    """Public houses one can write to at some hour, and those in `here`. One query."""
    now_here = [house.centre.pk for house in here]
    return list(Centre.objects.published().filter(Q(has_chat=True) | Q(pk__in=now_here)))


def houses_here(*, now: datetime) -> list[HouseHere]:
    """Every public house in which somebody answers now, in Danish order. One query."""
    on_duty = (
        Duty.objects.lasting(now)
        .filter(centre__is_published=True)
        .select_related("centre", "counsellor")
    )
    houses: dict[int, HouseHere] = {}
    for duty in sorted(on_duty, key=lambda one: danish_order(one.counsellor.name)):
        house = houses.setdefault(duty.centre_id, HouseHere(duty.centre))
        house.people.append(duty.counsellor)
    return sorted(houses.values(), key=lambda house: danish_order(house.centre.name))
