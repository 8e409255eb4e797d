"""Making an activity and changing it, with its dates, its terms and what is asked: one form, one
transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from events.activities.domain import (
    Described,
    Planned,
    add_date,
    cancel_date,
    change_date,
    move_date,
    plan_activity,
    postpone_date,
    rewrite_activity,
)
from events.activities.domain.dates import Own
from events.activities.domain.series import lock_plan_of, locked_activity
from events.activities.models import Activity, ActivityDate
from events.organising.models import Submission
from events.signups.domain import Asked, Terms, bring_along, set_terms
from jobcenter.centres.models import Partner, Topic
from jobcenter.shared.editions import must_stand_as_seen
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .partners import is_trusted, may_act_alone, must_still_work_together, name_of
from .refusals import NeedsTrust
from .said import own_stands, stands

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """All that the form says. `more_dates` are added one by one; no `terms` is drop-in."""

    described: Described
    planned: Planned
    topics: Sequence[Topic] = ()
    more_dates: Sequence[datetime] = ()
    terms: Terms | None = None
    questions: Sequence[Asked] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a form was begun from, by its `edition`, and what it would make of it: see `said`."""

    edition: str
    wanted: Mapping[str, object]


def make_activity(
    *, written: Written, actor: User, form_key: str, now: datetime, partner: Partner | None = None
) -> Activity:
    """A draft nobody else can see. The same form sent again gives the same activity.

    `partner` is the organisation whose person writes it; None is an editor of the house.
    """

    def work() -> Activity:
        body = asdict(written)
        earlier = claim_submission(form=FORM, key=form_key, body=body | {"partner": partner})
        if earlier is not None:
            return Activity.objects.get(public_id=earlier.result)
        must_still_work_together(partner, written.described.centre)
        activity = plan_activity(
            described=written.described, planned=written.planned, topics=written.topics,
            actor=actor, now=now,
        )  # fmt: skip
        if partner is not None:
            Submission.objects.create(activity=activity, partner=partner)
        _write_the_rest(activity, written, actor=actor, by="", now=now)
        keep_result(form=FORM, key=form_key, result=activity.public_id)
        return activity

    return in_one_transaction(work)


def change_activity(
    *, activity: Activity, written: Written, seen: Seen, actor: User, now: datetime,
    partner: Partner | None = None,
) -> None:  # fmt: skip
    """Sets a state. A partner changes what is public only where the house trusts it.

    Raises ChangedMeanwhile with what `stands` now when that is not what the form was begun from.
    """
    by = name_of(partner)

    def work() -> None:
        lock_plan_of(written.described.centre)
        locked = _must_be_free_to(partner, activity)
        must_stand_as_seen(stands(locked), wanted=seen.wanted, seen=seen.edition)
        must_still_work_together(partner, written.described.centre)
        changed = rewrite_activity(
            activity=activity, described=written.described, planned=written.planned,
            topics=written.topics, actor=actor, now=now, by=by,
        )  # fmt: skip
        _write_the_rest(changed, written, actor=actor, by=by, now=now)

    in_one_transaction(work)


def change_one_date(
    *, one: ActivityDate, own: Own, seen: Seen, actor: User, now: datetime,
    partner: Partner | None = None,
) -> None:  # fmt: skip
    """What one date has of its own, by the same rule as the whole. Moving and cancelling are
    always free: people must hear of them at once."""
    by = name_of(partner)

    def work() -> None:
        _must_be_free_to(partner, one.activity)
        row = ActivityDate.objects.select_related("own_room").get(pk=one.pk)
        must_stand_as_seen(own_stands(row), wanted=seen.wanted, seen=seen.edition)
        change_date(one=one, own=own, actor=actor, now=now, by=by)

    in_one_transaction(work)


def move_one_date(
    *, one: ActivityDate, starts_at: datetime, ends_at: datetime, reason: str, actor: User,
    now: datetime, partner: Partner | None = None,
) -> None:  # fmt: skip
    """Also what was cancelled is on again; of a course, for everybody who is on it by now."""

    def work() -> None:
        may_act_alone(partner, one.activity, reason)
        move_date(
            one=one, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor, now=now,
            by=name_of(partner),
        )  # fmt: skip
        bring_along(activity=one.activity, now=now)

    in_one_transaction(work)


def cancel_one_date(
    *, one: ActivityDate, reason: str, actor: User, now: datetime, partner: Partner | None = None
) -> None:
    def work() -> None:
        may_act_alone(partner, one.activity, reason)
        cancel_date(one=one, reason=reason, actor=actor, now=now, by=name_of(partner))

    in_one_transaction(work)


def postpone_one_date(
    *, one: ActivityDate, reason: str, actor: User, now: datetime, partner: Partner | None = None
) -> None:
    def work() -> None:
        may_act_alone(partner, one.activity, reason)
        postpone_date(one=one, reason=reason, actor=actor, now=now, by=name_of(partner))

    in_one_transaction(work)


def _must_be_free_to(partner: Partner | None, activity: Activity) -> Activity:
    """Locks the activity: nobody says yes to words that change while they read."""
    row = locked_activity(activity)
    if partner is None:
        return row
    must_still_work_together(partner, row.centre)
    if row.published_at and not is_trusted(partner, row.centre):
        raise NeedsTrust
    return row


def _write_the_rest(
    activity: Activity, written: Written, *, actor: User, by: str, now: datetime
) -> None:
    for starts_at in written.more_dates:
        add_date(activity=activity, starts_at=starts_at, actor=actor, by=by, now=now)
    set_terms(activity=activity, terms=written.terms, questions=written.questions, now=now)
    bring_along(activity=activity, now=now)
