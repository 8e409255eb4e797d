"""Minutes of the team's meetings: written by administrators, read by those who work here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from counsellors.team.models import Minutes
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.editions import must_stand_as_seen
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission

from .refusals import HoldsPersonalData, MinutesAreGone

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "write_minutes"


def write_minutes(
    *,
    centre: Centre,
    title: str,
    held_on: date,
    words: str,
    actor: User,
    form_key: str,
    now: datetime,
) -> None:
    """Raises HoldsPersonalData for what certainly is a CPR number."""
    _refuse_cpr_numbers(f"{title}\n{words}")

    def work() -> None:
        body = {"house": centre.slug, "title": title, "held_on": held_on, "words": words}
        if claim_submission(form=FORM, key=form_key, body=body) is not None:
            return
        row = Minutes.objects.create(
            centre=centre, title=title, held_on=held_on, words=words, written_at=now
        )
        _record("minutes.written", row, actor)

    in_one_transaction(work)


@transaction.atomic
def change_minutes(
    *,
    minutes: Minutes,
    title: str,
    held_on: date,
    words: str,
    seen: str,
    actor: User,
    now: datetime,
) -> None:
    """Sets a state: sent twice it is the same. `seen` is the edition the page showed.

    Raises HoldsPersonalData, ChangedMeanwhile or MinutesAreGone.
    """
    _refuse_cpr_numbers(f"{title}\n{words}")
    row = Minutes.objects.select_for_update(of=("self",)).filter(pk=minutes.pk).first()
    if row is None:
        raise MinutesAreGone
    wanted = {"title": title, "held_on": held_on, "words": words}
    must_stand_as_seen(values_of(row), wanted=wanted, seen=seen)
    row.title, row.held_on, row.words, row.written_at = title, held_on, words, now
    row.save(update_fields=["title", "held_on", "words", "written_at"])
    _record("minutes.changed", row, actor)


def values_of(minutes: Minutes) -> dict[str, object]:
    """What a page of them lets one change."""
    return {"title": minutes.title, "held_on": minutes.held_on, "words": minutes.words}


@transaction.atomic
def remove_minutes(*, minutes: Minutes, actor: User) -> None:
    removed, _rows = Minutes.objects.filter(pk=minutes.pk).delete()
    if removed:
        _record("minutes.removed", minutes, actor)


def _refuse_cpr_numbers(text: str) -> None:
    found = [number.passage for number in cpr_numbers_in(text) if number.is_certain]
    if found:
        raise HoldsPersonalData(found)


def _record(action: str, minutes: Minutes, actor: User) -> None:
    record_change(
        action,
        subject=f"minutes:{minutes.public_id}",
        actor=actor,
        actor_kind=Change.ActorKind.STAFF,
    )
