"""A house with everything a visitor can meet, and the moment the tests look at it."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import (
    CentreFactory,
    OpeningHoursFactory,
    PartnerFactory,
    RoomFactory,
)
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory

# A Monday morning; the house is open from 9 to 16.
MONDAY_AT_TEN = datetime(2026, 12, 7, 10, 0, tzinfo=COPENHAGEN)


def complete_house(*, counsellors: int = 1, rooms: int = 1, partners: int = 1, **fields) -> Centre:
    """Open on weekdays, step-free, with phone, walk-in, chat, topics, people and partners."""
    house = CentreFactory(
        **{"has_chat": True, "about_da": "Her er kaffe og en stol til dig.", **fields}
    )
    house.topics.set(Topic.objects.all())
    for kind in HoursKind:
        for weekday in range(1, 6):
            OpeningHoursFactory(centre=house, kind=kind, weekday=weekday, minutes=(540, 960))
    for _number in range(rooms):
        RoomFactory(centre=house)
    for _number in range(partners):
        PartnerFactory().centres.add(house)
    for _number in range(counsellors):
        counsellor_at(house)
    return house


def counsellor_at(house: Centre, **fields):
    """Bent, who works there on Tuesdays from 9 to 15."""
    counsellor = CounsellorFactory(centres=[house], **fields)
    WorkingHoursFactory(counsellor=counsellor, centre=house, weekday=2)
    return counsellor


def editor_of(house: Centre) -> User:
    user = UserFactory(name="Dorte Lind")
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=house.pk)
    return user


def words_of(response) -> str:
    """What stands on the page, without tags, in one line."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def headings_of(response, level: int = 2) -> list[str]:
    html = response.content.decode()
    found = re.findall(rf"<h{level}\b[^>]*>(.*?)</h{level}>", html, flags=re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", heading)).split()) for heading in found]
