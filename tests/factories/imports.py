"""Sources and their files for tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from events.activities.enums import ActivityKind
from events.imports.domain.running import run_import, try_import
from events.imports.enums import SourceKind
from events.imports.models import ImportedItem, ImportFile, ImportReport, ImportSource
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.accounts import UserFactory
from tests.factories.calendars import calendar, event
from tests.factories.centres import CentreFactory

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
MAPPING = {"list": "events", "id": "id", "title": "name", "start": "start", "end": "end",
           "text": "about", "place": "place.name", "url": "link", "cancelled": "state"}  # fmt: skip


def ics_source(data: bytes = b"", *, attested: bool = False, **said) -> ImportSource:
    usual = {
        "name": "Biblioteket",
        "kind": SourceKind.ICS,
        "activity_kind": ActivityKind.WORKSHOP,
        "due_at": NOW,
    }
    if attested:
        usual |= {"attested_by": UserFactory(), "attested_at": NOW}
    source = ImportSource.objects.create(
        centre=said.pop("centre", None) or CentreFactory(), **(usual | said)
    )
    ImportFile.objects.create(source=source, name="program.ics", data=data, handed_in_at=NOW)
    return source


def json_source(items: object, **said) -> ImportSource:
    data = json.dumps({"events": items}).encode()
    return ics_source(data, **({"kind": SourceKind.JSON, "mapping": MAPPING} | said))


def hand_in(source: ImportSource, data: bytes) -> None:
    ImportFile.objects.filter(source=source).update(data=data)


def read(source: ImportSource, data: bytes | None = None, *, now: datetime = NOW) -> ImportReport:
    if data is not None:
        hand_in(source, data)
    report = run_import(source_id=source.pk, now=now)
    assert report is not None
    source.refresh_from_db()
    return report


def tried(source: ImportSource, data: bytes | None = None) -> ImportReport:
    if data is not None:
        hand_in(source, data)
    report = try_import(source_id=source.pk, now=NOW)
    assert report is not None
    return report


def evening(
    day: int, *lines: str, uid: str = "", title: str = "Strik", month: int = 12
) -> list[str]:
    """Two hours from 19 on that day of December."""
    start = f"DTSTART;TZID=Europe/Copenhagen:2026{month:02}{day:02}T190000"
    uid = uid or f"{title}-{month}-{day}"
    return event(start, "DURATION:PT2H", f"SUMMARY:{title}", *lines, uid=uid)


def evenings(*days: int, title: str = "Strik") -> bytes:
    return calendar(*[line for day in days for line in evening(day, title=title)])


def dates_of(source: ImportSource) -> list[str]:
    """ "Strik 1.12. 19.00–21.00 planned", in order."""
    found = []
    for row in ImportedItem.objects.filter(source=source, activity__isnull=False):
        found += row.activity.dates.order_by("starts_at")
    return [_said(one) for one in sorted(found, key=lambda one: (one.starts_at, one.title))]


def _said(one) -> str:
    start, end = one.starts_at.astimezone(COPENHAGEN), one.ends_at.astimezone(COPENHAGEN)
    return f"{one.title} {start:%-d.%-m. %H.%M}–{end:%H.%M} {one.state}"


A_DAY = timedelta(days=1)
