"""Having one's own counsellor: chosen, changed or left at any time, without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from citizens.people.domain import meet_citizen
from citizens.people.models import Citizen
from counsellors.people.models import Counsellor
from counsellors.responsibility.enums import Answer, Origin
from counsellors.responsibility.models import Handover, Responsibility
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.periods import period
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import FormAlreadyUsed, claim_submission, keep_result

from .locking import lock_citizen, lock_counsellor
from .reading import has_room
from .refusals import ChangedMeanwhile, CounsellorHasEnoughPeople, CounsellorMeetsNobodyNow
from .telling import withdraw_letters_about

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "own_counsellor"
SHORTEST = timedelta(microseconds=1)

# The last word on "at most one": see also the models.
REFUSALS: dict[str, type[Refusal]] = {"one_own_counsellor_at_any_instant": ChangedMeanwhile}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The period that holds now; `was_already` when nothing had to be changed for it. `void` are
    the cards that went with the period before.
    """

    responsibility: Responsibility
    was_already: bool
    void: tuple[Handover, ...] = ()


def choose_own_counsellor(
    *, counsellor: str, name: str, language: str, form_key: str, user: User, now: datetime
) -> Chosen:
    """Make the counsellor with this slug the person's own, instead of whoever was until now.

    `form_key` is from `mint_form_key(form=FORM)`; `language` is the page's.

    Raises CounsellorHasEnoughPeople at the ceiling, and CounsellorMeetsNobodyNow; both leave
    whoever it was until now.
    """
    return in_one_transaction(
        lambda: _choose(
            counsellor, name=name, language=language, form_key=form_key, user=user, now=now
        ),
        **REFUSALS,
    )


def leave_own_counsellor(*, user: User, now: datetime) -> bool:
    """End it, without a reason. Booked conversations stay. False when there was none."""
    return in_one_transaction(lambda: _leave(user, now=now))


def wish_handover(*, user: User, now: datetime) -> bool:
    """Ask one's own counsellor to hand over to somebody else. False when asked before, or none."""
    return in_one_transaction(lambda: _wish_handover(user, now=now))


def begin(
    *,
    citizen: Citizen,
    counsellor: Counsellor,
    name: str,
    came_by: Origin,
    language: str,
    now: datetime,
    actor: User,
    card: Handover | None = None,
) -> Chosen:
    """Begin a period and end the one before. Both rows must be locked: see locking.py.

    The letters about what is void are the caller's to withdraw, after its trail: see `LOCK_ORDER`.
    """
    current = Responsibility.objects.current().filter(citizen=citizen).first()
    if current is not None and current.counsellor_id == counsellor.pk:
        return Chosen(current, was_already=True)
    if counsellor.last_day is not None:
        raise CounsellorMeetsNobodyNow
    if not has_room(counsellor):
        raise CounsellorHasEnoughPeople
    starts_at = _after_everything(citizen, now)
    void = _end(current, at=starts_at) if current is not None else ()
    begun = Responsibility.objects.create(
        citizen=citizen,
        counsellor=counsellor,
        name=name,
        during=period_from(starts_at),
        came_by=came_by,
        page_language=language,
        card=card,
    )
    if current is not None:
        _record("responsibility.ended", current, actor)
    _record("responsibility.began", begun, actor, came_by=came_by.value)
    return Chosen(begun, was_already=False, void=void)


def end_because_they_left(*, responsibility: Responsibility, now: datetime) -> bool:
    """The counsellor's last day is over and the person, who was told, has chosen nobody else.

    False while a card waits for the person's answer, and when it has ended meanwhile.
    """
    return in_one_transaction(lambda: _end_because_they_left(responsibility, now=now))


def period_from(start: datetime) -> DateTimeTZRange:
    """[start, ∞)."""
    return DateTimeTZRange(start, None, "[)")


def _choose(
    slug: str, *, name: str, language: str, form_key: str, user: User, now: datetime
) -> Chosen:
    earlier = claim_submission(form=FORM, key=form_key, body={"counsellor": slug, "name": name})
    if earlier is not None:
        return _chosen_before(earlier.result)
    counsellor = lock_counsellor(slug)
    if counsellor is None:
        raise CounsellorMeetsNobodyNow
    chosen = begin(
        citizen=meet_citizen(user=user),
        counsellor=counsellor,
        name=name,
        came_by=Origin.CHOSEN,
        language=language,
        now=now,
        actor=user,
    )
    keep_result(form=FORM, key=form_key, result=chosen.responsibility.public_id)
    withdraw_letters_about(chosen.void)
    return chosen


def _chosen_before(public_id: str) -> Chosen:
    """Ended meanwhile or not: what this form was to do was done once."""
    chosen = Responsibility.objects.filter(public_id=public_id).first()
    if chosen is None:
        raise FormAlreadyUsed
    return Chosen(chosen, was_already=True)


def _leave(user: User, *, now: datetime) -> bool:
    citizen = meet_citizen(user=user)
    current = Responsibility.objects.current().filter(citizen=citizen).first()
    if current is None:
        return False
    void = _end(current, at=_after_everything(citizen, now))
    _record("responsibility.ended", current, user)
    withdraw_letters_about(void)
    return True


def _wish_handover(user: User, *, now: datetime) -> bool:
    citizen = meet_citizen(user=user)
    wished = (
        Responsibility.objects.current().filter(citizen=citizen, wishes_handover_since=None).first()
    )
    if wished is None:
        return False
    wished.wishes_handover_since = now
    wished.save(update_fields=["wishes_handover_since"])
    _record("responsibility.handover_wished", wished, user)
    return True


def _end_because_they_left(responsibility: Responsibility, *, now: datetime) -> bool:
    citizen = lock_citizen(responsibility.citizen_id)
    current = Responsibility.objects.current().filter(pk=responsibility.pk).first()
    if current is None or current.handovers.filter(answer=Answer.WAITING).exists():
        return False
    _end(current, at=_after_everything(citizen, now))
    record_change(
        "responsibility.ended",
        subject=f"responsibility:{current.public_id}",
        actor_kind=Change.ActorKind.SYSTEM,
    )
    return True


def _after_everything(citizen: Citizen, now: datetime) -> datetime:
    """`now`, or just after what already happened when another machine's clock runs ahead of ours.

    Periods of one person follow each other in the order in which their locks were taken, and each
    lasts an instant at least: the key refuses empty ones.
    """
    moments = [now]
    for during in Responsibility.objects.filter(citizen=citizen).values_list("during", flat=True):
        moments += [during.lower + SHORTEST, during.upper or during.lower]
    return max(moments)


def _end(current: Responsibility, *, at: datetime) -> tuple[Handover, ...]:
    """End it, and with it what was proposed for it: answers the cards that are void now."""
    waiting = Handover.objects.filter(responsibility=current, answer=Answer.WAITING)
    void = tuple(waiting)
    waiting.delete()
    current.during = period(current.starts_at, at)
    current.wishes_handover_since = None
    current.save(update_fields=["during", "wishes_handover_since"])
    return void


def _record(action: str, row: Responsibility, actor: User, **facts: str) -> None:
    record_change(action, subject=f"responsibility:{row.public_id}", actor=actor, facts={**facts})
