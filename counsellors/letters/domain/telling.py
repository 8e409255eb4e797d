"""Mail to a citizen who has not seen an answer: once per talk and number, without a word of it.

From the read marks in the database, never from who is connected: see `claim_who_waits`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from citizens.people.domain import proven_mails
from counsellors.chat.domain.waiting import Waits
from counsellors.chat.models import Thread
from counsellors.letters.models import Letter
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice

from .links import address_of_link

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

NOTICE = "talk_answered"


def tell_citizens(waits: Iterable[Waits], *, now: datetime) -> int:
    """Queue one mail for each of `waits` that is a citizen's and whose address we know; how many.

    Call it in the transaction that has claimed them. Whoever left no address finds the answer when
    they come back.
    """
    theirs = [one for one in waits if one.counsellor_id is None]
    threads = Thread.objects.select_related("letter", "citizen__user", "centre").in_bulk(
        [one.thread_id for one in theirs]
    )
    told = 0
    for one in theirs:
        thread = threads.get(one.thread_id)
        mail, link = _where_to(thread) if thread else ("", "")
        if thread is not None and mail and link:
            _write(one, thread, mail, link, now=now)
            told += 1
    return told


def mail_of_account(user: User) -> str:
    """The address it has proven, the main one first; "" when it has none."""
    return next(iter(proven_mails(user)), "")


def letter_of(thread: Thread) -> Letter | None:
    return getattr(thread, "letter", None)


def _where_to(thread: Thread) -> tuple[str, str]:
    """Where to write, and the link: one that opens the talk, or one that asks to log in first."""
    if thread.citizen is not None:
        user = thread.citizen.user
        with override(thread.page_language):
            page = reverse("chat:talk_as_citizen", args=[thread.public_id])
        return (mail_of_account(user) if user else ""), settings.SITE_URL + page
    letter = letter_of(thread)
    if letter is None or not letter.email:
        return "", ""
    return letter.email, address_of_link(letter)


def _write(waits: Waits, thread: Thread, mail: str, link: str, *, now: datetime) -> None:
    queue_notice(
        NOTICE,
        channel=Notice.Channel.MAIL,
        recipient=mail,
        language=thread.page_language,
        payload={"house": thread.centre.name, "link": link},
        effect_key=waits.effect_key,
        subject=f"chat:{thread.public_id}",
        due_at=now,
    )
