"""Asking the house about one line of the read log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from citizens.people.domain import citizen_in_the_log
from citizens.rights.models import Question
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import record_change
from jobcenter.audit.enums import Why
from jobcenter.audit.models import Reading
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import Limit, spend
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .lines import kinds_in_words

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "question"
# Each question is a mail to a house.
QUESTIONS_PER_ACCOUNT = Limit("question.asked", 10, timedelta(days=1))


class AlreadyAsked(Refusal):
    message = _("You have already asked about this.")
    next_step = _("The house answers you. Call us if it takes too long.")


class NoHouseToAsk(Refusal):
    message = _("We cannot see which house this line belongs to.")
    next_step = _("Call us, or go to a house: a human finds out with you.")


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    was_repeated: bool


def ask_about_reading(
    *,
    reading: Reading,
    user: User,
    words: str,
    reach: str,
    form_key: str,
    now: datetime,
    language: str = LANGUAGE_OF_THE_HOUSE,
) -> Asked:
    """Keep the question and send it to the house the line belongs to.

    `reading` is one of the asker's own; `reach` is where the house answers, a mail address or a
    phone number, and `language` in which one. A house without a mail address has it on its list
    only. Raises AlreadyAsked, NoHouseToAsk or TooManyAttempts.
    """
    return in_one_transaction(
        lambda: _ask(
            reading,
            user,
            words=words,
            reach=reach,
            form_key=form_key,
            now=now,
            language=language,
        ),
        one_question_per_reading=AlreadyAsked,
    )


def forget_old_questions(*, now: datetime) -> int:
    """A year after they were asked. Safe to repeat."""
    old = Question.objects.filter(asked_at__lte=now - kept_for("questions"))
    return old.delete()[0]


def _ask(
    reading: Reading,
    user: User,
    *,
    words: str,
    reach: str,
    form_key: str,
    now: datetime,
    language: str,
) -> Asked:
    body = {"reading": reading.public_id, "words": words, "reach": reach}
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None:
        return Asked(Question.objects.get(reading=earlier.result), was_repeated=True)
    question = Question.objects.create(
        citizen=citizen_in_the_log(user, reading.citizen),
        reading=reading.public_id,
        words=words,
        reach=reach,
        page_language=language,
        centre=_house_of(reading),
        asked_at=now,
    )
    _tell_the_house(question, reading, now=now)
    keep_result(form=FORM, key=form_key, result=question.reading)
    record_change("question.asked", subject=f"reading:{reading.public_id}", actor=user)
    spend(QUESTIONS_PER_ACCOUNT, subject=f"user:{user.pk}", now=now)
    return Asked(question, was_repeated=False)


def _house_of(reading: Reading) -> Centre:
    """The house of the line; where a search names none, the one its reader works at."""
    works_at = Role.objects.filter(user_id=reading.reader_id, centre_id__isnull=False)
    asked = [reading.centre_id, *works_at.order_by("pk").values_list("centre_id", flat=True)]
    houses = Centre.objects.in_bulk([pk for pk in asked if pk])
    if not houses:
        raise NoHouseToAsk
    return next(houses[pk] for pk in asked if pk in houses)


def _tell_the_house(question: Question, reading: Reading, *, now: datetime) -> None:
    """Only that there is a question: who asks and what stands on the list, where looks are kept."""
    house = question.centre
    if house is None or not house.email:
        return
    with override(LANGUAGE_OF_THE_HOUSE):
        payload = _facts(reading)
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


def _facts(reading: Reading) -> dict[str, str]:
    return {
        "reader": reading.reader_name,
        "starts_at": reading.at.isoformat(),
        "kinds": ", ".join(kinds_in_words(reading)),
        "why": str(Why(reading.why).label),
        "link": address_of_the_list(),
    }


def address_of_the_list() -> str:
    return str(settings.SITE_URL) + reverse("rights:questions")
