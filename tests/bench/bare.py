"""The bare SQL of a booking: what the domain really sends, recorded, as a script for pgbench.

Recorded and not written by hand, so that both sides do the same work whatever the domain becomes.
What must differ from booking to booking is found in the text by its value and becomes a variable
of pgbench, which in its simple protocol replaces variables everywhere, also inside quotes.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

# Numbers that cannot be mistaken for anything else in a statement.
FIRST_COUNSELLOR, FIRST_CITIZEN = 7_000_001, 5_000_001
ORDINARY = """
\\set n :n + 1
\\set counsellor {first} + :client_id * {each} + :n % {each}
\\set round :n / {each}
\\set day 2 + :round % 26
\\set before :day - 1
\\set after :day + 1
\\set month 1 + :round / 26 % 12
\\set year 2030 + :round / 312
\\set stamp 10000000 + :n * 100 + :client_id
"""


def make_countable_country(*, counsellors: int) -> None:
    """The country of the other measurements, its people numbered without gaps."""
    from counsellors.models import Counsellor
    from tests.bench.booking import make_country

    with connection.cursor() as cursor:
        for table, first in (
            ("counsellors_counsellor", FIRST_COUNSELLOR),
            ("citizens_citizen", FIRST_CITIZEN),
        ):
            cursor.execute(f"ALTER SEQUENCE {table}_id_seq RESTART WITH {first}")
    make_country(counsellors=counsellors)
    Counsellor.objects.update(slug=Concat(Value("nr-"), Cast(F("pk"), CharField())))


def bare_booking(*, clients: int) -> str:
    """A pgbench script: one booking each time, for another person at another free time."""
    from counsellors.models import Conversation, Counsellor
    from tests.bench.booking import book_one

    chosen = _time_some_days_ahead()
    with CaptureQueriesContext(connection) as captured:
        book_one(chosen, who="recorded")
    booked = Conversation.objects.select_related("citizen").get()
    statements = [query["sql"].strip() for query in captured]
    variables = _variables(booked, form_key=_form_key_in(statements[1]))
    script = [_with(variables, statement) for statement in statements]
    ordinary = ORDINARY.format(first=FIRST_COUNSELLOR, each=Counsellor.objects.count() // clients)
    return ordinary + "\n".join(map(_as_command, script))


def _time_some_days_ahead() -> Any:
    """Far enough for no date of it to be that of `now`, which stands in the statements, too."""
    from counsellors.availability.domain.offers import Question, offer_times
    from counsellors.conversations.forms.choices import ChosenTime

    now = timezone.now()
    question = Question(from_date=timezone.localdate(now) + timedelta(days=5), days=1)
    offers = offer_times(question=question, now=now)
    return ChosenTime.of(offers.days[0].times[0], offers.counsellors, offers.centres)


def _variables(booked: Any, *, form_key: str) -> dict[str, str]:
    """What stands in the recorded text, and what pgbench is to put there."""
    day: date = booked.starts_at.date()
    name = ":client_id-:n"
    secret = bytes(booked.link_hash).hex()
    return {
        form_key: f"key-{name}",
        "recorded@": f"p{name}@",
        booked.public_id: f"c{name}",
        booked.citizen.public_id: f"p{name}",
        booked.calendar_uid.split("@")[0]: f"u{name}",
        secret: f"{secret[:-8]}:stamp",
        str(booked.counsellor_id): ":counsellor",
        str(booked.citizen_id): ":citizen_id",
        day.isoformat(): ":year-:month-:day",
        (day - timedelta(days=1)).isoformat(): ":year-:month-:before",
        (day + timedelta(days=1)).isoformat(): ":year-:month-:after",
    }


def _form_key_in(first_insert: str) -> str:
    return first_insert.split("'book', '")[1].split("'")[0]


def _with(variables: dict[str, str], statement: str) -> str:
    for recorded, variable in variables.items():
        statement = statement.replace(recorded, variable)
    if statement.startswith("INSERT INTO limits_allowance"):
        # Another address each time: the last digits of its hashes.
        statement = re.sub(r"([0-9a-f]{56})[0-9a-f]{8}", r"\1:stamp", statement)
    return statement


def _as_command(statement: str) -> str:
    keeps_its_answer = statement.startswith("INSERT INTO citizens_citizen")
    return statement + (" \\gset citizen_" if keeps_its_answer else ";")
