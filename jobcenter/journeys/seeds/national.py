"""94 centres, 2,000 counsellors and a million conversations by COPY: something to measure on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from counsellors.availability.enums import Mode
from counsellors.models import Counsellor, WorkingHours
from jobcenter.centres.models import Centre, Room, Topic
from jobcenter.shared.periods import COPENHAGEN

CENTRES = 94
COUNSELLORS = 2_000
WEEKDAYS = (1, 2, 3, 4, 5)
# Six starts a working day; 45 minutes long, 10 after: none of them touch.
STARTS = tuple(
    time(hour, minute) for hour, minute in ((9, 0), (10, 0), (11, 0), (13, 0), (14, 0), (15, 0))
)
LENGTH = timedelta(minutes=45)
BUFFER = timedelta(minutes=10)
FIRST = [
    "Anne", "Bo", "Carl", "Ditte", "Emil", "Freja", "Gorm", "Helle", "Ib", "Jytte",
    "Kim", "Lone", "Mads", "Nina", "Otto", "Pia", "Rune", "Signe", "Tove", "Ulla",
]  # fmt: skip
LAST = [
    "Agerskov", "Bjerre", "Clausen", "Dalgaard", "Enevoldsen", "Fogh", "Gram", "Hjort", "Iversen",
    "Jespersen", "Kruse", "Lauridsen", "Mikkelsen", "Nygaard", "Olesen", "Poulsen", "Ravn",
    "Skovgaard", "Thomsen", "Villadsen",
]  # fmt: skip


def seed_national(*, today: date, conversations: int) -> None:
    """Add a country beside what is there; running it again adds nothing.

    Past conversations are erased ones, as retention would have left them.
    """
    if Centre.objects.filter(slug="national-1").exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # The house's usual ten seconds are for people who wait, not for a million rows.
        cursor.execute("SET LOCAL statement_timeout = 0")
        centres = _centres()
        counsellors = _counsellors(centres)
        _hours(counsellors, centres)
        rooms = _rooms(counsellors, centres)
        # Read before the COPY begins: its connection can answer nothing else until it ends.
        topic_id = Topic.objects.values_list("pk", flat=True)[0]
        past = _past(counsellors, centres, rooms, today, topic_id=topic_id, wanted=conversations)
        _copy_conversations(past)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _centres() -> list[Centre]:
    rows = Centre.objects.bulk_create(
        Centre(
            slug=f"national-{number}",
            name=f"Prøvehus {number}",
            street=f"Prøvevej {number}",
            postcode=f"{1000 + number * 90}",
            town="Prøveby",
            latitude=54.8 + number % 10 * 0.28,
            longitude=8.3 + number // 10 * 0.45,
            phone="+4570200000",
            email=f"national-{number}@demo.invalid",
            is_published=True,
            is_invented=True,
        )
        for number in range(1, CENTRES + 1)
    )
    topics = list(Topic.objects.all())
    links = Centre.topics.through
    links.objects.bulk_create(links(centre=row, topic=topic) for row in rows for topic in topics)
    return rows


def _counsellors(centres: list[Centre]) -> list[Counsellor]:
    rows = Counsellor.objects.bulk_create(
        Counsellor(
            slug=f"national-{number}",
            first_name=FIRST[number % len(FIRST)],
            last_name=LAST[number // len(FIRST) % len(LAST)],
            languages=["da"],
            portrait_seed=f"national-{number}",
            buffer_after_minutes=10,
        )
        for number in range(COUNSELLORS)
    )
    topics = list(Topic.objects.order_by("pk"))
    at, knows = Counsellor.centres.through, Counsellor.topics.through
    at.objects.bulk_create(
        at(counsellor=row, centre=centres[index % CENTRES]) for index, row in enumerate(rows)
    )
    knows.objects.bulk_create(
        knows(counsellor=row, topic=topics[(index + shift) % len(topics)])
        for index, row in enumerate(rows)
        for shift in (0, 1, 2)
    )
    return rows


def _hours(counsellors: list[Counsellor], centres: list[Centre]) -> None:
    WorkingHours.objects.bulk_create(
        WorkingHours(
            counsellor=counsellor,
            centre=centres[index % CENTRES],
            weekday=weekday,
            minutes=minutes,
            modes=[Mode.IN_PERSON, Mode.PHONE, Mode.VIDEO],
            valid_on=DateRange(date(2020, 1, 1), None, "[)"),
        )
        for index, counsellor in enumerate(counsellors)
        for weekday in WEEKDAYS
        for minutes in ((540, 720), (780, 960))
    )


def _rooms(counsellors: list[Counsellor], centres: list[Centre]) -> list[Room]:
    """One room for each counsellor, so that a million conversations cannot collide in one."""
    return Room.objects.bulk_create(
        Room(centre=centres[index % CENTRES], name=f"Rum {index // CENTRES + 1}", is_step_free=True)
        for index in range(len(counsellors))
    )


def _working_days_before(today: date) -> Iterator[date]:
    day = today
    while True:
        day -= timedelta(days=1)
        if day.isoweekday() in WEEKDAYS:
            yield day


def _past(
    counsellors: list[Counsellor],
    centres: list[Centre],
    rooms: list[Room],
    today: date,
    *,
    topic_id: int,
    wanted: int,
) -> Iterator[tuple[Any, ...]]:
    number = 0
    for day in _working_days_before(today):
        for clock in STARTS:
            start = datetime.combine(day, clock, COPENHAGEN).astimezone(UTC)
            during = f"[{start.isoformat()},{(start + LENGTH).isoformat()})"
            occupies = f"[{start.isoformat()},{(start + LENGTH + BUFFER).isoformat()})"
            for index, counsellor in enumerate(counsellors):
                if number == wanted:
                    return
                number += 1
                in_person = index % 3 == 0
                yield (
                    f"n{number}", "booked", counsellor.pk, centres[index % CENTRES].pk,
                    rooms[index].pk if in_person else None, topic_id,
                    Mode.IN_PERSON.value if in_person else Mode.PHONE.value,
                    during, occupies, f"national-{number}@demo.invalid", start,
                )  # fmt: skip


# What an erased row holds in every other column.
NOTHING_PERSONAL: dict[str, Any] = {
    "name": "", "email": "", "phone": "", "agenda": "", "needs": "{}", "interpreter_language": "",
    "language": "da", "page_language": "da", "wants_reminder": False, "sequence": 0,
}  # fmt: skip
COLUMNS = (
    "public_id, status, counsellor_id, centre_id, room_id, topic_id, mode, during, occupies,"
    " calendar_uid, erased_at, " + ", ".join(NOTHING_PERSONAL)
)


def _copy_conversations(rows: Iterable[tuple[Any, ...]]) -> None:
    rest = tuple(NOTHING_PERSONAL.values())
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY counsellors_conversation ({COLUMNS}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row + rest)
