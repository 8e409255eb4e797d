"""Mail to a counsellor for whom somebody waits: once per talk and number, without a word of it; and
to whoever is asked for somebody in line, once per wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from counsellors.chat.domain.waiting import Waits
from counsellors.chat.models import Thread
from counsellors.line.domain import Untaken
from counsellors.people.models import Counsellor
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice

NOTICE = "somebody_waits"
IN_LINE = "somebody_in_line"
# Later than this they have been answered, or wait as a letter: such a mail is not sent any more.
USEFUL_FOR = timedelta(minutes=30)


def tell_counsellors(waits: Iterable[Waits], *, now: datetime) -> int:
    """Queue one mail for each of `waits` that is a counsellor's; how many. The citizens' are not
    ours. Call it in the transaction that has claimed them, see `claim_who_waits`.
    """
    theirs = [one for one in waits if one.counsellor_id is not None]
    people = Counsellor.objects.select_related("user").in_bulk(
        [one.counsellor_id for one in theirs if one.counsellor_id]
    )
    threads = Thread.objects.open().in_bulk([one.thread_id for one in theirs])
    told = 0
    for one in theirs:
        counsellor, thread = people.get(one.counsellor_id or 0), threads.get(one.thread_id)
        if counsellor is None or thread is None:
            continue
        mail = _mail_of(counsellor)
        if mail:
            # What waits is read in the talk itself.
            link = reverse("inbox:thread", args=[thread.public_id])
            _write(NOTICE, counsellor, thread, link, to=mail, key=one.effect_key, now=now)
            told += 1
    return told


def tell_of_the_line(asked: Iterable[Untaken], *, now: datetime) -> int:
    """Queue one mail for each of `asked` that was not told before; how many. Call it in a
    transaction.
    """
    listed = {one.effect_key: one for one in asked}
    told = Notice.objects.filter(effect_key__in=list(listed))
    for key in set(told.values_list("effect_key", flat=True)):
        del listed[key]
    people = Counsellor.objects.select_related("user").in_bulk(
        [one.counsellor_id for one in listed.values()]
    )
    threads = Thread.objects.in_bulk([one.thread_id for one in listed.values()])
    sent = 0
    for key, one in listed.items():
        counsellor, thread = people[one.counsellor_id], threads.get(one.thread_id)
        mail = _mail_of(counsellor)
        if mail and thread is not None:
            # The desk, where a colleague may have been quicker.
            desk, late = reverse("inbox:desk"), now + USEFUL_FOR
            _write(IN_LINE, counsellor, thread, desk, to=mail, key=key, now=now, useful_until=late)
            sent += 1
    return sent


def _mail_of(counsellor: Counsellor) -> str:
    user = counsellor.user
    return (user.email or "") if user is not None and user.is_active else ""


def _write(
    notice: str,
    counsellor: Counsellor,
    thread: Thread,
    link: str,
    *,
    to: str,
    key: str,
    now: datetime,
    useful_until: datetime | None = None,
) -> None:
    queue_notice(
        notice,
        channel=Notice.Channel.MAIL,
        recipient=to,
        # No account keeps a language of its own: the house writes to its staff in Danish.
        language=settings.LANGUAGE_CODE,
        payload={"name": counsellor.first_name, "link": settings.SITE_URL + link},
        effect_key=key,
        subject=f"chat:{thread.public_id}",
        due_at=now,
        useful_until=useful_until,
    )
