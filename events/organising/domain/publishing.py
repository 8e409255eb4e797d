"""How an activity comes into the programme and out of it: by the house, or from a partner who asks
the house, or who is trusted. Each step stands in the public trail, and partners get a mail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from events.activities.domain import attest_activity, publish_activity, withdraw_activity
from events.activities.domain.refusals import NoDates, NotAttested
from events.activities.domain.series import locked_activity
from events.activities.models import Activity
from events.organising.enums import ANSWERED_WITH_WORDS, SubmissionState
from events.organising.models import Submission
from events.signups.domain import has_places_taken
from events.trail.domain import add_entry
from events.trail.enums import Step
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Partner
from jobcenter.shared.editions import edition_of
from jobcenter.shared.transactions import in_one_transaction

from .notices import tell_answered, tell_house_that_one_waits
from .partners import is_trusted, may_act_alone, must_still_work_together, name_of
from .refusals import (
    AnsweredAlready,
    PeopleHavePlaces,
    ReadItAgain,
    SaysNoWhy,
    WaitsAlready,
)
from .said import stands

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

STEP_OF = {
    SubmissionState.APPROVED: Step.APPROVED,
    SubmissionState.CHANGE_ASKED: Step.CHANGE_ASKED,
    SubmissionState.REFUSED: Step.REFUSED,
}


def publish(*, activity: Activity, attests: bool, actor: User, now: datetime) -> None:
    """By an editor of the house. `attests`: open to all, voluntary, reported to nobody.

    One from a partner is thereby approved. Raises NotAttested or NoDates.
    """

    def work() -> None:
        _attest(activity, attests, actor=actor, now=now)
        row = _submission(activity)
        if row is not None and row.state != SubmissionState.APPROVED:
            row.sent_at = row.sent_at or now
            _answer(row, SubmissionState.APPROVED, "", actor=actor, now=now)
        else:
            publish_activity(activity=activity, actor=actor, now=now)

    in_one_transaction(work)


def send_to_house(*, activity: Activity, attests: bool, actor: User, now: datetime) -> bool:
    """By somebody of the partner. True when it is public at once, because the house trusts it.

    Raises NotAttested, NoDates, WaitsAlready or NoPartnerAnyMore.
    """

    def work() -> bool:
        locked = locked_activity(activity)
        row = Submission.objects.select_for_update(of=("self",)).get(activity=locked)
        if locked.published_at or row.state == SubmissionState.WAITING:
            raise WaitsAlready
        must_still_work_together(row.partner, locked.centre)
        if not locked.dates.upcoming(now).exists():  # type: ignore[attr-defined]
            raise NoDates
        _attest(activity, attests, actor=actor, now=now)
        trusted = is_trusted(row.partner, locked.centre)
        row.state = SubmissionState.APPROVED if trusted else SubmissionState.WAITING
        row.sent_at, row.answered_at, row.words = now, None, ""
        row.save(update_fields=["state", "sent_at", "answered_at", "words"])
        if trusted:
            publish_activity(activity=activity, actor=actor, by=row.partner.name, now=now)
            return True
        about = locked.public_id
        add_entry(about=about, step=Step.SUBMITTED, by=row.partner.name, now=now)
        record_change("activity.submitted", subject=f"activity:{about}", actor=actor)
        tell_house_that_one_waits(row, now=now)
        return False

    return in_one_transaction(work)


def answer_partner(
    *, activity: Activity, answer: SubmissionState, words: str, seen: str, actor: User,
    now: datetime,
) -> None:  # fmt: skip
    """By an editor: yes, no with a reason, or what should be changed first. A yes is a yes to the
    words the page showed: `seen` is their edition. Raises AnsweredAlready, ReadItAgain, SaysNoWhy.
    """

    def work() -> None:
        row = _submission(activity)
        if row is None or row.state != SubmissionState.WAITING:
            raise AnsweredAlready
        if answer == SubmissionState.APPROVED and edition_of(stands(row.activity)) != seen:
            raise ReadItAgain
        _answer(row, answer, words, actor=actor, now=now)

    in_one_transaction(work)


def take_out(
    *, activity: Activity, why: str, actor: User, now: datetime, partner: Partner | None = None
) -> None:
    """Out of the programme. Not while somebody counts on a date: they would hear nothing."""

    def work() -> None:
        may_act_alone(partner, activity, why)
        locked = locked_activity(activity)
        if has_places_taken(locked, now=now):
            raise PeopleHavePlaces
        withdraw_activity(activity=activity, actor=actor, now=now, by=name_of(partner), why=why)

    in_one_transaction(work)


def _submission(activity: Activity) -> Submission | None:
    """Locked, after the activity: the same order everywhere."""
    locked = locked_activity(activity)
    rows = Submission.objects.select_for_update(of=("self",)).select_related("partner", "activity")
    return rows.filter(activity=locked).first()


def _attest(activity: Activity, attests: bool, *, actor: User, now: datetime) -> None:
    if attests:
        attest_activity(activity=activity, actor=actor, now=now)
    elif locked_activity(activity).attested_at is None:
        raise NotAttested


def _answer(
    row: Submission, answer: SubmissionState, words: str, *, actor: User, now: datetime
) -> None:
    if answer in ANSWERED_WITH_WORDS and not words.strip():
        raise SaysNoWhy
    row.state, row.words, row.answered_at = answer, words, now
    row.save(update_fields=["state", "words", "sent_at", "answered_at"])
    about = row.activity.public_id
    add_entry(about=about, step=STEP_OF[answer], by="", why=words, now=now)
    record_change(f"activity.{answer.value}", subject=f"activity:{about}", actor=actor)
    if answer == SubmissionState.APPROVED:
        publish_activity(activity=row.activity, actor=actor, now=now)
    tell_answered(row, now=now)
