"""Booking: one POST through everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile

POSTS = 120


def measure_booking() -> Iterator[Row]:
    """A whole POST through every middleware, each for another time and another person."""
    with fresh_database():
        make_country(counsellors=60)
        taken, counts = [], []
        for number, chosen in enumerate(free_times(POSTS + 5)):
            client = Client(
                HTTP_HOST="localhost", REMOTE_ADDR=f"10.0.{number // 200}.{number % 200}"
            )
            address, body = prepared(client, chosen, number)
            started = perf_counter()
            with CaptureQueriesContext(connection) as queries:
                response = client.post(address, body)
            taken.append((perf_counter() - started) * 1000)
            counts.append(len([q for q in queries if not is_frame(q["sql"])]))
            if response.status_code != 303:
                raise RuntimeError(f"booking answered {response.status_code}")
    warm = taken[5:]
    yield Row("booking POST: p95", percentile(warm, 95), "ms", 60.0)
    yield Row("booking POST: median", percentile(warm, 50), "ms")
    yield Row("booking POST: queries", max(counts[5:]), "queries", 12)


def is_frame(sql: str) -> bool:
    """BEGIN, COMMIT and savepoints frame the work; they ask the database nothing."""
    return sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))


def prepared(client: Client, chosen: Any, number: int) -> tuple[str, dict[str, str]]:
    from jobcenter.submissions.domain import mint_form_key

    client.cookies.clear()
    query = f"emne=job&hus={chosen.centre}&form={chosen.mode}&tid={chosen}"
    return f"/book/tjek/?{query}", {
        "key": mint_form_key(form="book"),
        "name": "Amal",
        "email": f"amal{number}@example.org",
        "wants_reminder": "True",
    }


def make_country(*, counsellors: int) -> None:
    """Counsellors who work all week by phone in one house; nothing is booked yet."""
    from tests.factories.centres import TopicFactory
    from tests.factories.counsellors import (
        CounsellorFactory,
        WorkingHoursFactory,
        house_with_room,
    )

    centre = house_with_room(slug="maalehuset", name="Målehuset")
    topic = TopicFactory()
    for _ in range(counsellors):
        counsellor = CounsellorFactory(centres=[centre], topics=[topic])
        for weekday in range(1, 8):
            WorkingHoursFactory(
                counsellor=counsellor, centre=centre, weekday=weekday, minutes=(480, 1020),
                modes=["phone"],
            )  # fmt: skip


def free_times(count: int) -> list[Any]:
    """Distinct free times, no two of one counsellor touching, a few of each counsellor."""
    from counsellors.availability.domain.offers import Question, offer_times
    from counsellors.conversations.forms.choices import ChosenTime

    offers = offer_times(question=Question(days=20), now=timezone.now())
    chosen, busy_until, used = [], {}, {}
    for day in offers.days[1:]:
        for time in sorted(day.times, key=lambda one: one.start):
            key = time.counsellor_id
            if used.get(key, 0) >= 3 or time.start < busy_until.get(key, time.start):
                continue
            used[key] = used.get(key, 0) + 1
            busy_until[key] = time.end + timedelta(minutes=15)
            chosen.append(ChosenTime.of(time, offers.counsellors, offers.centres))
            if len(chosen) == count:
                return chosen
    raise RuntimeError(f"only {len(chosen)} of {count} free times")


def book_one(chosen: Any, *, who: str) -> None:
    from counsellors.conversations.domain.booking import FORM, book_conversation
    from counsellors.conversations.domain.requests import BookingRequest
    from jobcenter.submissions.domain import mint_form_key

    book_conversation(
        request=BookingRequest(
            counsellor=chosen.counsellor,
            centre=chosen.centre,
            topic="job",
            mode=chosen.mode,
            start=chosen.start,
            name="Amal",
            email=f"{who}@example.org",
        ),
        form_key=mint_form_key(form=FORM),
        address=f"10.{hash(who) % 250}.{hash(who[::-1]) % 250}.1",
        now=timezone.now(),
    )
