"""Taking the steps: one item at a time, each in a transaction of its own under the source's lock.

The step is worked out again under the lock, so two readings of one source at once write each thing
once, and an editor who saves in between is not overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from events.activities.domain import cancel_date, change_date, replan_date
from events.imports.enums import OnGone
from events.imports.models import ImportedDate, ImportedItem, ImportSource
from jobcenter.shared.refusals import Refusal

from .comparing import Act, DateStep, ItemStep, Places, compare, will_be, written_of
from .items import Item, RefusedItem
from .making import (
    forget_empty_draft,
    leave_out,
    new_activity,
    new_date,
    own_words,
    publish,
    rewrite,
)
from .planning import rows_of
from .saying import Said


def apply_item(source: ImportSource, item: Item, *, places: Places, now: datetime) -> Said | None:
    """What went wrong, if anything; then the rest of the item stays as it was."""

    def take() -> None:
        held = _hold(source)
        row = rows_of(held).filter(external_id=item.external_id).first()
        step = compare(held, item, row, places=places, now=now)
        if step is None:
            _seen(row, item, now=now)
            return
        row = _first(held, step, places=places, now=now) if _is_new(step) else _again(
            held, step, places=places, now=now
        )  # fmt: skip
        _note(row, item, now=now)
        if step.publishes or (_is_new(step) and held.attested_at and not row.is_hidden):
            publish(held, row, now=now)

    return _or_trouble(source, item.external_id, item.title, take, now=now)


def _is_new(step: ItemStep) -> bool:
    return step.row is None or not step.row.written


def apply_gone(source: ImportSource, row: ImportedItem, *, now: datetime) -> Said | None:
    """It no longer stands in the source. What is over stays as it was."""

    def take() -> None:
        held = _hold(source)
        mine = rows_of(held).filter(pk=row.pk).first()
        if mine is None:
            return
        dates: list[ImportedDate] = list(mine.dates.all())  # type: ignore[attr-defined]
        to_come = [one for one in dates if will_be(one.date, now=now)]
        if to_come and all(_stays(held, one) for one in to_come):
            # From now on it is our own.
            mine.delete()
            return
        for one in to_come:
            _leave_out_or_keep(held, one, now=now)
        # Should it come back, it is compared again.
        ImportedItem.objects.filter(pk=mine.pk).update(fingerprint=b"")
        forget_empty_draft(mine)

    return _or_trouble(source, row.external_id, row.title, take, now=now)


def note_refused(source: ImportSource, refused: RefusedItem, *, now: datetime) -> None:
    """Beside the item, or a row for it alone; what stands in the programme stays."""
    ImportedItem.objects.update_or_create(
        source=source,
        external_id=refused.external_id,
        defaults={"trouble": refused.why.kept(), "seen_at": now},
        create_defaults={
            "trouble": refused.why.kept(), "seen_at": now, "title": refused.title[:120]
        },
    )  # fmt: skip


def _hold(source: ImportSource) -> ImportSource:
    rows = ImportSource.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("centre", "partner", "attested_by").get(pk=source.pk)


def _or_trouble(
    source: ImportSource, external_id: str, title: str, take: Callable[[], None], *, now: datetime
) -> Said | None:
    try:
        with transaction.atomic():
            take()
    except Refusal as refusal:
        with override("da"):
            said = Said("%(why)s", {"why": str(refusal)})
    except IntegrityError:
        said = Said(gettext_noop("It does not fit with what stands here already."))
    else:
        return None
    note_refused(source, RefusedItem(external_id=external_id, title=title, why=said), now=now)
    return said


def _seen(row: ImportedItem | None, item: Item, *, now: datetime) -> None:
    if row:
        _note(row, item, now=now)


def _note(row: ImportedItem, item: Item, *, now: datetime) -> None:
    row.fingerprint, row.seen_at, row.trouble, row.title = item.fingerprint, now, {}, item.title
    row.save()


def _first(source: ImportSource, step: ItemStep, *, places: Places, now: datetime) -> ImportedItem:
    wanted = [each.wanted for each in step.dates if each.wanted]
    row = step.row or ImportedItem(source=source, external_id=step.item.external_id, seen_at=now)
    row.activity = new_activity(source, step.item, wanted[0], places=places, now=now)
    row.written = places.fields_of(step.item)
    row.save()
    for one in wanted:
        new_date(source, row, one, now=now)
    return row


def _again(source: ImportSource, step: ItemStep, *, places: Places, now: datetime) -> ImportedItem:
    row = step.row
    if row is None or row.activity is None:
        raise TypeError("only what is here can change")
    if step.fields:
        rewrite(source, row.activity, step.fields, now=now)
    # What was changed here is compared with what the import wrote, not with what it would write.
    wanted = places.fields_of(step.item)
    here = {"title": row.activity.title, "text": row.activity.text, "room": row.activity.room_id}
    follows = {
        name: value for name, value in wanted.items() if name in step.fields or here[name] == value
    }
    row.written = row.written | follows
    for one, wanted_date in step.pairs:
        one.which = wanted_date.which
        one.save(update_fields=["which"])
    for date_step in step.dates:
        _take(source, row, date_step, now=now)
    return row


def _take(source: ImportSource, row: ImportedItem, step: DateStep, *, now: datetime) -> None:
    if step.row is None:
        if step.wanted:
            new_date(source, row, step.wanted, now=now)
        return
    if step.wanted is None:
        _leave_out_or_keep(source, step.row, now=now)
        return
    one, wanted = step.row, step.wanted
    date = one.date
    if date is None:
        return
    match step.act:
        case Act.MOVE:
            replan_date(
                one=date, starts_at=wanted.starts_at, ends_at=wanted.ends_at, actor=None,
                by=source.who, now=now,
            )  # fmt: skip
        case Act.CANCEL:
            with override("da"):
                reason = _("Cancelled by %(who)s") % {"who": source.who}
            cancel_date(one=date, reason=reason, actor=None, by=source.who, now=now)
        case Act.RENAME:
            change_date(one=date, own=own_words(date, wanted), actor=None, by=source.who, now=now)
    one.written = written_of(wanted)
    one.save(update_fields=["written"])


def _leave_out_or_keep(source: ImportSource, one: ImportedDate, *, now: datetime) -> None:
    if _stays(source, one):
        one.delete()
    else:
        leave_out(source, one, now=now)


def _stays(source: ImportSource, one: ImportedDate) -> bool:
    """An editor who was asked about it said that it stays."""
    return source.on_gone == OnGone.KEEP and one.pk in source.asked_about
