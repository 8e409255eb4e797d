"""Reading the calendars that are due. A calendar that cannot be read keeps its old busy times."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from counsellors.availability.domain.busy import import_window, store_busy
from counsellors.availability.models import BusyCalendar
from counsellors.calendars.enums import Kind, Problem
from counsellors.calendars.models import CalendarSubscription
from jobcenter.shared.calendar_files.apart import read_busy_apart
from jobcenter.shared.calendar_files.reading import CalendarUnreadable, ReadCalendar
from jobcenter.shared.fetching.addresses import Lookup
from jobcenter.shared.fetching.client import Asked, FetchFailed, fetch, refuse_failures
from jobcenter.shared.fetching.sealing import SealBroken, Way, seal_anew, unseal
from jobcenter.shared.periods import COPENHAGEN

from .caldav import fetch_events
from .failing import note_failure
from .feeding import without_our_own
from .subscribing import hold

EVERY = timedelta(minutes=15)
# So long is a reading somebody's who has claimed it: four times as long as it can take.
LEASE = timedelta(minutes=5)
# The last day that is worked out moves on daily, so an unchanged file is read anew now and then.
WHOLE_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """`data` is None when the server says that nothing has changed."""

    data: bytes | None
    etag: str = ""
    last_modified: str = ""


def claim_due_calendars(*, now: datetime, limit: int) -> list[int]:
    """Ids of calendars to be read now. Nobody else gets them until the lease is over."""
    with transaction.atomic():
        due = CalendarSubscription.objects.due(now).order_by("due_at", "pk")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        CalendarSubscription.objects.filter(pk__in=ids).update(due_at=now + LEASE)
    return ids


def read_calendar(
    *, subscription_id: int, now: datetime, lookup: Lookup = socket.getaddrinfo
) -> None:
    """Read one calendar and make the busy times equal to it; or note why that was impossible.

    Doing it twice is doing it once. The foreign server is asked outside every transaction.
    """
    subscription = (
        CalendarSubscription.objects.select_related("counsellor__user")
        .filter(pk=subscription_id)
        .first()
    )
    if subscription is None:
        return
    try:
        way = unseal(subscription.sealed)
        fetched = _fetch(subscription, way, now=now, lookup=lookup)
        read = _read(subscription, fetched, now=now)
    except FetchFailed as failure:
        note_failure(
            subscription,
            Problem(failure.problem),
            now=now,
            wait=timedelta(seconds=failure.wait_seconds),
        )
    except SealBroken:
        note_failure(subscription, Problem.LOCKED, now=now)
    except CalendarUnreadable:
        note_failure(subscription, Problem.UNREADABLE, now=now)
    else:
        _keep(subscription, fetched, read, now=now)


def _fetch(
    subscription: CalendarSubscription, way: Way, *, now: datetime, lookup: Lookup
) -> _Fetched:
    if subscription.kind == Kind.CALDAV:
        first, last = import_window(subscription.counsellor, now)
        return _Fetched(fetch_events(way, window_from=first, window_to=last, lookup=lookup))
    headers = {"Accept": "text/calendar, */*;q=0.1"}
    if _was_read_whole_lately(subscription, now=now):
        if subscription.etag:
            headers["If-None-Match"] = subscription.etag
        if subscription.last_modified:
            headers["If-Modified-Since"] = subscription.last_modified
    answer = fetch(Asked(way, headers=headers), lookup=lookup)
    refuse_failures(answer)
    if answer.status == 304 and len(headers) > 1:
        return _Fetched(None, subscription.etag, subscription.last_modified)
    return _Fetched(
        answer.body,
        _short(answer.headers.get("etag", ""), 200),
        _short(answer.headers.get("last-modified", ""), 60),
    )


def _was_read_whole_lately(subscription: CalendarSubscription, *, now: datetime) -> bool:
    return BusyCalendar.objects.filter(
        counsellor=subscription.counsellor,
        name=subscription.name,
        imported_at__gt=now - WHOLE_AFTER,
    ).exists()


def _short(value: str, longest: int) -> str:
    """A validator that fits and can be sent back; none is better than half of one."""
    is_plain = value.isascii() and value.isprintable()
    return value if is_plain and len(value) <= longest else ""


def _read(
    subscription: CalendarSubscription, fetched: _Fetched, *, now: datetime
) -> ReadCalendar | None:
    if fetched.data is None:
        return None
    first, last = import_window(subscription.counsellor, now)
    read = read_busy_apart(fetched.data, window_from=first, window_to=last, default_zone=COPENHAGEN)
    return without_our_own(read, counsellor=subscription.counsellor, since=first)


@transaction.atomic
def _keep(
    subscription: CalendarSubscription,
    fetched: _Fetched,
    read: ReadCalendar | None,
    *,
    now: datetime,
) -> None:
    hold(subscription.counsellor)
    kept = CalendarSubscription.objects.filter(pk=subscription.pk, sealed=subscription.sealed)
    is_still_wanted = kept.update(
        sealed=seal_anew(subscription.sealed),
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        read_at=now,
        due_at=now + EVERY + _a_little(),
        failing_since=None,
        failures=0,
        problem="",
        told_at=None,
    )
    # Removed while we were reading: then nothing of it comes back.
    if is_still_wanted and read is not None:
        store_busy(subscription.counsellor, subscription.name, read, now=now, actor=None)


def _a_little() -> timedelta:
    """So that calendars added in one minute are not read in one minute for ever."""
    return timedelta(seconds=secrets.randbelow(120))
