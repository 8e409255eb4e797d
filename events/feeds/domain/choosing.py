"""Which dates leave the house, in which order, and whether anything has changed since.

Everything a feed says comes from `COLUMNS`: they are all that is loaded, and the fingerprint is
made of them inside the database. So an unchanged feed is known without building it, and a column
of a date that a feed begins to use without being listed here costs a query per row, which a test
notices; of houses and rooms one looks here.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, CharField, F, Func, Q, StringAgg, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from events.activities.domain import Wishes, narrowed
from events.activities.enums import DateState
from events.activities.models import Activity, ActivityDate, ActivityDateQuerySet
from jobcenter.centres.enums import RoomFact
from jobcenter.centres.models import Room, Topic
from jobcenter.shared.danish import danish_order

MOST_DATES = 1_000
HOW_FAR_AHEAD = timedelta(days=366)
# A program that asks rarely must still learn that what it shows was called off.
CANCELLED_STAY = timedelta(days=30)
# To be raised when the same rows are told in another way: calendars ask for what they do not have.
FORMAT = 2

_ROOM = ("name", *RoomFact.values, "bus", "facts_checked_on")
COLUMNS = (
    "public_id", "planned_at", "starts_at", "ends_at", "state", "is_full", "own_title", "own_text",
    "own_places", "own_language", "own_price_kroner", "sequence", "changed_at",
    "activity__kind", "activity__title", "activity__text", "activity__language",
    "activity__whereabouts", "activity__price_kroner", "activity__places",
    "activity__minutes", "activity__companion_welcome", "activity__partner__name",
    "activity__signup_terms__is_sensitive",
    *(f"activity__centre__{name}" for name in (
        "slug", "name", "street", "postcode", "town", "phone", "latitude", "longitude",
    )),
    *(f"activity__room__{name}" for name in _ROOM),
    *(f"own_room__{name}" for name in _ROOM),
)  # fmt: skip


IN_ORDER: tuple[str, ...] = ("moment", "public_id")


class _Fingerprint(Func):
    """Of one row, 32 characters."""

    template = "MD5(ROW(%(expressions)s)::text)"
    output_field = CharField()


class _Among(Func):
    """Whether a key is one of many, sent as one array: a thousand parameters take longer to count
    than the rows to find."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def coming_dates(wishes: Wishes, *, now: datetime) -> ActivityDateQuerySet:
    """Public, not over, within a year, and fitting; cancelled and postponed ones among them.

    Each has a `moment`: when it begins, for a postponed one when it was to begin.
    """
    return _within_a_year(ActivityDate.objects.public().upcoming(now), wishes, now)


def dates_for_calendars(wishes: Wishes, *, now: datetime) -> ActivityDateQuerySet:
    """The same, and what was cancelled, for thirty days after."""
    since = now - CANCELLED_STAY
    called_off = Q(ends_at__gt=since) | Q(changed_at__gt=since)
    gone = ActivityDate.objects.public().filter(called_off, state=DateState.CANCELLED)
    return _within_a_year(ActivityDate.objects.public().upcoming(now) | gone, wishes, now)


type Choice = Callable[[Wishes], ActivityDateQuerySet]


def choose(
    wishes: Wishes, choice: Choice, *, most: int = MOST_DATES, order: Sequence[str] = ()
) -> list[int]:
    """The first `most` that fit, in order, by their keys: thin enough to be asked for each time.

    As on the page, mistyped words count as what comes close when nothing else answers.
    """
    found = _keys(choice(wishes), most, order)
    if found or not wishes.question:
        return found
    guess = wishes.question.forgiving()
    if guess is wishes.question:
        return found
    return _keys(choice(replace(wishes, question=guess)), most, order)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Dates with all that is told of them; `topics` by the activity's key, in Danish order."""

    dates: list[ActivityDate]
    topics: dict[int, list[Topic]]

    def topics_of(self, one: ActivityDate) -> list[Topic]:
        return self.topics.get(one.activity_id, [])

    @property
    def changed_at(self) -> datetime | None:
        return max((one.changed_at for one in self.dates), default=None)


def when_it_counts(one: ActivityDate) -> datetime:
    """The `moment` a date is listed by. See also `_within_a_year`, which asks the database."""
    return one.starts_at or one.planned_at


def loaded(keys: Sequence[int]) -> Loaded:
    """Those dates in that order. Four queries: a thousand dates share fewer activities and a few
    rooms, and an object for each of them again would take longer than all the rest."""
    rows = ActivityDate.objects.filter(_is_among(keys)).only(*_columns_of_dates(), "activity_id")
    found = {one.pk: one for one in rows}
    # Somebody may have withdrawn one meanwhile.
    dates = [found[key] for key in keys if key in found]
    _share_activities(dates)
    _share_rooms(dates)
    return Loaded(dates, _topics_of({one.activity_id for one in dates}))


def fingerprint(keys: Sequence[int], *, said: str) -> str:
    """Changes when anything changes that these dates are told with. Two queries.

    `said` is what else the answer depends on, its address first of all.
    """
    rows = ActivityDate.objects.filter(_is_among(keys))
    printed = rows.annotate(printed=_Fingerprint(*map(F, COLUMNS)))
    together = StringAgg("printed", delimiter=Value(""), order_by="public_id")
    content = printed.aggregate(together=together)["together"]
    # Which topics an activity has only changes together with its dates; their names do not.
    topics = list(Topic.objects.order_by("pk").values_list("slug", "name_da", "name_en"))
    depends_on = (FORMAT, settings.SITE_URL, get_language(), said, topics, content)
    return hashlib.sha256(repr(depends_on).encode()).hexdigest()[:32]


def _is_among(keys: Sequence[int]) -> _Among:
    return _Among(F("pk"), Value(list(keys), ArrayField(BigIntegerField())))


def _columns_of_dates() -> list[str]:
    return [name for name in COLUMNS if "__" not in name] + ["own_room_id"]


def _columns_of_activities() -> list[str]:
    own = (name.removeprefix("activity__") for name in COLUMNS if name.startswith("activity__"))
    return [name for name in own if not name.startswith("room__")] + ["room_id"]


def _share_activities(dates: Sequence[ActivityDate]) -> None:
    rows = Activity.objects.select_related("centre", "partner", "signup_terms")
    activities = rows.only(*_columns_of_activities()).in_bulk({one.activity_id for one in dates})
    for one in dates:
        one.activity = activities[one.activity_id]


def _share_rooms(dates: Sequence[ActivityDate]) -> None:
    rooms = Room.objects.in_bulk(
        {pk for one in dates for pk in (one.own_room_id, one.activity.room_id) if pk}
    )
    for one in dates:
        if one.activity.room_id:
            one.activity.room = rooms[one.activity.room_id]
        if one.own_room_id:
            one.own_room = rooms[one.own_room_id]


def _topics_of(activities: Collection[int]) -> dict[int, list[Topic]]:
    links = Activity.topics.through.objects.filter(activity__in=activities).select_related("topic")
    topics: dict[int, list[Topic]] = defaultdict(list)
    for link in links:
        topics[link.activity_id].append(link.topic)
    return {
        key: sorted(many, key=lambda topic: danish_order(topic.name))
        for key, many in topics.items()
    }


def _keys(rows: ActivityDateQuerySet, most: int, order: Sequence[str]) -> list[int]:
    in_order = rows.order_by(*order, *IN_ORDER)
    return list(in_order.values_list("pk", flat=True)[:most])


def _within_a_year(
    found: ActivityDateQuerySet, wishes: Wishes, now: datetime
) -> ActivityDateQuerySet:
    dated: ActivityDateQuerySet = found.annotate(moment=Coalesce("starts_at", "planned_at"))
    dated = dated.filter(Q(("moment__lt", now + HOW_FAR_AHEAD)))
    return narrowed(dated, wishes)
