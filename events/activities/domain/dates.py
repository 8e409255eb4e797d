"""What happens to one date: the series goes on as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from events.activities.enums import DateState, Whereabouts
from events.activities.models import Activity, ActivityDate
from events.trail.enums import Step
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Room
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.transactions import in_one_transaction

from .entries import let_be_found
from .history import date_of, tell_trail
from .online import address_at
from .refusals import AlreadyThatDate, DateIsOver, EndsBeforeItBegins, ReasonMissing
from .series import locked_activity, made_by

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What this date has of its own; empty is as in the series."""

    title: str = ""
    text: str = ""
    room: Room | None = None
    places: int | None = None
    language: SpokenLanguage | None = None
    price_kroner: int | None = None
    online_address: str = ""


def move_date(
    *, one: ActivityDate, starts_at: datetime, ends_at: datetime, reason: str = "",
    actor: User | None, now: datetime, by: str = "",
) -> ActivityDate:  # fmt: skip
    """To another time. Also what was postponed or cancelled comes back like this."""
    if ends_at <= starts_at:
        raise EndsBeforeItBegins
    if starts_at <= now:
        raise DateIsOver

    def move(row: ActivityDate) -> None:
        row.starts_at, row.ends_at, row.reason = starts_at, ends_at, reason
        row.state = DateState.MOVED

    return _write(one, move, step=Step.DATE_MOVED, actor=actor, by=by, now=now)


def replan_date(
    *, one: ActivityDate, starts_at: datetime, ends_at: datetime, actor: User | None,
    now: datetime, by: str = "",
) -> ActivityDate:  # fmt: skip
    """As whoever plans it elsewhere has it now; what was cancelled is on again. It says that it
    was moved only to those who may have seen it where it was."""
    if ends_at <= starts_at:
        raise EndsBeforeItBegins
    if starts_at <= now:
        raise DateIsOver

    def replan(row: ActivityDate) -> None:
        is_elsewhen = row.activity.was_public and starts_at != row.planned_at
        row.state = DateState.MOVED if is_elsewhen else DateState.PLANNED
        row.planned_at, row.starts_at, row.ends_at, row.reason = starts_at, starts_at, ends_at, ""

    return _write(one, replan, step=Step.DATE_MOVED, actor=actor, by=by, now=now)


def postpone_date(
    *, one: ActivityDate, reason: str, actor: User | None, now: datetime, by: str = ""
) -> ActivityDate:
    """It will be, nobody knows when yet."""

    def postpone(row: ActivityDate) -> None:
        row.starts_at = row.ends_at = None
        row.state, row.reason = DateState.POSTPONED, reason

    return _write(one, postpone, step=Step.DATE_POSTPONED, actor=actor, by=by, now=now)


def cancel_date(
    *, one: ActivityDate, reason: str, actor: User | None, now: datetime, by: str = ""
) -> ActivityDate:
    """It will not be. It stays visible with its reason: nobody shall stand before a dark house."""
    if not reason.strip():
        raise ReasonMissing

    def cancel(row: ActivityDate) -> None:
        if row.starts_at is None or row.ends_at is None:
            row.starts_at, row.ends_at = row.planned_at, row.planned_at + row.length
        row.state, row.reason = DateState.CANCELLED, reason

    return _write(one, cancel, step=Step.DATE_CANCELLED, actor=actor, by=by, now=now)


def change_date(
    *, one: ActivityDate, own: Own, actor: User | None, now: datetime, by: str = ""
) -> ActivityDate:
    """Let one date differ from its series in more than its time."""

    def change(row: ActivityDate) -> None:
        row.own_title, row.own_text, row.own_room = own.title, own.text, own.room
        row.own_places, row.own_price_kroner = own.places, own.price_kroner
        row.own_language = own.language or ""
        where = Whereabouts(row.activity.whereabouts)
        row.own_online_address = address_at(where, own.online_address)

    return _write(one, change, step=Step.DATE_CHANGED, actor=actor, by=by, now=now)


def _write(
    one: ActivityDate, change: Callable[[ActivityDate], None], *, step: Step,
    actor: User | None, by: str, now: datetime,
) -> ActivityDate:  # fmt: skip
    def write() -> ActivityDate:
        activity = locked_activity(one.activity)
        row = activity.dates.select_for_update(no_key=True).get(pk=one.pk)  # type: ignore[attr-defined]
        if row.ends_at is not None and row.ends_at <= now:
            raise DateIsOver
        was = row.starts_at
        change(row)
        row.changed_at, row.sequence = now, row.sequence + 1
        row.save()
        let_be_found(activity)
        _tell(activity, row, step, was=was, by=by, now=now)
        action = f"activity_date.{step.removeprefix('date_')}"
        record_change(action, subject=f"activity:{activity.public_id}", **made_by(actor))
        return row

    return in_one_transaction(write, one_date_of_an_activity_per_planned_start=AlreadyThatDate)


def _tell(
    activity: Activity, row: ActivityDate, step: Step, *, was: datetime | None, by: str,
    now: datetime,
) -> None:  # fmt: skip
    """In the public trail, with the reason that stands beside the date."""
    moved = was if step == Step.DATE_MOVED else None
    why = "" if step == Step.DATE_CHANGED else row.reason
    tell_trail(activity, step, by=by, why=why, changes=date_of(row, was=moved), now=now)
