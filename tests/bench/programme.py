"""Twenty thousand dates to look through: rows into the tables, words as the house writes them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice, product

from django.db import connection

from events.activities.domain.entries import let_be_found
from events.activities.domain.series import fold_key
from events.activities.enums import ActivityKind, Repeats, Whereabouts
from events.activities.models import Activity, ActivityDate
from jobcenter.centres.models import Centre

DATES_OF_EACH, DAYS = 10, 140
_FIRST = ("Åben", "Fælles", "Ny", "Lille", "Stor", "Rolig", "Glad", "Gratis", "Fransk", "Hurtig")
_WHAT = (
    "sprogcafé", "jobmesse", "madklub", "strikkeaften", "yogahold", "bogcafé", "byvandring",
    "gældsrådgivning", "kursus i regneark", "selvhjælpsgruppe", "frivilligbørs", "filmaften",
    "cykelværksted", "informationsmøde", "børneloppemarked", "lektiehjælp", "fællessang",
    "brætspil", "gåtur", "jobsøgning",
)  # fmt: skip
_WITH = ("med naboer", "for unge", "i haven", "om morgenen", "på biblioteket", "for mænd",
         "ved havnen", "uden stress", "på arabisk", "for begyndere")  # fmt: skip
_TEXT = "Kom som du er. Vi laver kaffe, og du kan gå igen, når du vil. Børn er velkomne."


def fill_programme(*, dates: int, first: date, each: int = DATES_OF_EACH) -> None:
    """`dates` dates, `each` of them of one activity, spread over all houses and five months. The
    list folds what belongs together: it has a line for each activity, not for each date."""
    activities = _activities(dates // each, first)
    Activity.objects.bulk_create(activities)
    for activity in activities:
        let_be_found(activity)
    rows = (
        row for n, activity in enumerate(activities) for row in _dates(activity, n, first, each)
    )
    ActivityDate.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE events_activity, events_activitydate, events_searchentry")


def _activities(count: int, first: date) -> list[Activity]:
    centres = cycle(Centre.objects.published().order_by("pk"))
    now = datetime.combine(first, datetime.min.time(), UTC)
    return [
        _activity(" ".join(words), next(centres), n, first, now)
        for n, words in enumerate(islice(cycle(product(_FIRST, _WHAT, _WITH)), count))
    ]


def _activity(title: str, centre: Centre, n: int, first: date, now: datetime) -> Activity:
    return Activity(
        centre=centre, kind=ActivityKind.values[n % len(ActivityKind.values)], title=title,
        text=_TEXT, repeats=Repeats.WEEKLY, weekdays=[1 + n % 7], first_on=first,
        last_on=first + timedelta(days=150), begins_at_minute=600 + n % 10 * 60, minutes=90,
        price_kroner=0 if n % 5 else 40, attested_at=now, published_at=now,
        whereabouts=Whereabouts.ONLINE if n % 9 == 0 else Whereabouts.IN_HOUSE,
        fold_key=fold_key(centre=centre, title=title),
    )  # fmt: skip


def _dates(activity: Activity, n: int, first: date, each: int) -> list[ActivityDate]:
    start = datetime.combine(first, datetime.min.time(), UTC)
    apart = DAYS // each
    starts = (
        start + timedelta(days=apart * k + n % apart, minutes=activity.begins_at_minute)
        for k in range(each)
    )
    return [
        ActivityDate(
            activity=activity, planned_at=at, starts_at=at, ends_at=at + timedelta(minutes=90),
            changed_at=start,
        )
        for at in starts
    ]  # fmt: skip


_TO_A_NEIGHBOUR = re.compile(r'[?&;]page=(\d+)[^"]*" rel="(prev|next)"')


def page_shown(html: str) -> int:
    """Which page of our list this is, by the way to its neighbours."""
    found = _TO_A_NEIGHBOUR.search(html)
    if found is None:
        return 1
    return int(found[1]) + (1 if found[2] == "prev" else -1)
