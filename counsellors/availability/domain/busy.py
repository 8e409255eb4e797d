"""Busy times of a counsellor's own calendar, as read from a calendar file.

Stored are start, end and a hash of the event's UID: no title, no place, no people. The search for
times reads them from the table; no foreign calendar is ever asked while a citizen waits.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from counsellors.availability.models import BusyCalendar, BusyTime
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.calendar_files.apart import read_busy_apart
from jobcenter.shared.calendar_files.reading import ReadCalendar
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.refusals import Refusal

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# A counsellor has one calendar unless somebody names more.
USUAL_SOURCE = "calendar"
DAYS_BACK = 7
DAYS_AHEAD = 120
# Files are imported now and then, while the last bookable day moves on daily.
DAYS_BEYOND_HORIZON = 60

Key = tuple[datetime, datetime, bytes]


class SourceNameUnusable(Refusal):
    message = _("A calendar needs a name of 1 to 80 characters.")
    next_step = _("Choose another name.")


class BusyImport(NamedTuple):
    """What an import changed, or in a dry run would change, in one calendar.

    `removed` had disappeared from the file; `past` lay before the window and was forgotten.
    [`window_from`, `window_to`) was read; `read.busy` are the times that now hold.
    """

    added: int
    removed: int
    unchanged: int
    past: int
    window_from: datetime
    window_to: datetime
    read: ReadCalendar


class _Difference(NamedTuple):
    added: set[Key]
    unchanged: set[Key]
    gone: dict[Key, int]


def import_busy(
    *,
    counsellor: Counsellor,
    source_name: str = USUAL_SOURCE,
    data: bytes,
    now: datetime,
    actor: User | None = None,
    is_dry_run: bool = False,
) -> BusyImport:
    """Make the stored busy times of one calendar equal to those of a calendar file.

    Doing it twice is doing it once. Booked conversations in a busy time stay booked: whoever
    imports is told about them. Raises CalendarUnreadable, and then the old busy times still hold,
    or SourceNameUnusable.
    """
    name = source_name.strip()
    if not 1 <= len(name) <= 80:
        raise SourceNameUnusable
    first, last = import_window(counsellor, now)
    # Before the transaction: reading may take two seconds, and booking waits for the row.
    read = read_busy_apart(data, window_from=first, window_to=last, default_zone=COPENHAGEN)
    if is_dry_run:
        difference = _difference(counsellor, name, read)
    else:
        difference = store_busy(counsellor, name, read, now=now, actor=actor)
    past = sum(1 for _, end, _ in difference.gone if end <= first)
    return BusyImport(
        added=len(difference.added),
        removed=len(difference.gone) - past,
        unchanged=len(difference.unchanged),
        past=past,
        window_from=first,
        window_to=last,
        read=read,
    )


@transaction.atomic
def store_busy(
    counsellor: Counsellor, name: str, read: ReadCalendar, *, now: datetime, actor: User | None
) -> _Difference:
    # Held like booking holds it: a conversation booked meanwhile sees the old times or the new.
    Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)
    difference = _difference(counsellor, name, read)
    calendar, _is_new = BusyCalendar.objects.update_or_create(
        counsellor=counsellor, name=name, defaults={"imported_at": now}
    )
    BusyTime.objects.filter(pk__in=difference.gone.values()).delete()
    if difference.added:
        _add(calendar, difference.added)
    if difference.added or difference.gone:
        record_change(
            "busy_times.imported",
            subject=f"counsellor:{counsellor.slug}",
            actor=actor,
            actor_kind=Change.ActorKind.STAFF if actor else Change.ActorKind.SYSTEM,
            facts={"added": len(difference.added), "removed": len(difference.gone)},
        )
    return difference


def _difference(counsellor: Counsellor, name: str, read: ReadCalendar) -> _Difference:
    rows = BusyTime.objects.filter(calendar__counsellor=counsellor, calendar__name=name)
    stored = {
        (start, end, bytes(uid_hash)): pk
        for pk, start, end, uid_hash in rows.values_list(
            "pk", "during__startswith", "during__endswith", "uid_hash"
        )
    }
    wanted = {(each.start, each.end, each.uid_hash) for each in read.busy}
    return _Difference(
        added=wanted - stored.keys(),
        unchanged=wanted & stored.keys(),
        gone={key: pk for key, pk in stored.items() if key not in wanted},
    )


def _add(calendar: BusyCalendar, added: set[Key]) -> None:
    """One statement: as model instances 10,000 rows keep the counsellor locked for a second."""
    starts, ends, hashes = (list(column) for column in zip(*sorted(added), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO counsellors_busytime (calendar_id, counsellor_id, during, uid_hash)"
            " SELECT %s, %s, tstzrange(t.starts, t.ends, '[)'), t.uid_hash"
            " FROM unnest(%s::timestamptz[], %s::timestamptz[], %s::bytea[])"
            " AS t (starts, ends, uid_hash)",
            [calendar.pk, calendar.counsellor_id, starts, ends, hashes],
        )


def import_window(counsellor: Counsellor, now: datetime) -> tuple[datetime, datetime]:
    """From local midnight to local midnight, so that it is the same all day.

    As far as anybody can book with this counsellor, and further.
    """
    horizons = counsellor.centres.values_list("horizon_days", flat=True)
    ahead = max(DAYS_AHEAD, max(horizons, default=0) + DAYS_BEYOND_HORIZON)
    today = now.astimezone(COPENHAGEN).date()
    return (
        datetime.combine(today - timedelta(days=DAYS_BACK), time.min, COPENHAGEN),
        datetime.combine(today + timedelta(days=ahead), time.min, COPENHAGEN),
    )
