"""What the upper half of the page says so far, right or wrong: enough to look for times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from counsellors.availability.domain.offers import Question
from counsellors.availability.enums import Mode, Need
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Topic

from .days import day_as_typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`topic` and `mode` are None until they are chosen; nobody and nowhere are never chosen."""

    counsellor: Counsellor
    centre: Centre
    topic: Topic | None
    mode: Mode | None
    needs: frozenset[str]
    from_day: date | None

    @classmethod
    def read(
        cls, said: QueryDict, *, people: Sequence[Counsellor], houses: Sequence[Centre]
    ) -> Asked:
        """The first of `people` is whoever is logged in; of `houses`, what is meant unsaid."""
        by_slug = {person.slug: person for person in people}
        counsellor = by_slug.get(said.get("with_whom", ""), people[0])
        topics = {topic.slug: topic for topic in counsellor.topics.all()}
        modes = {mode.value: mode for mode in Mode}
        return cls(
            counsellor=counsellor,
            centre={house.slug: house for house in houses}.get(said.get("house", ""), houses[0]),
            topic=topics.get(said.get("topic", "")),
            mode=modes.get(said.get("mode", "")),
            needs=frozenset(said.getlist("needs")) & frozenset(Need.values),
            from_day=day_as_typed(said.get("from_day", "")),
        )

    @property
    def is_complete(self) -> bool:
        return self.topic is not None and self.mode is not None

    def question(self) -> Question:
        return Question(
            topic=self.topic,
            centre=self.centre,
            counsellor=self.counsellor,
            mode=self.mode,
            needs=self.needs,
            from_date=self.from_day,
        )
