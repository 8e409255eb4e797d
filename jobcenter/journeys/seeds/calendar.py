"""Some weeks of conversations, so that the demo's calendars look lived in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from holidays import country_holidays

from citizens.models import Citizen
from counsellors.availability.enums import Mode
from counsellors.models import Conversation, Counsellor, WorkingHours
from jobcenter.centres.models import Topic
from jobcenter.shared.periods import COPENHAGEN, period

WEEKS_BACK = 2
WEEKS_AHEAD = 4
SHARE_TAKEN = 0.45
HOLIDAYS = country_holidays("DK")
NAMES = ["Amal", "Clara", "Jonas", "Sofie", "Mikkel", "Aisha", "Karl", "Emma", "Nour", "Ole"]


def seed_calendar(*, today: date) -> None:
    """Deterministic for a given day; conversations that exist already are left alone."""
    monday = today - timedelta(days=today.isoweekday() - 1, weeks=WEEKS_BACK)
    taken_rooms: set[tuple[int, datetime]] = set()
    citizens = [_citizen(number) for number in range(60)]
    made = []
    for counsellor in Counsellor.objects.filter(centres__is_invented=True).order_by("slug"):
        topics = list(Topic.objects.filter(counsellors=counsellor).order_by("slug"))
        for hours, start in _starts(counsellor, monday):
            made.append(_conversation(counsellor, hours, start, topics, citizens, taken_rooms))
    Conversation.objects.bulk_create([row for row in made if row], ignore_conflicts=True)


def _starts(counsellor: Counsellor, monday: date) -> Iterator[tuple[WorkingHours, datetime]]:
    choose = Random(f"calendar {counsellor.slug} {monday}")
    step = 60 + counsellor.buffer_before_minutes + counsellor.buffer_after_minutes
    # An hour plus buffers apart on a 15-minute grid: no two of them can touch.
    step = -(-step // 15) * 15
    for hours in counsellor.working_hours.select_related("centre").order_by("weekday", "minutes"):
        for week in range(WEEKS_BACK + WEEKS_AHEAD):
            day = monday + timedelta(weeks=week, days=hours.weekday - 1)
            if day in HOLIDAYS or (day.month, day.day) == (12, 24):
                continue
            for minute in range(hours.minutes.lower, hours.minutes.upper - 60, step):
                if choose.random() < SHARE_TAKEN:
                    yield hours, _at(day, minute)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), COPENHAGEN)


def _conversation(
    counsellor: Counsellor,
    hours: WorkingHours,
    start: datetime,
    topics: list[Topic],
    citizens: list[Citizen],
    taken_rooms: set[tuple[int, datetime]],
) -> Conversation | None:
    choose = Random(f"{counsellor.slug} {start}")
    mode = choose.choice(hours.modes)
    room = None
    if mode == Mode.IN_PERSON:
        rooms = [
            r for r in hours.centre.rooms.order_by("name") if _is_free(r.pk, start, taken_rooms)
        ]
        if not rooms:
            return None
        room = rooms[0]
        taken_rooms.add((room.pk, start))
    topic = choose.choice(topics)
    end = start + timedelta(minutes=topic.minutes)
    number = choose.randrange(len(citizens))
    return Conversation(
        calendar_uid=f"demo-{counsellor.slug}-{start:%Y%m%dT%H%M}@demo.invalid",
        counsellor=counsellor,
        centre=hours.centre,
        room=room,
        topic=topic,
        mode=mode,
        during=period(start, end),
        occupies=period(
            start - timedelta(minutes=counsellor.buffer_before_minutes),
            end + timedelta(minutes=counsellor.buffer_after_minutes),
        ),
        citizen=citizens[number],
        name=NAMES[number % len(NAMES)],
        email=citizens[number].email or "",
        wants_reminder=False,
        # Long ago, or the limits would take a freshly seeded demo for one that is being drained.
        booked_at=start - timedelta(weeks=WEEKS_AHEAD + 1),
    )


def _is_free(room_id: int, start: datetime, taken: set[tuple[int, datetime]]) -> bool:
    return not any(
        (room_id, start + timedelta(minutes=shift)) in taken for shift in range(-75, 76, 5)
    )


def _citizen(number: int) -> Citizen:
    citizen, _created = Citizen.objects.get_or_create(email=f"borger{number}@demo.invalid")
    return citizen
