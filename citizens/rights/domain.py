"""Who has seen my information: the read log about oneself, and asking about a line of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from citizens.people.domain import proven_mails
from citizens.people.models import Citizen
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.domain import record_change
from jobcenter.audit.enums import Kind, Why
from jobcenter.audit.models import Reading
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import Limit, spend
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .models import Question

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "question"
# Each question is a mail to a house.
QUESTIONS_PER_ACCOUNT = Limit("question.asked", 10, timedelta(days=1))
# The houses read Danish, whatever language the citizen's pages are in.
LANGUAGE_OF_THE_HOUSE = "da"


class AlreadyAsked(Refusal):
    message = _("You have already asked about this.")
    next_step = _("The house answers you. Call us if it takes too long.")


class NobodyReadsMailThere(Refusal):
    message = _("The house has no mail address, so it cannot read your question here.")
    next_step = _("Call us, or go to the house: a human finds out with you.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the read log as its citizen sees it. `role` and `house` may be unknown by now."""

    reading: Reading
    role: str
    house: str
    kinds: list[str]
    question: Question | None


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    was_repeated: bool


def own_citizens(user: User) -> QuerySet[Citizen]:
    """The account's own row, and those of its proven mails as long as no other account has them."""
    unclaimed = Q(user=None, email__in=proven_mails(user))
    return Citizen.objects.filter(Q(user=user) | unclaimed)


def readings_about(user: User) -> QuerySet[Reading]:
    """Every look at what the house knows about this person, the latest first."""
    return Reading.objects.all().about(list(own_citizens(user).values_list("public_id", flat=True)))


def in_words(readings: Iterable[Reading]) -> list[Line]:
    """With everything the page says about each. Two queries, however many there are."""
    shown = list(readings)
    houses = dict(
        Centre.objects.filter(pk__in={r.centre_id for r in shown}).values_list("pk", "name")
    )
    ids = [reading.public_id for reading in shown]
    questions = {
        question.reading: question for question in Question.objects.filter(reading__in=ids)
    }
    return [
        Line(
            reading=reading,
            role=_role_in_words(reading.reader_role),
            house=houses.get(reading.centre_id or 0, ""),
            kinds=kinds_in_words(reading),
            question=questions.get(reading.public_id),
        )
        for reading in shown
    ]


def kinds_in_words(reading: Reading) -> list[str]:
    return [str(Kind(kind).label) for kind in reading.kinds]


def ask_about_reading(
    *, reading: Reading, user: User, words: str, reach: str, form_key: str, now: datetime
) -> Asked:
    """Keep the question and send it to the house the line belongs to.

    `reading` is one of the asker's own; `reach` is where the house answers, a mail address or a
    phone number. Raises AlreadyAsked, NobodyReadsMailThere or TooManyAttempts.
    """
    return in_one_transaction(
        lambda: _ask(reading, user, words=words, reach=reach, form_key=form_key, now=now),
        one_question_per_reading=AlreadyAsked,
    )


def forget_old_questions(*, now: datetime) -> int:
    """A year after they were asked. Safe to repeat."""
    old = Question.objects.filter(asked_at__lte=now - kept_for("questions"))
    return old.delete()[0]


def _ask(
    reading: Reading, user: User, *, words: str, reach: str, form_key: str, now: datetime
) -> Asked:
    body = {"reading": reading.public_id, "words": words, "reach": reach}
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return Asked(Question.objects.get(reading=earlier.result), was_repeated=True)
    question = Question.objects.create(
        citizen=own_citizens(user).get(public_id=reading.citizen),
        reading=reading.public_id,
        words=words,
        reach=reach,
        asked_at=now,
    )
    _tell_the_house(question, reading, now=now)
    keep_result(form=FORM, key=form_key, result=question.reading)
    record_change("question.asked", subject=f"reading:{reading.public_id}", actor=user)
    spend(QUESTIONS_PER_ACCOUNT, subject=f"user:{user.pk}", now=now)
    return Asked(question, was_repeated=False)


def _tell_the_house(question: Question, reading: Reading, *, now: datetime) -> None:
    house = Centre.objects.filter(pk=reading.centre_id or 0).exclude(email="").first()
    if house is None:
        raise NobodyReadsMailThere
    with override(LANGUAGE_OF_THE_HOUSE):
        payload = _facts(question, reading)
    queue_notice(
        "question_about_reading",
        channel=Notice.Channel.MAIL,
        recipient=house.email,
        language=LANGUAGE_OF_THE_HOUSE,
        payload=payload,
        effect_key=f"question_about_reading:{reading.public_id}",
        subject=f"reading:{reading.public_id}",
        due_at=now,
    )


def _facts(question: Question, reading: Reading) -> dict[str, str]:
    return {
        "reader": reading.reader_name,
        "starts_at": reading.at.isoformat(),
        "kinds": ", ".join(kinds_in_words(reading)),
        "why": str(Why(reading.why).label),
        "words": question.words,
        "reach": question.reach,
    }


def _role_in_words(role: str) -> str:
    return str(RoleKind(role).label) if role in RoleKind.values else role
