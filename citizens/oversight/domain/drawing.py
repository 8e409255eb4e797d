"""The random sample of one house and week: drawn once, by the database, for nobody to choose."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from citizens.oversight.models import Sample, SampledReading
from jobcenter.audit.enums import Why
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import local_day
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import SPOKEN_ALPHABET
from jobcenter.ui.dates import in_copenhagen

LOOKS_IN_A_SAMPLE = 20
LENGTH_OF_HANDLE = 5
A_WEEK = timedelta(days=7)

# Each look gets a place that follows from the seed and its own random id: nobody can foresee it,
# and anybody can draw again. What was opened with a reason in words is always among them, all of
# it. `month` lets PostgreSQL leave the other partitions alone.
DRAW = """
    WITH looks AS (
        SELECT month, number, citizen, why = %(asked)s AS is_asked,
            sha256(convert_to(%(seed)s || public_id, 'UTF8')) AS lot
        FROM audit_reading
        WHERE month = ANY(%(months)s) AND centre_id = %(centre)s
            AND at >= %(from)s AND at < %(until)s
    ), drawn AS (
        SELECT *, row_number() OVER (PARTITION BY is_asked ORDER BY lot) AS turn FROM looks
    )
    SELECT month, number, citizen FROM drawn
    WHERE is_asked OR turn <= %(most)s
    ORDER BY lot
"""


def week_to_look_at(now: datetime) -> date:
    """The Monday of the last week that is over."""
    today = in_copenhagen(now).date()
    return today - timedelta(days=today.weekday()) - A_WEEK


def sample_of(*, centre: Centre, now: datetime) -> Sample:
    """This week's sample of the house, drawn now if nobody has: the same for everybody after that.

    Of two at once the second waits for the first, because both want the same unique row.
    """
    with transaction.atomic():
        sample, is_new = Sample.objects.get_or_create(
            centre=centre, week=week_to_look_at(now), defaults={"drawn_at": now}
        )
        if is_new:
            _draw(sample)
    return sample


def draw_every_sample(*, now: datetime) -> int:
    """For each house, so that the draw never waits for somebody to look. Safe to repeat."""
    return len([sample_of(centre=centre, now=now) for centre in Centre.objects.order_by("pk")])


def forget_old_samples(*, now: datetime) -> int:
    return Sample.objects.filter(drawn_at__lte=now - kept_for("samples")).delete()[0]


def _draw(sample: Sample) -> None:
    sample.refresh_from_db(fields=["seed"])
    handles: dict[str, str] = {}
    SampledReading.objects.bulk_create(
        SampledReading(
            sample=sample,
            month=month,
            number=number,
            place=place,
            handle=_handle(citizen, handles),
        )
        for place, (month, number, citizen) in enumerate(_looks(sample), start=1)
    )


def _looks(sample: Sample) -> list[tuple[date, int, str]]:
    last = sample.week + A_WEEK - timedelta(days=1)
    asked = {
        "seed": str(sample.seed),
        "centre": sample.centre_id,
        "months": [sample.week.replace(day=1), last.replace(day=1)],
        "from": local_day(sample.week).lower,
        "until": local_day(last).upper,
        "asked": Why.ASKED.value,
        "most": LOOKS_IN_A_SAMPLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(DRAW, asked)
        return list(cursor.fetchall())


def _handle(citizen: str, handles: dict[str, str]) -> str:
    """The same person has the same handle within one sample, and another in the next."""
    if not citizen:
        return ""
    while citizen not in handles:
        new = "".join(secrets.choice(SPOKEN_ALPHABET) for _ in range(LENGTH_OF_HANDLE))
        if new not in handles.values():
            handles[citizen] = new
    return handles[citizen]
