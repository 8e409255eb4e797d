"""A talk of each, begun by a browser: the secret in Amal's cookie opens hers; Clara's account has
claimed hers, and opens it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client

from counsellors.callbacks.enums import State
from counsellors.callbacks.models import CallBack
from counsellors.chat.access import seat_of_citizen
from counsellors.chat.domain.seating import invite
from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.starting import FORM as START
from counsellors.chat.domain.starting import Beginning, claim_thread, start_thread, take_thread
from counsellors.chat.domain.writing import FORM, post_message
from counsellors.chat.enums import Side
from counsellors.files.domain.checking import check_due_files
from counsellors.files.domain.sending import attach
from counsellors.models import Counsellor, Event, Snippet, Thread
from jobcenter.accounts.models import User
from jobcenter.shared.periods import period
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW
from tests.counsellors.files.story import pdf, upload

if TYPE_CHECKING:
    from .scene import Life


HOUR = timedelta(hours=1)


def chat(life: Life, *, claimed_by: User | None = None) -> None:
    """Both have said something, and neither has read it."""
    nickname, words, answer = life.mark("chat", "chatnavn", "chatord", "chatsvar")
    (secret,) = life.marks["secret of chat"] = (new_link_secret(),)
    thread = start_thread(
        beginning=Beginning(
            centre=life.centre, words=words, nickname=nickname, token_hash=hash_of_link(secret)
        ),
        form_key=mint_form_key(form=START), address=f"chat of {life.who}", now=NOW,
    )  # fmt: skip
    take_thread(thread=thread, counsellor=life.counsellor, now=NOW)
    key = mint_form_key(form=FORM)
    seat = _seat(thread, life.counsellor)
    life.things["answer"] = post_message(seat=seat, words=answer, form_key=key, now=NOW)
    life.things["message"] = Event.objects.get(thread=thread, words=words).seq
    _files(life, thread, seat)
    if claimed_by:
        claim_thread(thread=thread, user=claimed_by, token_hash=hash_of_link(secret), now=NOW)
    life.things["chat"] = Thread.objects.get(pk=thread.pk)


def _files(life: Life, thread: Thread, at_work: Seat) -> None:
    """One of each, checked; its name and its content bear a mark."""
    seats = {"citizen": seat_of_citizen(thread), "counsellor": at_work}
    for who, seat in seats.items():
        name, content = life.mark("chat", f"fil{who}", f"indhold{who}")
        life.things[f"file of the {who}'s"] = attach(
            seat=seat,
            upload=upload(pdf(b"(%s)" % content.encode()), f"{name}.pdf"),
            form_key=mint_form_key(form=FORM),
            now=NOW,
        )
    check_due_files(now=NOW)


def call(life: Life, phone: str) -> None:
    """Their counsellor is calling: the number could be seen by whoever should not see it."""
    life.marks["call"] = (phone,)
    thread = life.things["chat"]
    life.things["call"] = CallBack.objects.create(
        thread=thread, centre=life.centre, phone=f"+45{phone}", state=State.CALLING,
        during=period(NOW + HOUR, NOW + 3 * HOUR), slot=1, chosen_at=NOW, until=NOW + 3 * HOUR,
        taken_by=life.counsellor, taken_at=NOW,
    )  # fmt: skip


def chats_at_work(life: Life) -> None:
    """One that waits at the house, one of a colleague's to which the counsellor was invited, and a
    text the house shares.
    """
    gitte = Counsellor.objects.get(slug=f"gitte-{life.who}")
    life.things["waiting chat"] = _of_somebody(life, "venter")
    guests = _of_somebody(life, "gaest")
    take_thread(thread=guests, counsellor=gitte, now=NOW)
    invite(seat=_seat(guests, gitte), colleague=life.counsellor, now=NOW)
    life.things["chat with a guest"] = guests
    (words,) = life.mark("shared text", "faellestekst")
    life.things["shared text"] = Snippet.objects.create(
        centre=life.centre, title=words, words_da=words
    )


def _of_somebody(life: Life, who: str) -> Thread:
    nickname, words = life.mark("chats at work", f"{who}navn", f"{who}ord")
    return start_thread(
        beginning=Beginning(
            centre=life.centre, words=words, nickname=nickname,
            token_hash=hash_of_link(new_link_secret()),
        ),
        form_key=mint_form_key(form=START), address=f"{who} of {life.who}", now=NOW,
    )  # fmt: skip


def _seat(thread: Thread, counsellor: Counsellor) -> Seat:
    return Seat(
        thread_id=thread.pk, public_id=thread.public_id, side=Side.COUNSELLOR,
        counsellor_id=counsellor.pk,
    )  # fmt: skip


def keep_the_secrets(browsers: dict[str, Client], *, amal: Life, clara: Life) -> None:
    """Clara's of before she claimed hers lies in a browser that is not logged in."""
    for visitor, life in {"amal": amal, "anonymous": clara}.items():
        (secret,) = life.marks["secret of chat"]
        browsers[visitor].cookies[settings.CHAT_COOKIE_NAME] = secret
