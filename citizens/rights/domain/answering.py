"""The house answers a question about a line of the read log, once, in writing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from citizens.rights.models import Question
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import NewReading, record_change
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.audit.models import Reading
from jobcenter.centres.models import Centre
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .asking import address_of_the_list
from .lines import kinds_in_words, role_in_words

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

ANSWER_FORM = "answer"
WAITS_TOO_LONG = timedelta(days=14)
# Who answers for a house.
ANSWERING = (RoleKind.CENTRE_EDITOR, RoleKind.TEAM_LEAD)


class AlreadyAnswered(Refusal):
    message = _("Somebody at your house has answered this already.")
    next_step = _("You find the answer on the list. Yours was not sent.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the house reads it. The line may be gone by now."""

    question: Question
    reading: Reading | None
    role: str
    kinds: list[str]


def with_lines(questions: Iterable[Question]) -> list[Asked]:
    """Each with the line it is about, in one query. Needs the citizens loaded."""
    shown = list(questions)
    # By the citizen first: that is what the log has an index for.
    lines = {
        line.public_id: line
        for line in Reading.objects.filter(
            citizen__in={one.citizen.public_id for one in shown},
            public_id__in={one.reading for one in shown},
        )
    }
    return [_asked(one, lines.get(one.reading)) for one in shown]


def seen_of_question(question: Question, *, way: Way) -> NewReading:
    """What somebody asks the house is something about them: reading it is written down as well."""
    return NewReading(
        citizen=question.citizen.public_id,
        way=way,
        kinds=frozenset({Kind.QUESTION}),
        why=Why.AT_MY_HOUSE,
        centre_id=question.centre_id,
    )


def answer_question(
    *, question: Question, words: str, by: User, form_key: str, now: datetime
) -> Question:
    """Keep the answer and send it; it also stands on the asker's page. Sent twice, it goes once.

    Raises AlreadyAnswered, FormKeyNotOurs or FormAlreadyUsed.
    """
    return in_one_transaction(
        lambda: _answer(question, words=words, by=by, form_key=form_key, now=now)
    )


def remind_houses(*, now: datetime) -> int:
    """Tell each house once that somebody has waited for two weeks. Safe to repeat."""
    waiting = Question.objects.unanswered().filter(
        reminded_at=None, asked_at__lte=now - WAITS_TOO_LONG, centre__isnull=False
    )
    return sum(
        in_one_transaction(lambda pk=pk: _remind(pk, now=now))  # type: ignore[misc]
        for pk in waiting.order_by("pk").values_list("pk", flat=True)
    )


def _asked(question: Question, reading: Reading | None) -> Asked:
    role = role_in_words(reading.reader_role) if reading else ""
    return Asked(question, reading, role, kinds_in_words(reading) if reading else [])


def _answer(question: Question, *, words: str, by: User, form_key: str, now: datetime) -> Question:
    held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    body = {"question": held.reading, "words": words, "by": by.pk}
    if claim_submission(form=ANSWER_FORM, key=form_key, body=body) is not None:
        return held
    if held.answered_at is not None:
        raise AlreadyAnswered
    held.answer, held.answered_at, held.answered_by = words, now, str(by)[:120]
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    keep_result(form=ANSWER_FORM, key=form_key, result=held.reading)
    record_change("question.answered", subject=f"reading:{held.reading}", actor=by)
    _send(held, now=now)
    return held


def _send(question: Question, *, now: datetime) -> None:
    house = question.centre
    with override(question.page_language):
        link = str(settings.SITE_URL) + reverse("rights:who_has_seen")
    queue_notice(
        "question_answered",
        channel=Notice.Channel.MAIL if question.is_by_mail else Notice.Channel.SMS,
        recipient=question.reach,
        language=question.page_language,
        payload={
            "words": question.answer,
            "answered_by": question.answered_by,
            "link": link,
            "centre": house.name if house else "",
            "centre_phone": house.phone if house else "",
            "centre_email": house.email if house else "",
        },
        effect_key=f"question_answered:{question.reading}",
        subject=f"reading:{question.reading}",
        due_at=now,
    )


def _remind(pk: int, *, now: datetime) -> int:
    """How many were told: none when somebody answered, or was reminded, just now."""
    question = (
        Question.objects.unanswered()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk, reminded_at=None)
        .select_related("centre")
        .first()
    )
    if question is None or question.centre is None:
        return 0
    told = _who_reads_for(question.centre)
    for address in told:
        _tell_that_it_waits(question, address, now=now)
    Question.objects.filter(pk=pk).update(reminded_at=now)
    return len(told)


def _who_reads_for(house: Centre) -> list[str]:
    """The house's own address, else those of the people who may answer there."""
    if house.email:
        return [house.email]
    return sorted(Role.objects.mails_at(house.pk, *ANSWERING))


def _tell_that_it_waits(question: Question, address: str, *, now: datetime) -> None:
    queue_notice(
        "question_waits",
        channel=Notice.Channel.MAIL,
        recipient=address,
        language=LANGUAGE_OF_THE_HOUSE,
        payload={
            "starts_at": question.asked_at.isoformat(),
            "previous_starts_at": question.answer_due_at.isoformat(),
            "link": address_of_the_list(),
        },
        effect_key=f"question_waits:{question.reading}:{address}",
        subject=f"reading:{question.reading}",
        due_at=now,
    )
