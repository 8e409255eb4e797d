"""Posters that hang somewhere, and which of them are wrong by now.

A poster cannot be told of a change. So the house remembers what each one says, and compares. No
room that changes a date has to know of posters, and none can forget them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from events.activities.enums import DateState, Whereabouts
from events.activities.models import Activity, ActivityDate
from events.posters.enums import PaperSize, Wrong
from events.posters.models import Poster
from jobcenter.centres.models import Centre, Room
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .sayings import MOST_DAYS, access_facts, bus_to, phone_of, place_in_words

FORM = "poster"
PRINTED = (
    "activity__centre", "activity__room", "activity__partner", "activity__signup_terms",
)  # fmt: skip
COMPARED = {
    "title": Wrong.TITLE, "text": Wrong.TEXT, "reason": Wrong.TEXT, "online": Wrong.ONLINE,
    "place": Wrong.PLACE,
    "access": Wrong.ACCESS, "bus": Wrong.ACCESS, "price": Wrong.PRICE, "language": Wrong.LANGUAGE,
    "sign_up": Wrong.SIGN_UP, "phone": Wrong.PHONE, "partner": Wrong.PARTNER,
}  # fmt: skip
type Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """`wrong` is empty for a poster that may stay where it hangs."""

    poster: Poster
    wrong: list[Wrong]

    @property
    def can_be_made_again(self) -> bool:
        """Of what is no longer in the programme nobody can hang up anything."""
        return Wrong.WITHDRAWN not in self.wrong


def remember_poster(
    *, one: ActivityDate, is_series: bool, size: PaperSize, language: str, form_key: str,
    now: datetime, replaces: Poster | None = None,
) -> Poster:  # fmt: skip
    """That a house prints this. The same form sent twice is one poster. `replaces` comes down."""
    body = {"date": one.public_id, "series": is_series, "size": size, "language": language}

    def remember() -> Poster:
        earlier = claim_submission(form=FORM, key=form_key, body=body)
        if earlier is not None:
            return Poster.objects.select_related("activity").get(public_id=earlier.result)
        dates = dates_of_series(one.activity, now=now) if is_series else [one]
        ends = [date.ends_at for date in dates if date.ends_at]
        poster = Poster.objects.create(
            centre=one.activity.centre, activity=one.activity, date=None if is_series else one,
            size=size, language=language, made_at=now, until=max(ends, default=None),
            said=said_of(one.activity, dates, is_series=is_series),
        )  # fmt: skip
        if replaces is not None:
            take_down(poster=replaces, now=now)
        keep_result(form=FORM, key=form_key, result=poster.public_id)
        return poster

    return in_one_transaction(remember)


def take_down(*, poster: Poster, now: datetime) -> None:
    """Somebody has taken it off the wall. Once is enough."""
    Poster.objects.filter(pk=poster.pk, taken_down_at=None).update(taken_down_at=now)


def dates_of_series(activity: Activity, *, now: datetime) -> list[ActivityDate]:
    """What a poster of the series lists: the dates to come that are on, next first."""
    rows = ActivityDate.objects.filter(activity=activity, ends_at__gt=now)
    on = rows.exclude(state=DateState.CANCELLED).order_by("starts_at", "pk")
    return list(on.select_related("own_room"))


def said_of(activity: Activity, dates: Iterable[ActivityDate], *, is_series: bool) -> Said:
    """All that is printed, in no language: what one of them differs in is wrong on the wall."""
    listed = list(dates)
    one = None if is_series else listed[0]
    room = one.room if one else activity.room
    partner = activity.partner
    is_in_house = activity.whereabouts != Whereabouts.ONLINE
    return {
        "title": one.title if one else activity.title,
        "text": one.text if one else activity.text,
        "reason": one.reason if one else "",
        "online": activity.whereabouts,
        "place": _place(activity.centre, room) if is_in_house else "",
        "access": [fact.value for fact in access_facts(activity, room)],
        "bus": bus_to(activity, room),
        "price": one.price_kroner if one else activity.price_kroner,
        "language": one.language if one else activity.language,
        "sign_up": getattr(activity, "signup_terms", None) is not None,
        "phone": phone_of(activity.centre),
        "partner": partner.name if partner else "",
        "dates": {date.public_id: _times(date) for date in listed},
    }


def compare_posters(*, houses: QuerySet[Centre], now: datetime) -> list[Compared]:
    """What hangs in and around these houses, the longest hanging first. Two questions."""
    rows = Poster.objects.hanging(now).filter(centre__in=houses)
    posters = list(
        rows.select_related(
            *PRINTED, "date__own_room", *(f"date__{name}" for name in PRINTED)
        ).order_by("made_at", "pk")
    )  # fmt: skip
    named = {public_id for poster in posters for public_id in poster.said["dates"]}
    of_series = {poster.activity_id for poster in posters if poster.date_id is None}
    told_or_to_come = ActivityDate.objects.filter(
        Q(public_id__in=named) | Q(activity__in=of_series, ends_at__gt=now)
    )
    dates = {date.public_id: date for date in told_or_to_come.select_related("own_room")}
    return [Compared(poster, wrongs_of(poster, dates, now=now)) for poster in posters]


def wrongs_of(poster: Poster, dates: dict[str, ActivityDate], *, now: datetime) -> list[Wrong]:
    """What the poster says of the time to come that is not so, in the order of `Wrong`. `dates` by
    their public id: those that posters name, and all to come of series that posters are of."""
    activity = poster.activity
    if activity.published_at is None or not activity.centre.is_published:
        return [Wrong.WITHDRAWN]
    listed = [dates[name] for name in poster.said["dates"] if name in dates]
    is_series = poster.date is None
    if not listed:
        return [Wrong.WITHDRAWN]
    current = said_of(activity, listed if is_series else [poster.date], is_series=is_series)  # type: ignore[list-item]
    found = {
        _wrong_time(told, current["dates"].get(name))
        for name, told in poster.said["dates"].items()
        if _is_to_come(told, now)
    }
    found |= _wrong_words(poster, current, is_timely=found <= {None})
    if is_series and _has_another_day(poster, dates.values(), now=now):
        found.add(Wrong.ADDED)
    return [wrong for wrong in Wrong if wrong in found]


def _has_another_day(poster: Poster, dates: Iterable[ActivityDate], *, now: datetime) -> bool:
    """One that is on and would stand among the printed days. Of more days than fit, a poster says
    only how many more there are: a day beyond them misleads nobody."""
    told = poster.said["dates"]
    starts = sorted(start for _state, start, *_more in told.values() if start)
    last = datetime.fromisoformat(starts[MOST_DAYS - 1]) if len(starts) > MOST_DAYS else None
    return any(
        last is None or (one.starts_at and one.starts_at < last)
        for one in dates
        if one.activity_id == poster.activity_id
        and one.public_id not in told
        and one.state != DateState.CANCELLED
        and one.ends_at is not None
        and one.ends_at > now
    )


def _wrong_words(poster: Poster, current: Said, *, is_timely: bool) -> set[Wrong]:
    """What else is printed. Why a date is off belongs to its state, where that is another too."""
    said, activity = poster.said, poster.activity
    if "online" not in said:
        # Older ones remember less, and a room also of what is online.
        room = activity.room if poster.date is None else poster.date.room
        current["place"] = _place(activity.centre, room)
    found = {
        wrong
        for what, wrong in COMPARED.items()
        if what in said and said[what] != current[what] and (is_timely or what != "reason")
    }
    # Each thing is said once: another room has another door, and online there is none.
    follows = {Wrong.ONLINE: {Wrong.PLACE, Wrong.ACCESS}, Wrong.PLACE: {Wrong.ACCESS}}
    return found.difference(*(follows[wrong] for wrong in found & set(follows)))


def forget_posters(*, now: datetime) -> int:
    """Those that came down or were over long ago; how many."""
    long_ago = now - kept_for("posters")
    over = Poster.objects.filter(until__lt=long_ago)
    down = Poster.objects.filter(taken_down_at__lt=long_ago)
    return over.delete()[0] + down.delete()[0]


def _wrong_time(told: list[str], now_is: list[str] | None) -> Wrong | None:
    """Between what the poster says of a date and what is true of it."""
    if now_is is None:
        return Wrong.CANCELLED
    state_then, *times_then, room_then = told
    state_now, *times_now, room_now = now_is
    if state_now == DateState.CANCELLED:
        return None if state_then == DateState.CANCELLED else Wrong.CANCELLED
    if state_then == DateState.CANCELLED:
        return Wrong.ON_AFTER_ALL
    if state_now == DateState.POSTPONED:
        return None if state_then == DateState.POSTPONED else Wrong.POSTPONED
    if times_then != times_now:
        return Wrong.MOVED
    return Wrong.PLACE if room_then != room_now else None


def _is_to_come(told: list[str], now: datetime) -> bool:
    """Nobody is misled by a day that is over."""
    ends_at = told[2]
    return not ends_at or datetime.fromisoformat(ends_at) > now


def _times(date: ActivityDate) -> list[str]:
    """State, beginning, end (empty without a time) and what it has of its own as room."""
    moments = (date.starts_at, date.ends_at)
    times = [moment.astimezone(UTC).isoformat() if moment else "" for moment in moments]
    return [date.state, *times, date.own_room.name if date.own_room else ""]


def _place(centre: Centre, room: Room | None) -> str:
    return f"{room.name}, {place_in_words(centre)}" if room else place_in_words(centre)
