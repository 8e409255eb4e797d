"""First seats: who wished for an activity signs up before everybody else, for 48 hours.

An activity that is being made of a wish is reserved before anybody can sign up. The hours begin
when those who wished for it are told, and not at night. On a date that is near they end half-way to
it, so that others can come too. They take nothing from anybody: places are counted as always, under
the lock of the date, and whoever comes when all are taken waits in line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from events.activities.models import Activity, ActivityDate
from events.signups.models import FirstSeat, FirstSeats, SignUp
from events.trail.domain import add_entry
from events.trail.enums import Step
from jobcenter.audit.domain import record_change
from jobcenter.shared.retention import kept_for

from .deadlines import next_waking
from .refusals import FirstSeatUsed, OthersFirst
from .seats import OFF, dates_of_line, is_all_or_none

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

LAST_FOR = timedelta(hours=48)


def reserve_first_seats(*, activity: Activity) -> bool:
    """Nobody signs up before `open_first_seats`. False when one can sign up already: then nothing
    is taken from those who may be about to. The caller has locked the activity."""
    if activity.published_at is not None and hasattr(activity, "signup_terms"):
        return False
    FirstSeats.objects.get_or_create(activity=activity)
    return True


@transaction.atomic
def open_first_seats(
    *, activity: Activity, links: Iterable[bytes], now: datetime
) -> datetime | None:
    """Let the holders of these links (hashes) in; until when they are first on the next date. None
    when they are not: it was open before, it begins before anybody is awake, or one need not sign
    up. Safe to repeat."""
    first = FirstSeats.objects.select_for_update(no_key=True).filter(activity=activity).first()
    if first is None:
        return None
    if not hasattr(activity, "signup_terms"):
        first.delete()
        return None
    if first.until is None:
        first.until = next_waking(now) + LAST_FOR
        first.save(update_fields=["until"])
    FirstSeat.objects.bulk_create(
        [FirstSeat(first_seats=first, link_hash=link) for link in sorted(links)],
        ignore_conflicts=True,
    )
    hours = first_hours(_next_date(activity, now=now), now=now)
    return next((each.until for each in hours.values()), None)


def release_first_seats(*, activity: Activity) -> None:
    """Nobody comes first any more, e.g. because the wish is gone. Idempotent."""
    FirstSeats.objects.filter(activity=activity).delete()


@dataclass(frozen=True, slots=True)
class FirstHours:
    """Others are kept out until then; None is until those who wished for it were told."""

    until: datetime | None


def first_seats_of(one: ActivityDate, *, now: datetime) -> FirstHours | None:
    """What keeps others out of this date at this moment, if anything does."""
    dates = ActivityDate.objects.filter(pk__in=dates_of_line(one.pk, now=now))
    return first_hours(list(dates.select_related("activity__signup_terms")), now=now).get(one.pk)


def first_hours(dates: Sequence[ActivityDate], *, now: datetime) -> dict[int, FirstHours]:
    """The same for dates of one activity, by their ids, in one question; not among them is a date
    that everybody can sign up for. Of a course all that are to come are given."""
    first = FirstSeats.objects.filter(activity__dates__in=dates[:1]).first()
    if first is None:
        return {}
    nearest = min((one.starts_at for one in dates if one.starts_at), default=None)
    found = {}
    for one in dates:
        begins = nearest if is_all_or_none(one) else one.starts_at
        until = _ends(first.until, begins) if first.until else None
        if first.until is None or (until and until > now):
            found[one.pk] = FirstHours(until)
    return found


def _ends(until: datetime, begins: datetime | None) -> datetime | None:
    """None when it begins before those who wished could have answered."""
    opened = until - LAST_FOR
    if begins is None:
        return until
    return min(until, opened + (begins - opened) / 2) if begins > opened else None


def _next_date(activity: Activity, *, now: datetime) -> list[ActivityDate]:
    rows = ActivityDate.objects.filter(activity=activity, starts_at__gt=now)
    coming = rows.exclude(state__in=OFF).select_related("activity__signup_terms")
    return list(coming.order_by("starts_at", "pk")[:1])


def _kept_out(dates: Sequence[ActivityDate], *, now: datetime) -> FirstHours | None:
    """Who wants several dates waits for the last of them."""
    hours = first_hours(dates, now=now).values()
    untold = next((each for each in hours if each.until is None), None)
    return untold or max(hours, key=lambda each: each.until or now, default=None)


def let_in(*, dates: Sequence[ActivityDate], link: bytes | None, now: datetime) -> FirstSeat | None:
    """The seat that lets somebody sign up for these dates of one activity now; None when everybody
    can.

    The caller holds the lock of the dates. Raises OthersFirst without a seat, FirstSeatUsed for one
    that somebody signed up with: the link may have been passed on.
    """
    hours = _kept_out(dates, now=now)
    if hours is None:
        return None
    rows = FirstSeat.objects.filter(first_seats__activity__dates=dates[0].pk)
    locked = rows.select_for_update(of=("self",), no_key=True)
    seat = locked.filter(link_hash=link).first() if link else None
    if seat is None:
        raise OthersFirst(until=hours.until)
    if seat.sign_up_id is not None:
        raise FirstSeatUsed
    return seat


def let_in_on_their_word(*, dates: Sequence[ActivityDate], actor: User, now: datetime) -> None:
    """Somebody says to `actor` that they wished for it, and left nothing they could be known by.

    No seat of anybody's is used up. Everybody can read that it happened, of nobody who it was.
    Raises OthersFirst before those who wished were told; does nothing when everybody can come.
    """
    hours = _kept_out(dates, now=now)
    if hours is None:
        return
    if hours.until is None:
        raise OthersFirst
    about = dates[0].activity.public_id
    add_entry(about=about, step=Step.FIRST_ON_WORD, by="", now=now)
    record_change("place.first_on_word", subject=f"activity:{about}", actor=actor)


def use_seat(seat: FirstSeat | None, made: SignUp) -> None:
    if seat is not None:
        seat.sign_up = made
        seat.save(update_fields=["sign_up"])


def forget_first_seats(*, now: datetime) -> None:
    """Their links say who wished for what. Safe to repeat."""
    FirstSeats.objects.filter(until__lte=now - kept_for("first_seats")).delete()
