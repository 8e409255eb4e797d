"""Whom a timetable is about, in Danish alphabetical order: people are ranked by nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from counsellors.people.models import Counsellor
from jobcenter.shared.danish import danish_order

from .questions import Question
from .tables import PersonRow, read_people


class HasBuffers(Protocol):
    """A counsellor as far as the search is concerned."""

    @property
    def buffer_before_minutes(self) -> int: ...

    @property
    def buffer_after_minutes(self) -> int: ...


def counsellors_to_show(
    question: Question, ids: set[int], known: Mapping[int, Counsellor]
) -> dict[int, Counsellor]:
    """For pages, which show who they are. At most 1 query; none where all of them are known."""
    if question.counsellor:
        return {question.counsellor.pk: question.counsellor} if ids else {}
    if ids <= known.keys():
        return _in_order(known[each] for each in ids)
    return _in_order(Counsellor.objects.in_bulk(ids).values() if ids else ())


def counsellors_to_ask(question: Question, ids: set[int]) -> dict[int, HasBuffers]:
    """The same people without what only pages need. At most 1 query."""
    if question.counsellor:
        return {question.counsellor.pk: question.counsellor} if ids else {}
    return dict(_in_order(read_people(ids) if ids else ()))


def _in_order[Person: (Counsellor, PersonRow)](people: Iterable[Person]) -> dict[int, Person]:
    return {
        person.pk: person
        for person in sorted(people, key=lambda person: (*danish_order(person.name), person.pk))
    }
