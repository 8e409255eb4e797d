"""A house to visit: Havnehuset in Aarhus, where Bent and Samira work every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.utils import timezone

from counsellors.availability.domain.offers import Question, offer_times
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.models import Counsellor
from jobcenter.centres.models import Centre, Topic
from tests.factories.centres import CentreFactory, OpeningHoursFactory, PartnerFactory, RoomFactory
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory


@dataclass(frozen=True)
class House:
    centre: Centre
    bent: Counsellor
    samira: Counsellor

    def free_times(self, mode: str = "phone") -> list[ChosenTime]:
        question = Question(topic=Topic.objects.get(slug="job"), centre=self.centre, mode=mode)
        offers = offer_times(question=question, now=now())
        return [
            ChosenTime.of(time, offers.counsellors, offers.centres)
            for day in offers.days
            for time in day.times
        ]


def now() -> datetime:
    return timezone.now()


@pytest.fixture
def house(transactional_db, eight_topics) -> House:
    topics = list(Topic.objects.all())
    centre = CentreFactory(
        slug="havnehuset", name="Havnehuset", topics=topics, about_da="Et hus ved vandet.",
        illustration="harbour", has_chat=True, is_invented=True,
    )  # fmt: skip
    for name in ("Kajen", "Lyset"):
        RoomFactory(centre=centre, name=name)
    for weekday in range(1, 6):
        OpeningHoursFactory(centre=centre, weekday=weekday)
    PartnerFactory(name="Frivillig By").centres.add(centre)
    bent = _counsellor(centre, topics, "Bent", "Østergaard", "man grey beard")
    samira = _counsellor(centre, topics, "Samira", "Aziz", "woman hijab")
    return House(centre=centre, bent=bent, samira=samira)


def _counsellor(centre: Centre, topics: list[Topic], first: str, last: str, seed: str):
    counsellor = CounsellorFactory(
        slug=first.lower(), first_name=first, last_name=last, portrait_seed=seed,
        centres=[centre], topics=topics, knows_da="Jeg kender byen.",
    )  # fmt: skip
    for weekday in range(1, 8):
        WorkingHoursFactory(counsellor=counsellor, centre=centre, weekday=weekday)
    return counsellor
