"""One mail to a counsellor about replies that have waited for a day: no names and no words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from counsellors.people.models import Counsellor
from counsellors.practice.models import SharedNote
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN

PATIENCE = timedelta(days=1)
NOTICE = "replies_wait"


def tell_of_waiting_replies(*, now: datetime) -> int:
    """Write to everybody with a reply they have not looked at for a day; how many mails.

    Each reply is told of once, however long it waits, and at most one mail goes to a counsellor in
    a day, however many there are. Idempotent: safe to run again at any time.
    """
    with transaction.atomic():
        notes = list(
            SharedNote.objects.filter(
                reply_waits_since__lte=now - PATIENCE, counsellor_told_at=None, deleted_at=None
            )
            .select_for_update(of=("self",), skip_locked=True, no_key=True)
            .select_related("conversation__counsellor__user")
            .order_by("pk")
        )
        SharedNote.objects.filter(pk__in=[note.pk for note in notes]).update(counsellor_told_at=now)
        return _write_to({note.conversation.counsellor for note in notes}, now=now)


def _write_to(counsellors: Iterable[Counsellor], *, now: datetime) -> int:
    told = 0
    for counsellor in sorted(counsellors, key=lambda one: one.pk):
        user = counsellor.user
        if user is None or not user.is_active or not user.email:
            continue
        queue_notice(
            NOTICE,
            channel=Notice.Channel.MAIL,
            recipient=user.email,
            # No account keeps a language of its own: the house writes to its staff in Danish.
            language=settings.LANGUAGE_CODE,
            payload={
                "name": counsellor.first_name,
                "link": settings.SITE_URL + reverse("workday:day"),
            },
            effect_key=f"{NOTICE}:{counsellor.slug}:{now.astimezone(COPENHAGEN):%Y%m%d}",
            due_at=now,
        )
        told += 1
    return told
