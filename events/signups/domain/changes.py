"""A date that changed: everybody on it is told once.

Whoever changes a date, in whatever room, only writes the date. This looks for places whose people
were told something else than what is true now, so no way of changing can be forgotten, and a crash
in between tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Concat

from events.activities.enums import Whereabouts
from events.activities.models import Activity, ActivityDate
from events.signups.enums import PlaceState
from events.signups.models import Place, PlaceQuerySet

from .notices import tell_called_off, tell_changed, tell_waiting, withdraw_offer_letter
from .seats import dates_of_line, is_on, lock_dates, settle, to_the_line
from .signing_up import told

JUST_NOW = timedelta(hours=1)
NO_NEWS = ("told_at", "told_sequence")
# Where nothing is remembered, nothing is new.
UNKNOWN_IF_EMPTY = ("told_title", "told_address")
# Houses and rooms are renamed, and houses move, in a room below this one, which knows of no date.
ROOM_NOW = Coalesce("date__own_room__name", "date__activity__room__name", Value(""))
_HOUSE = "date__activity__centre__"
ADDRESS_NOW = Concat(
    f"{_HOUSE}name", Value("\n"), f"{_HOUSE}street", Value("\n"), f"{_HOUSE}postcode", Value("\n"),
    f"{_HOUSE}town",
)  # fmt: skip
RENAMED = (
    (~Q(told_room=F("room_now")) | ~Q(told_address__in=[F("address_now"), ""]))
    & Q(told_off=False)
    & ~Q(date__activity__whereabouts=Whereabouts.ONLINE)
)


def tell_of_changes(*, now: datetime) -> int:
    """How many people were told. Each date in a transaction of its own; safe to repeat."""
    dates = _stale(now).order_by("date_id").values_list("date_id", flat=True)
    return sum(_tell_of(pk, now=now) for pk in dates.distinct())


def somebody_hears(activity: Activity, *, now: datetime) -> bool:
    """Whether `tell_of_changes` has a letter for somebody on one of its dates."""
    rows = _stale(now).filter(date__activity=activity)
    reached = rows.exclude(sign_up__email="", sign_up__phone="")
    loaded = reached.select_related(
        "date__activity__room", "date__own_room", "date__activity__centre",
        "date__activity__signup_terms",
    )  # fmt: skip
    return any(_news(place, place.date, now=now)[1] for place in loaded)


def settle_dates(*, now: datetime) -> int:
    """Offers that lapsed, lines that wait, places that were added or cut: date by date."""
    moving = Q(signed_up__state__in=[PlaceState.OFFERED, PlaceState.WAITING]) | Q(is_full=True)
    # Somebody may just have cut its places down to those who have one.
    just_changed = Q(signed_up__isnull=False, changed_at__gt=now - JUST_NOW)
    rows = ActivityDate.objects.filter(moving | just_changed, starts_at__gt=now).order_by("pk")
    pks = list(rows.values_list("pk", flat=True).distinct())
    settled: set[int] = set()
    for pk in pks:
        if pk in settled:
            continue
        with transaction.atomic():
            dates = lock_dates(dates_of_line(pk, now=now))
            settle(dates, now=now)
            settled |= {one.pk for one in dates}
    return len(pks)


def _tell_of(pk: int, *, now: datetime) -> int:
    """Of a course, which has one line, all that changed at once: one offer is made anew, not one
    for every evening."""
    with transaction.atomic():
        dates = lock_dates(dates_of_line(pk, now=now))
        by_pk = {one.pk: one for one in dates}
        rows = _stale(now).filter(date__in=dates).select_related("sign_up")
        places = list(rows.order_by("pk"))
        asked = {place.sign_up_id for place in places if place.state == PlaceState.OFFERED}
        for place in places:
            place.date = by_pk[place.date_id]
        told = [place.sign_up_id for place in places if _tell(place, place.date, now=now)]
        _wait_on_all(asked & set(told), dates, now=now)
        # Who was asked before it changed is asked again, with a deadline that fits.
        settle(dates, now=now)
    return len(told)


def _wait_on_all(asked: Collection[int], dates: list[ActivityDate], *, now: datetime) -> None:
    """Of a course one waits on all dates or on none: an offer that stands for one no longer
    stands for the others. `asked` are sign-ups whose offer was for what has changed."""
    coming = {one.pk: one for one in dates if is_on(one, now=now)}
    rows = Place.objects.filter(sign_up__in=asked, date__in=coming, state=PlaceState.OFFERED)
    for place in rows.select_related("sign_up").order_by("pk"):
        place.date = coming[place.date_id]
        to_the_line(place)


def _stale(now: datetime) -> PlaceQuerySet:
    """Places on dates that were written on since their people were told, or whose house or room is
    called or lies otherwise than they know, and that are not over.

    By the date's sequence, which rises under its lock. `changed_at` may lie before a sign-up that
    came first: it is when the writer began, and an import reads for minutes before it writes.
    """
    not_over = Q(date__ends_at__gt=now) | Q(date__ends_at=None)
    written_on = Q(date__sequence__gt=F("told_sequence"))
    rows = Place.objects.living().alias(room_now=ROOM_NOW, address_now=ADDRESS_NOW)
    return rows.filter(not_over, written_on | RENAMED)


def _tell(place: Place, one: ActivityDate, *, now: datetime) -> bool:
    """True when there was something to tell: another title, time, place, link, price or language,
    off, or on again."""
    new, is_news = _news(place, one, now=now)
    if is_news and place.state == PlaceState.OFFERED and not new["told_off"]:
        to_the_line(place)
    elif is_news:
        place.sequence += 1
    if is_news:
        _write_to(place, is_off=bool(new["told_off"]), now=now)
    for name, value in new.items():
        setattr(place, name, value)
    place.save(update_fields=["sequence", *new])
    return is_news


def _write_to(place: Place, *, is_off: bool, now: datetime) -> None:
    if is_off:
        withdraw_offer_letter(place)
        tell_called_off(place, now=now)
    elif place.state == PlaceState.TAKEN:
        tell_changed(place, now=now)
    else:
        tell_waiting(place, now=now, is_news=True)


def _news(place: Place, one: ActivityDate, *, now: datetime) -> tuple[dict[str, object], bool]:
    """What they know once they are told, and whether any of it is new to them.

    Of what is off nothing else is told before it is on again: until then letters and the own page
    say its time as they know it.
    """
    new = told(one, now=now)
    if new["told_off"]:
        times = ("told_starts_at", "told_ends_at") if one.starts_at else ()
        new = {name: new[name] for name in (*NO_NEWS, "told_off", *times)}
    return new, any(_is_new(place, name, new[name]) for name in new if name not in NO_NEWS)


def _is_new(place: Place, name: str, value: object) -> bool:
    was = getattr(place, name)
    return was != value and (was != "" or name not in UNKNOWN_IF_EMPTY)
