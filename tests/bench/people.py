"""My people and the public page of a house, in a country of 2,000 counsellors.

A million conversations, 200,000 of them about one of 100,000 people and with a shared note and
steps; one counsellor with a thousand people; 10,000 others with a counsellor of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from time import perf_counter
from typing import Any

import time_machine
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.bench.database import fresh_database
from tests.bench.results import Row, percentile
from tests.bench.times import NOW, fill

COUNSELLORS, AHEAD, ALL = 2_000, 300_000, 1_000_000
PEOPLE, ROUNDS = 1_000, 60
# The read log of a page begins and ends a transaction of its own; production counts the same.
NOT_A_QUESTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
ADDRESSES = {
    "first page": "",
    "last page": "?page=50",
    "search": "?q=aase",
    "waiting for me": "?venter=on",
    "step within a week": "?skridt=uge",
    "nothing booked": "?naeste=ingen&emne=job",
}


def measure_people() -> Iterator[Row]:
    with fresh_database():
        fill(counsellors=COUNSELLORS, past=ALL - AHEAD)
        counsellor = _populate()
        with time_machine.travel(NOW, tick=False):
            desk = _desk(counsellor)
            for name, query in ADDRESSES.items():
                yield from _page(desk, name, query)
            yield from _house(counsellor)


def _page(desk: Client, name: str, query: str) -> Iterator[Row]:
    address = reverse("caseload:people") + query
    asked, taken = _visited(desk, address)
    yield Row(f"my people, {name}: p50 of {PEOPLE}", percentile(taken, 50), "ms")
    yield Row(f"my people, {name}: p95 of {PEOPLE}", percentile(taken, 95), "ms", 150.0)
    yield Row(f"my people, {name}: queries", asked, "queries", 12)


def _house(counsellor: Any) -> Iterator[Row]:
    from counsellors.caseload.domain.continuity import figure_of_today

    house = counsellor.centres.first()
    taken = [_milliseconds(lambda: figure_of_today(centre=house, now=NOW))
             for _ in range(ROUNDS)]  # fmt: skip
    yield Row("the same counsellor: first time in a process", taken[0], "ms")
    yield Row("the same counsellor: p95 of a page after that", percentile(taken[1:], 95), "ms", 5.0)
    asked, pages = _visited(Client(HTTP_HOST="localhost"), f"/huse/{house.slug}/")
    yield Row("page of a house with 50 counsellors: p95", percentile(pages, 95), "ms")
    yield Row("page of a house with 50 counsellors: queries", asked, "queries", 12)


def _visited(client: Client, address: str) -> tuple[int, list[float]]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    asked = sum(not query["sql"].startswith(NOT_A_QUESTION) for query in queries)
    return asked, [_milliseconds(lambda: client.get(address)) for _ in range(ROUNDS)]


def _milliseconds(work: Any) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def _desk(counsellor: Any) -> Client:
    from jobcenter.accounts.enums import RoleKind
    from tests.doors import enter_as_staff
    from tests.factories.accounts import RoleFactory, UserFactory

    counsellor.user = UserFactory()
    counsellor.save(update_fields=["user"])
    house = counsellor.centres.get()
    RoleFactory(user=counsellor.user, kind=RoleKind.COUNSELLOR, centre_id=house.pk)
    desk = Client(HTTP_HOST="localhost")
    enter_as_staff(desk, counsellor.user)
    return desk


def _populate() -> Any:
    """People for a fifth of the conversations; the first counsellor, who has a thousand."""
    from counsellors.models import Counsellor, Responsibility
    from jobcenter.audit.domain.keeping import make_months

    make_months(now=NOW)
    counsellor = Counsellor.objects.get(pk=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_HOUSE_MEMBERS)
        for statement in _PEOPLE:
            cursor.execute(statement, {"people": PEOPLE})
        Responsibility.objects.bulk_create(
            (
                Responsibility(
                    citizen_id=number,
                    counsellor_id=1 if number <= PEOPLE else number % (COUNSELLORS - 1) + 2,
                    name=f"{NAMES[number % len(NAMES)]} {number}",
                    during=DateTimeTZRange(NOW - timedelta(days=60), None, "[)"),
                    came_by="chosen",
                )
                for number in range(1, PEOPLE * 11 + 1)
            ),
            batch_size=2_000,
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return counsellor


NAMES = ("Amal", "Åse", "Bo", "Ærlig Ib", "Clara", "Aase", "Øjvind", "Ditte Marie", "élise", "Zoë")

_HOUSE_MEMBERS = """
INSERT INTO counsellors_counsellor_centres (counsellor_id, centre_id)
SELECT k.id, min(h.centre_id) FROM counsellors_counsellor k
JOIN counsellors_workinghours h ON h.counsellor_id = k.id GROUP BY k.id
ON CONFLICT DO NOTHING
"""

_PEOPLE = (
    """
    INSERT INTO citizens_citizen (id, public_id, email, created_at)
    SELECT n, 'borger-' || n, 'p' || n || '@example.org', now()
    FROM generate_series(1, %(people)s * 101) n
    """,
    # The counsellor's own thousand, one conversation after the other.
    """
    WITH turns AS (
        SELECT id, row_number() OVER (ORDER BY during) AS turn
        FROM counsellors_conversation WHERE counsellor_id = 1)
    UPDATE counsellors_conversation c
    SET citizen_id = turn %% %(people)s + 1, name = 'Amal', email = 'a@example.org',
        erased_at = NULL
    FROM turns WHERE turns.id = c.id
    """,
    # One in five of everybody else's: two for each of 100,000 people, days apart.
    """
    UPDATE counsellors_conversation
    SET citizen_id = %(people)s + 1 + id %% 500000 / 5,
        name = 'Clara', email = 'c@example.org', erased_at = NULL
    WHERE counsellor_id <> 1 AND id %% 5 = 0
    """,
    """
    INSERT INTO counsellors_sharednote (conversation_id, version, is_hidden, drafted_at, visible_at)
    SELECT id, 1, false, upper(during), upper(during)
    FROM counsellors_conversation WHERE citizen_id IS NOT NULL AND upper(during) < '2027-03-08'
    """,
    """
    INSERT INTO counsellors_agreedstep (public_id, note_id, made_by, what, by_whom, by_day, is_done)
    SELECT 's' || n.id || '-' || s, n.id, 'counsellor', 'Vi ringer til skolen', 'counsellor',
           '2027-03-01'::date + (n.id * 7 + s * 3)::int %% 30, s = 0
    FROM counsellors_sharednote n, generate_series(0, 2) s
    """,
)
