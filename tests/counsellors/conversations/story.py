"""The scene of these tests: Bent works at Havnehuset on Mondays 9–15; Amal wants to talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from counsellors.conversations.domain.booking import FORM, Booked, book_conversation
from counsellors.conversations.domain.requests import BookingRequest
from counsellors.models import Counsellor
from jobcenter.centres.models import Centre, Topic
from jobcenter.submissions.domain import mint_form_key
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # a Tuesday, ten o'clock in Copenhagen
MONDAY = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)  # nine o'clock in Copenhagen
A_WEEK = timedelta(weeks=1)

_addresses = (f"192.0.2.{n % 250}" for n in count())


def at(hour: int, minute: int = 0, *, weeks: int = 0) -> datetime:
    """That time on the wall clock of the first Monday, or so many weeks later."""
    return MONDAY + timedelta(hours=hour - 9, minutes=minute, weeks=weeks)


@dataclass(frozen=True)
class Scene:
    centre: Centre
    bent: Counsellor
    topic: Topic

    def request(self, **changes: object) -> BookingRequest:
        """Amal, by mail, a phone conversation with Bent on Monday at nine."""
        said: dict[str, object] = {
            "counsellor": self.bent.slug,
            "centre": self.centre.slug,
            "topic": self.topic.slug,
            "mode": "phone",
            "start": at(9),
            "name": "Amal",
            "email": "amal@example.org",
        }
        return BookingRequest(**(said | changes))  # type: ignore[arg-type]

    def book(self, **changes: object) -> Booked:
        """Book with a fresh form from an address of its own."""
        user, key = changes.pop("user", None), changes.pop("form_key", None)
        address, now = changes.pop("address", None), changes.pop("now", NOW)
        return book_conversation(
            request=self.request(**changes),
            form_key=key or mint_form_key(form=FORM),  # type: ignore[arg-type]
            address=address or next(_addresses),  # type: ignore[arg-type]
            now=now,  # type: ignore[arg-type]
            user=user,  # type: ignore[arg-type]
        )


def set_the_scene(*, rooms: int = 1, **centre: object) -> Scene:
    topic = TopicFactory()
    house = CentreFactory(topics=[topic], **centre)
    RoomFactory.create_batch(rooms, centre=house)
    return Scene(centre=house, bent=another_counsellor(house, topic), topic=topic)


def another_counsellor(house: Centre, topic: Topic, **fields: object) -> Counsellor:
    counsellor = CounsellorFactory(centres=[house], topics=[topic], **fields)
    WorkingHoursFactory(counsellor=counsellor, centre=house)
    return counsellor
