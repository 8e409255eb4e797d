from __future__ import annotations

from datetime import date

import factory
from django.db.backends.postgresql.psycopg_any import DateRange

from counsellors.availability.enums import Mode
from counsellors.models import Conversation, Counsellor, WorkingHours
from jobcenter.shared.periods import period
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory
from tests.factories.citizens import CitizenFactory

ALWAYS = DateRange(date(2020, 1, 1), None, "[)")


class CounsellorFactory(factory.django.DjangoModelFactory):
    """Bent, who knows the topic `job`, speaks Danish and keeps no buffers."""

    class Meta:
        model = Counsellor
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"bent-{n}")
    first_name = "Bent"
    last_name = "Østergaard"
    languages = ["da"]
    buffer_before_minutes = 0
    buffer_after_minutes = 0

    @factory.post_generation
    def topics(self, create, extracted, **kwargs):
        for topic in extracted or [TopicFactory()]:
            self.topics.add(topic)

    @factory.post_generation
    def centres(self, create, extracted, **kwargs):
        for centre in extracted or ():
            self.centres.add(centre)


class WorkingHoursFactory(factory.django.DjangoModelFactory):
    """Mondays 9–15, in person, by phone and by video, for ever."""

    class Meta:
        model = WorkingHours

    counsellor = factory.SubFactory(CounsellorFactory)
    centre = factory.SubFactory(CentreFactory)
    weekday = 1
    minutes = (540, 900)
    modes = [Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO]
    valid_on = ALWAYS


class ConversationFactory(factory.django.DjangoModelFactory):
    """A booked conversation by phone; give `starts_at` and `ends_at`."""

    class Meta:
        model = Conversation
        exclude = ("starts_at", "ends_at")

    starts_at = None
    ends_at = None
    counsellor = factory.SubFactory(CounsellorFactory)
    centre = factory.SubFactory(CentreFactory)
    topic = factory.SubFactory(TopicFactory)
    citizen = factory.SubFactory(CitizenFactory)
    name = "Amal"
    email = factory.LazyAttribute(lambda made: made.citizen.email or "")
    mode = Mode.PHONE
    during = factory.LazyAttribute(lambda made: period(made.starts_at, made.ends_at))
    occupies = factory.LazyAttribute(lambda made: made.during)
    calendar_uid = factory.Sequence(lambda n: f"uid-{n}@example.org")


def house_with_room(**fields):
    """A centre that can receive people: one step-free room."""
    centre = CentreFactory(**fields)
    RoomFactory(centre=centre)
    return centre
