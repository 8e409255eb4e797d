"""The house answers: it takes it on, not yet, or no with a reason. Within ten working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from events.activities.domain.series import made_by
from events.activities.models import Activity
from events.signups.domain import reserve_first_seats
from events.wishes.enums import FINAL, Answer, IdeaKind
from events.wishes.models import Idea
from jobcenter.audit.domain import record_change
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.transactions import in_one_transaction

from .refusals import AnsweredAlready, NoDay, NoReason, NotOfThisHouse
from .telling import tell_answered

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

LONGEST_NOT_YET = timedelta(days=366)
_ONE_MORE = """
    INSERT INTO events_answeredcount AS counted (centre_id, month, answered, in_time)
    VALUES (%s, %s, 1, %s)
    ON CONFLICT ON CONSTRAINT one_count_of_answers_per_house_and_month DO UPDATE
    SET answered = counted.answered + 1, in_time = counted.in_time + EXCLUDED.in_time
"""


def answer_idea(
    *, idea: Idea, answer: Answer, words: str, until: date | None = None,
    activity: Activity | None = None, actor: User | None, now: datetime,
) -> Idea:  # fmt: skip
    """Once for all, except after "not yet", which names the day `until` of the next answer. No
    `actor` is the clockwork: see `taking_on`.

    `activity` is what the wish becomes, if it is known yet; see `make_activity_of`.
    """
    today = now.astimezone(COPENHAGEN).date()
    if answer == Answer.REFUSED and not words.strip():
        raise NoReason
    if answer == Answer.NOT_YET and not (until and today < until <= today + LONGEST_NOT_YET):
        raise NoDay

    def say(one: Idea) -> None:
        if one.answer in FINAL:
            raise AnsweredAlready
        if one.answered_at is None:
            _count(one, is_in_time=today <= one.due_on, today=today)
        one.answer, one.answer_words, one.answered_at = answer, words, now
        if answer == Answer.NOT_YET and until:
            one.due_on, one.reminded_at = until, None
        if answer == Answer.TAKEN_ON and activity is not None:
            _become(one, activity)
        one.save()
        tell_answered(one, now=now)

    return _write(idea, say, action=f"idea.{answer.value}", actor=actor)


def make_activity_of(*, idea: Idea, activity: Activity, actor: User) -> Idea:
    """What was taken on becomes this activity; another one, if it was the wrong one, until those
    who wished for it were told."""

    def become(one: Idea) -> None:
        if one.answer != Answer.TAKEN_ON or one.told_at is not None:
            raise AnsweredAlready
        _become(one, activity)
        one.save()

    return _write(idea, become, action="idea.became_an_activity", actor=actor)


def let_through(*, idea: Idea, actor: User, now: datetime) -> Idea:
    """Somebody of the house has read it: it may stand in public, also after a report."""

    def show(one: Idea) -> None:
        if one.kind == IdeaKind.WISH:
            one.shown_at = one.shown_at or now
        one.taken_down_at, one.taken_down_why = None, ""
        one.reported_at, one.reported_why = None, ""
        one.save()

    return _write(idea, show, action="idea.let_through", actor=actor)


def take_down(*, idea: Idea, why: str, actor: User, now: datetime) -> Idea:
    """Out of sight, with a reason that its author reads."""
    if not why.strip():
        raise NoReason

    def hide(one: Idea) -> None:
        one.taken_down_at, one.taken_down_why = now, why
        one.reported_at, one.reported_why = None, ""
        one.save()

    return _write(idea, hide, action="idea.taken_down", actor=actor)


def _become(one: Idea, activity: Activity) -> None:
    rows = Activity.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.filter(pk=activity.pk, centre=one.centre_id).first()
    if locked is None:
        raise NotOfThisHouse
    one.activity = locked
    reserve_first_seats(activity=locked)


def _count(one: Idea, *, is_in_time: bool, today: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_MORE, [one.centre_id, today.replace(day=1), int(is_in_time)])


def _write(idea: Idea, change: Callable[[Idea], None], *, action: str, actor: User | None) -> Idea:
    def work() -> Idea:
        rows = Idea.objects.select_for_update(of=("self",), no_key=True)
        one = rows.select_related("centre").get(pk=idea.pk)
        change(one)
        record_change(action, subject=f"idea:{one.public_id}", **made_by(actor))
        return one

    return in_one_transaction(work)
