"""A counsellor's day and week beside 2,000 counsellors and a million conversations."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counsellors.models import Conversation, Counsellor
from counsellors.workday.domain.days import conversations_between
from jobcenter.audit.domain.keeping import make_months
from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile
from tests.bench.times import NOW, TODAY, fill
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.citizens import CitizenFactory

# With five a day for thirty days ahead there are a million in all.
COUNSELLORS, PAST, BENT = 2_000, 700_000, 7
ROUNDS = 60
PAGES = {"day": ("/vejleder/dag/", 100.0, 12), "week": ("/vejleder/uge/", 100.0, 12)}


def measure_workday() -> Iterator[Row]:
    with fresh_database():
        fill(counsellors=COUNSELLORS, past=PAST)
        with time_machine.travel(NOW):
            make_months(now=NOW)
            desk = _bents_desk()
            for name, (address, milliseconds, queries) in PAGES.items():
                yield from _page(name, desk, address, milliseconds, queries)
            _must_use_the_index()


def _bents_desk() -> Client:
    """Those with whom Bent talks from today on are people again, not erased rows."""
    bent = Counsellor.objects.get(pk=BENT)
    ahead = Conversation.objects.filter(counsellor=bent, during__startswith__gt=NOW)
    for number, conversation in enumerate(ahead):
        conversation.citizen = CitizenFactory()
        conversation.name, conversation.erased_at = f"Person {number}", None
        conversation.agenda = "Jeg vil gerne skifte spor."
        conversation.save()
    bent.user = UserFactory()
    bent.save()
    RoleFactory(user=bent.user, kind="counsellor", centre_id=bent.working_hours.all()[0].centre_id)
    client = Client(HTTP_HOST="localhost")
    enter_as_staff(client, bent.user)
    return client


def _must_use_the_index() -> None:
    bent = Counsellor.objects.get(pk=BENT)
    days = conversations_between(bent, first=TODAY, until=TODAY.replace(day=TODAY.day + 1), now=NOW)
    plan = days.explain()
    if "one_conversation_at_a_time_per_counsellor" not in plan:
        raise RuntimeError(f"the day is not read through the index of the constraint:\n{plan}")


def _page(
    name: str, desk: Client, address: str, milliseconds: float, queries: int
) -> Iterator[Row]:
    with CaptureQueriesContext(connection) as asked:
        response = desk.get(address)
    count = len(asked)
    if b"Person" not in response.content:
        raise RuntimeError(f"{address} answered {response.status_code} and shows nobody")
    taken = []
    for _ in range(ROUNDS):
        started = perf_counter()
        desk.get(address)
        taken.append((perf_counter() - started) * 1000)
    yield Row(f"my {name}, 1,000,000 conversations: median", percentile(taken, 50), "ms")
    yield Row(f"my {name}, 1,000,000 conversations: p95", percentile(taken, 95), "ms", milliseconds)
    yield Row(f"my {name}: queries", count, "queries", queries)
