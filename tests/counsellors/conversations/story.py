"""The scene of these tests: Bent works at Havnehuset on Mondays 9–15; Amal wants to talk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.apps import apps

from counsellors.conversations.domain.booking import FORM, Booked, book_conversation
from counsellors.conversations.domain.moving import FORM as MOVE_FORM
from counsellors.conversations.domain.moving import Moved, move_conversation
from counsellors.conversations.domain.requests import BookingRequest
from counsellors.models import Conversation, Counsellor
from jobcenter.centres.models import Centre, Topic
from jobcenter.submissions.domain import mint_form_key
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # a Tuesday, ten o'clock in Copenhagen
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)  # nine o'clock in Copenhagen

ROOMS_OF_THE_HOUSE = ("submissions", "limits", "audit", "outbox", "citizens", "counsellors")

_addresses = (f"198.51.{n // 250 % 250}.{n % 250}" for n in count())


def at(hour: int, minute: int = 0, *, weeks: int = 0) -> datetime:
    """That time on the wall clock of the first Monday, or so many weeks later."""
    return MONDAY + timedelta(hours=hour - 9, minutes=minute, weeks=weeks)


def everything() -> Counter[str]:
    """How many rows there are of each kind: the same before and after a refusal."""
    return Counter(
        {
            model._meta.label: model._base_manager.count()
            for room in ROOMS_OF_THE_HOUSE
            for model in apps.get_app_config(room).get_models()
        }
    )


@dataclass(frozen=True)
class Scene:
    centre: Centre
    bent: Counsellor
    topic: Topic

    def request(self, **changes: Any) -> BookingRequest:
        """Amal, by mail, a phone conversation with Bent on Monday at nine."""
        said = {
            "counsellor": self.bent.slug,
            "centre": self.centre.slug,
            "topic": self.topic.slug,
            "mode": "phone",
            "start": at(9),
            "name": "Amal",
            "email": "amal@example.org",
        }
        return BookingRequest(**(said | changes))

    def book(
        self, *, form_key: str = "", address: str = "", now: datetime = NOW, **changes: Any
    ) -> Booked:
        """Book with a fresh form from an address of its own."""
        user = changes.pop("user", None)
        return book_conversation(
            request=self.request(**changes),
            form_key=form_key or mint_form_key(form=FORM),
            address=address or next(_addresses),
            now=now,
            user=user,
        )

    def colleague(self, **fields: Any) -> Counsellor:
        """Another counsellor of the same house, with the same hours."""
        return another_counsellor(self.centre, self.topic, **fields)


def move(conversation: Conversation, start: datetime, *, form_key: str = "", **to: Any) -> Moved:
    return move_conversation(
        conversation=conversation,
        start=start,
        form_key=form_key or mint_form_key(form=MOVE_FORM),
        **({"now": NOW} | to),
    )


def set_the_scene(*, rooms: int = 1, **centre: Any) -> Scene:
    topic = TopicFactory()
    house = CentreFactory(topics=[topic], **centre)
    RoomFactory.create_batch(rooms, centre=house)
    return Scene(centre=house, bent=another_counsellor(house, topic), topic=topic)


def another_counsellor(house: Centre, topic: Topic, **fields: Any) -> Counsellor:
    counsellor = CounsellorFactory(centres=[house], topics=[topic], **fields)
    WorkingHoursFactory(counsellor=counsellor, centre=house)
    return counsellor
