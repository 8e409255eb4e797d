"""One reading of one source, from its address to the programme.

Nothing is written before everything is read and compared; then one item after the other, each in
a transaction of its own, so a reading that is broken off is simply taken up again by the next one.
Doing it twice is doing it once.
"""

from __future__ import annotations

import socket
from datetime import datetime, time, timedelta
from itertools import batched

from django.db import transaction

from events.imports.enums import Need, OnGone, Pause
from events.imports.models import ImportedItem, ImportReport, ImportSource
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.fetching.addresses import Lookup
from jobcenter.shared.periods import COPENHAGEN

from .applying import apply_gone, apply_item, note_refused
from .comparing import Places
from .contents import contents_of, read_items
from .items import RefusedItem
from .planning import AT_ONCE, Plan, make_plan, must_ask
from .reporting import ReportLine, keep_report, lines_of
from .saying import Unreadable
from .sources import hold_source
from .telling import WELL, count_failed_night, tell_editors

NIGHT = time(2, 30)
# So long is a reading somebody's who has claimed it.
LEASE = timedelta(hours=2)


def claim_due_sources(*, now: datetime, limit: int) -> list[int]:
    """Ids of sources to be read now. Nobody else gets them until the lease is over."""
    with transaction.atomic():
        due = ImportSource.objects.due(now).order_by("due_at", "pk")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        ImportSource.objects.filter(pk__in=ids).update(due_at=now + LEASE)
    return ids


def sources_to_try(*, limit: int) -> list[int]:
    """Ids of sources an editor wants to see tried; each is given out once, and a message that is
    lost is asked for again on the page."""
    with transaction.atomic():
        asked = ImportSource.objects.filter(tries_at__isnull=False).order_by("tries_at")
        ids = list(asked.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        ImportSource.objects.filter(pk__in=ids).update(tries_at=None)
    return ids


def next_night(now: datetime) -> datetime:
    """Half past two, when few people wait for anything."""
    today = now.astimezone(COPENHAGEN)
    night = datetime.combine(today.date(), NIGHT, COPENHAGEN)
    return night if night > now else datetime.combine(today + timedelta(days=1), NIGHT, COPENHAGEN)


def run_import(
    *, source_id: int, now: datetime, lookup: Lookup = socket.getaddrinfo
) -> ImportReport | None:
    """Read it and make the programme agree with it; or say why that was impossible. None when
    the source is gone or paused."""
    source = _found(source_id)
    if source is None or source.paused_at is not None:
        return None
    try:
        plan = _plan(source, now=now, lookup=lookup)
    except Unreadable as error:
        return _note_trouble(source, error, now=now)
    if must_ask(plan, source):
        return _stop_and_ask(source, plan, now=now)
    return take_plan(source, plan, now=now)


def try_import(
    *, source_id: int, now: datetime, lookup: Lookup = socket.getaddrinfo
) -> ImportReport | None:
    """What `run_import` would do, kept for whoever asked; nothing else is written."""
    source = _found(source_id)
    if source is None:
        return None
    try:
        plan = _plan(source, now=now, lookup=lookup)
    except Unreadable as error:
        return keep_report(source, is_trial=True, counts={}, lines=[], trouble=error.said, now=now)
    return _keep(source, plan, is_trial=True, now=now)


def take_plan(source: ImportSource, plan: Plan, *, now: datetime) -> ImportReport:
    """Do what was planned. Also for a source without a worker: `manage.py import_events`."""
    places, failed = Places(source), list[RefusedItem]()
    for step in plan.steps:
        said = apply_item(source, step.item, places=places, now=now)
        if said:
            failed.append(
                RefusedItem(external_id=step.item.external_id, title=step.item.title, why=said)
            )
    for row in plan.gone:
        apply_gone(source, row, now=now)
    for refused in plan.refused:
        note_refused(source, refused, now=now)
    for some in batched(plan.same, AT_ONCE):
        ImportedItem.objects.filter(pk__in=some).update(seen_at=now, trouble={})
    _forget_old_refusals(source, now=now)
    ImportSource.objects.filter(pk=source.pk).update(
        read_at=now, due_at=next_night(now), trouble={}, on_gone=OnGone.ASK, asked_about=[], **WELL
    )
    plan.refused += failed
    gone_wrong = {one.external_id for one in failed}
    plan.steps = [step for step in plan.steps if step.item.external_id not in gone_wrong]
    return _keep(source, plan, is_trial=False, now=now)


def _found(source_id: int) -> ImportSource | None:
    rows = ImportSource.objects.select_related("centre", "partner", "attested_by")
    return rows.filter(pk=source_id).first()


def _plan(source: ImportSource, *, now: datetime, lookup: Lookup) -> Plan:
    data = contents_of(source, lookup=lookup)
    return make_plan(source, read_items(source, data, now=now), now=now)


def _note_trouble(source: ImportSource, error: Unreadable, *, now: datetime) -> ImportReport:
    """What stands in the programme stays; tomorrow we try again. An answer to the brake was for
    one reading, and this was it."""
    with transaction.atomic():
        held = hold_source(source)
        held.trouble, held.due_at = error.said.kept(), next_night(now)
        held.on_gone, held.asked_about = OnGone.ASK, []
        held.save(update_fields=["trouble", "due_at", "on_gone", "asked_about"])
        count_failed_night(held, error.said, now=now)
    return keep_report(source, is_trial=False, counts={}, lines=[], trouble=error.said, now=now)


def _stop_and_ask(source: ImportSource, plan: Plan, *, now: datetime) -> ImportReport:
    with transaction.atomic():
        held = hold_source(source)
        if held.on_gone != OnGone.ASK:
            # Who has answered does not look again without a mail.
            held.told_of = ""
        held.paused_at, held.paused_why, held.due_at = now, Pause.BRAKE, next_night(now)
        held.on_gone, held.asked_about = OnGone.ASK, sorted(plan.going)
        held.failed_nights, held.failed_on = 0, None
        held.save(update_fields=_OF_THE_BRAKE)
        tell_editors(held, Need.BRAKE, now=now)
        record_change(
            "import.paused",
            subject=f"import:{source.public_id}",
            actor_kind=Change.ActorKind.SYSTEM,
            facts={"vanishing": plan.vanishing, "known": plan.known},
        )
    return _keep(source, plan, is_trial=True, now=now)


_OF_THE_BRAKE = [
    "paused_at", "paused_why", "due_at", "on_gone", "asked_about", "failed_nights", "failed_on",
    "told_of",
]  # fmt: skip


def _keep(source: ImportSource, plan: Plan, *, is_trial: bool, now: datetime) -> ImportReport:
    lines: list[ReportLine] = list(lines_of(plan))
    return keep_report(source, is_trial=is_trial, counts=plan.counts(), lines=lines, now=now)


def _forget_old_refusals(source: ImportSource, *, now: datetime) -> None:
    """Rows that were only there to say what is wrong with something that no longer is there."""
    rows = ImportedItem.objects.filter(source=source, activity=None, written={})
    rows.filter(seen_at__lt=now).delete()
