"""Making and changing a source, and what an editor decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from events.activities.enums import ActivityKind
from events.imports.enums import OnGone, Pause, SourceKind
from events.imports.models import ImportFile, ImportSource
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.fetching.addresses import read_address
from jobcenter.shared.fetching.sealing import Way, seal
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "import_source"
MOST_SOURCES = 50


class SourceNameTaken(Refusal):
    message = _("The house already has a source of that name.")
    next_step = _("Give it another name.")


class TooManySources(Refusal):
    message = _("The house already has fifty sources.")
    next_step = _("Remove one of them first.")


@dataclass(frozen=True, slots=True)
class File:
    """A calendar or a list an editor hands in instead of an address."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an editor says about a source. `url` "" is a file handed in, None is as it was."""

    name: str
    kind: SourceKind
    activity_kind: ActivityKind
    partner: Partner | None = None
    url: str | None = ""
    mapping: dict[str, Any] | None = None
    is_attested: bool = False


def add_source(
    *, centre: Centre, told: Told, file: File | None, form_key: str, actor: User, now: datetime
) -> ImportSource:
    """Read the next time the clockwork comes by. Raises AddressNotUsable and refusals of ours."""

    def add() -> ImportSource:
        body = {"centre": centre.pk, "name": told.name, "actor": actor.pk}
        earlier = claim_submission(form=FORM, key=form_key, body=body)
        if earlier is not None:
            return ImportSource.objects.get(public_id=earlier.result)
        # One after the other, so that the count is true.
        Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre.pk)
        if ImportSource.objects.filter(centre=centre).count() >= MOST_SOURCES:
            raise TooManySources
        source = ImportSource(centre=centre, due_at=now)
        _write(source, told, actor=actor, now=now)
        _record("import.added", source, actor=actor)
        if file is not None:
            hand_in_file(source=source, file=file, actor=actor, now=now)
        keep_result(form=FORM, key=form_key, result=source.public_id)
        return source

    return in_one_transaction(add, names_of_sources_differ_per_house=SourceNameTaken)


def change_source(*, source: ImportSource, told: Told, actor: User, now: datetime) -> ImportSource:
    def change() -> ImportSource:
        held = hold_source(source)
        _write(held, told, actor=actor, now=now)
        _record("import.changed", held, actor=actor)
        return held

    return in_one_transaction(change, names_of_sources_differ_per_house=SourceNameTaken)


def hand_in_file(*, source: ImportSource, file: File, actor: User, now: datetime) -> None:
    """Instead of the one before. Read the next time the clockwork comes by."""

    def hand_in() -> None:
        held = hold_source(source)
        ImportFile.objects.update_or_create(
            source=held,
            defaults={"name": file.name[:120], "data": file.data, "handed_in_at": now},
        )
        ImportSource.objects.filter(pk=held.pk).update(due_at=now)
        _record("import.file_handed_in", held, actor=actor)

    in_one_transaction(hand_in)


def ask_for_trial(*, source: ImportSource, now: datetime) -> None:
    """A worker tries it: a page never waits for a stranger."""
    ImportSource.objects.filter(pk=source.pk).update(tries_at=now)


def read_soon(*, source: ImportSource, now: datetime) -> None:
    ImportSource.objects.filter(pk=source.pk).update(due_at=now)


def pause_source(*, source: ImportSource, actor: User, now: datetime) -> None:
    def pause() -> None:
        held = hold_source(source)
        held.paused_at, held.paused_why = held.paused_at or now, Pause.EDITOR
        held.save(update_fields=["paused_at", "paused_why"])
        _record("import.paused", held, actor=actor)

    in_one_transaction(pause)


def go_on(
    *, source: ImportSource, on_gone: OnGone = OnGone.ASK, actor: User, now: datetime
) -> None:
    """Read on. `on_gone` is the answer to the brake's question: it holds for one reading, and for
    what was asked about."""

    def resume() -> None:
        held = hold_source(source)
        held.paused_at, held.paused_why, held.on_gone, held.due_at = None, "", on_gone, now
        held.save(update_fields=["paused_at", "paused_why", "on_gone", "due_at"])
        _record("import.resumed", held, actor=actor, on_gone=on_gone.value)

    in_one_transaction(resume)


def remove_source(*, source: ImportSource, actor: User) -> None:
    """We forget it and where things came from. What came from it stays and is the house's own."""

    def remove() -> None:
        held = hold_source(source)
        _record("import.removed", held, actor=actor)
        held.delete()

    in_one_transaction(remove)


def hold_source(source: ImportSource) -> ImportSource:
    rows = ImportSource.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("centre", "partner", "attested_by").get(pk=source.pk)


def _write(source: ImportSource, told: Told, *, actor: User, now: datetime) -> None:
    source.name, source.kind, source.partner = told.name, told.kind, told.partner
    source.activity_kind = told.activity_kind
    source.mapping = told.mapping or {} if told.kind == SourceKind.JSON else {}
    if told.url is not None:
        address = read_address(told.url) if told.url else None
        source.sealed = seal(Way(address.url)) if address else ""
        source.host = address.host if address else ""
    if told.is_attested and source.attested_at is None:
        source.attested_by, source.attested_at = actor, now
    elif not told.is_attested:
        source.attested_by = source.attested_at = None
    source.due_at = now
    source.save()


def _record(action: str, source: ImportSource, *, actor: User, **facts: str) -> None:
    record_change(
        action,
        subject=f"import:{source.public_id}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF,
        facts=dict(facts),
    )
