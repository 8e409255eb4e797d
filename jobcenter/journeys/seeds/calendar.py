"""Some weeks of conversations, so that the demo's calendars look lived in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from holidays import country_holidays

from citizens.models import Citizen
from counsellors.availability.enums import Mode
from counsellors.conversations.domain.secrets import new_link_secret_for
from counsellors.models import Conversation, Counsellor, WorkingHours
from jobcenter.centres.models import Topic
from jobcenter.shared.periods import COPENHAGEN, period
from jobcenter.shared.secrets import hash_of_link

WEEKS_BACK = 2
WEEKS_AHEAD = 4
SHARE_TAKEN = 0.45
HOLIDAYS = country_holidays("DK")
NAMES = [
    "Anne", "Hassan", "Sofie", "Mikkel", "Aisha", "Karl", "Emma", "Nour", "Ole", "Fatima",
    "Peter", "Lise", "Yusuf", "Birgit", "Emil", "Sara", "Jens", "Mariam", "Thomas", "Ida",
    "Omar", "Kirsten", "Lars", "Zahra", "Bo", "Camilla", "Ali", "Ulla", "Rasmus", "Hodan",
    "Søren", "Tove", "Viktor", "Åse", "Bilal", "Gitte", "Finn", "Leyla", "Inge", "Øjvind",
]  # fmt: skip


def seed_calendar(*, today: date) -> None:
    """Deterministic for a given day; conversations that exist already are left alone."""
    monday = today - timedelta(days=today.isoweekday() - 1, weeks=WEEKS_BACK)
    taken: set[tuple[str, datetime]] = set()
    citizens = [_citizen(number) for number in range(60)]
    made = []
    for counsellor in Counsellor.objects.filter(centres__is_invented=True).order_by("slug"):
        topics = list(Topic.objects.filter(counsellors=counsellor).order_by("slug"))
        for hours, start in _starts(counsellor, monday):
            made.append(_conversation(counsellor, hours, start, topics, citizens, taken))
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
    taken: set[tuple[str, datetime]],
) -> Conversation | None:
    choose = Random(f"{counsellor.slug} {start}")
    number = choose.randrange(len(citizens))
    if not _is_free(f"citizen {number}", start, taken):
        return None
    mode = choose.choice(hours.modes)
    room = None
    if mode == Mode.IN_PERSON:
        rooms = [
            r for r in hours.centre.rooms.order_by("name") if _is_free(f"room {r.pk}", start, taken)
        ]
        if not rooms:
            return None
        room = rooms[0]
        taken.add((f"room {room.pk}", start))
    taken.add((f"citizen {number}", start))
    topic = choose.choice(topics)
    end = start + timedelta(minutes=topic.minutes)
    uid = f"demo-{counsellor.slug}-{start:%Y%m%dT%H%M}@demo.invalid"
    return Conversation(
        calendar_uid=uid,
        link_hash=hash_of_link(new_link_secret_for(uid)),
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


def _is_free(what: str, start: datetime, taken: set[tuple[str, datetime]]) -> bool:
    """Decided here and not by the constraints: sowing again on another day makes the same rows."""
    return not any((what, start + timedelta(minutes=shift)) in taken for shift in range(-75, 76, 5))


def _citizen(number: int) -> Citizen:
    citizen, _created = Citizen.objects.get_or_create(email=f"borger{number}@demo.invalid")
    return citizen
