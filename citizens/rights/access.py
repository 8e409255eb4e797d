"""Everybody sees the read log about themselves; somebody else's lines do not exist.

The questions about it are read by those who answer for the house, and that is written down.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404

from citizens.people.domain import citizens_of
from citizens.rights.domain import readings_about
from citizens.rights.domain.accounts import accounts_of_citizens, seen_of_account
from citizens.rights.domain.answering import ANSWERING, Asked, seen_of_question, with_lines
from citizens.rights.models import Question, QuestionQuerySet
from jobcenter.accounts.access import reader_as
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import record_reading, record_readings
from jobcenter.audit.enums import Way
from jobcenter.audit.models import Reading

if TYPE_CHECKING:
    from django.core.paginator import Page

    from jobcenter.accounts.models import User

QUESTIONS_ON_A_PAGE = 20


def get_own_reading(user: User, public_id: str) -> Reading:
    return get_object_or_404(readings_about(user), public_id=public_id)


def get_own_question(user: User, public_id: str) -> Question:
    """By the public id of the line it is about."""
    return get_object_or_404(Question, reading=public_id, citizen__in=citizens_of(user))


def see_questions(user: User, *, number: int, now: datetime) -> tuple[Page[Question], list[Asked]]:
    """One page of the questions to the houses this person answers for."""
    with transaction.atomic(durable=True):
        page = Paginator(_to_my_houses(user).in_order(), QUESTIONS_ON_A_PAGE).get_page(number)
        asked = with_lines(page.object_list)
        record_readings(
            reader=reader_as(user, *ANSWERING),
            readings=[seen_of_question(one.question, way=Way.LIST) for one in asked],
            now=now,
        )
    return page, asked


def see_question(user: User, public_id: str, *, now: datetime) -> Asked:
    """One of them, by the public id of the line it is about."""
    with transaction.atomic(durable=True):
        question = get_object_or_404(_to_my_houses(user), reading=public_id)
        record_reading(
            reader=reader_as(user, *ANSWERING),
            reading=seen_of_question(question, way=Way.PAGE),
            now=now,
        )
        (asked,) = with_lines([question])
    return asked


def see_account(pk: int, *, words: str, by: User, now: datetime) -> User:
    """The account of a citizen that `by` has found, written down before its page is shown."""
    with transaction.atomic(durable=True):
        account = get_object_or_404(accounts_of_citizens(), pk=pk)
        record_reading(
            reader=reader_as(by, RoleKind.ADMINISTRATOR),
            reading=seen_of_account(account, words=words),
            now=now,
        )
    return account


def _to_my_houses(user: User) -> QuestionQuerySet:
    held = Role.objects.held_by(user).filter(kind__in=ANSWERING)
    return Question.objects.filter(centre_id__in=held.values("centre_id")).select_related(
        "citizen", "centre"
    )
