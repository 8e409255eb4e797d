"""A message is not all right: who leads the house is told, and says what happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counsellors.people.models import Counsellor
from counsellors.safety.enums import Wrong
from counsellors.safety.models import MessageReport
from jobcenter.accounts.models import User
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import Limit, spend
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.languages import LANGUAGE_OF_THE_HOUSE
from jobcenter.shared.refusals import Refusal

from .leads import leads_or_house

# Each is a mail to whoever leads the house.
REPORTS_PER_TALK = Limit("safety.report", 10, timedelta(days=1))


class SayWhatHappens(Refusal):
    message = _("Write what you have done or will do.")
    next_step = _("Whoever reported it reads your words.")


class AnsweredAlready(Refusal):
    message = _("Somebody has already answered this.")
    next_step = _("Load the page again to see it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A message by its talk (public id) and number. `counsellor`: who reports; None the citizen."""

    thread: str
    seq: int
    centre: Centre
    counsellor: Counsellor | None = None


def report_message(
    *, reported: Reported, wrong: Wrong, words: str = "", now: datetime
) -> MessageReport:
    """Once for each message and side: said again, it is said. Raises TooManyAttempts."""
    with transaction.atomic():
        report, is_new = MessageReport.objects.get_or_create(
            thread=reported.thread,
            seq=reported.seq,
            counsellor=reported.counsellor,
            defaults={
                "centre": reported.centre, "wrong": wrong, "words": words, "made_at": now,
            },
        )  # fmt: skip
        if is_new:
            _tell_who_leads(report, now=now)
            record_change("message.reported", subject=f"report:{report.public_id}")
            spend(REPORTS_PER_TALK, subject=reported.thread, now=now)
    return report


def answer_report(*, report: MessageReport, words: str, by: User, now: datetime) -> None:
    """What the house does about it, for whoever reported it. Raises SayWhatHappens and
    AnsweredAlready; the same words again are no second answer.
    """
    if not words:
        raise SayWhatHappens
    name = (str(by) or "-")[:120]
    with transaction.atomic():
        open_ones = MessageReport.objects.filter(pk=report.pk, answered_at=None)
        if open_ones.update(answer=words, answered_by=name, answered_at=now):
            record_change("report.answered", subject=f"report:{report.public_id}", actor=by)
            return
    report.refresh_from_db()
    if (report.answer, report.answered_by) != (words, name):
        raise AnsweredAlready


def report_of(*, thread: str, seq: int, counsellor: Counsellor | None) -> MessageReport | None:
    return MessageReport.objects.filter(thread=thread, seq=seq, counsellor=counsellor).first()


def _tell_who_leads(report: MessageReport, *, now: datetime) -> None:
    for address in sorted(leads_or_house(report.centre)):
        queue_notice(
            "message_reported",
            channel=Notice.Channel.MAIL,
            recipient=address,
            language=LANGUAGE_OF_THE_HOUSE,
            payload={
                "house": report.centre.name,
                "link": settings.SITE_URL + reverse("safety:report", args=[report.public_id]),
            },
            effect_key=f"message_reported:{report.public_id}:{address}",
            subject=f"report:{report.public_id}",
            due_at=now,
        )
