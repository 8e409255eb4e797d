"""A talk that nobody waits in: it is answered later, by mail with a link back."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counsellors.chat.access import seat_of_citizen
from counsellors.chat.domain.starting import Beginning, start_thread
from counsellors.chat.enums import WaitsAs
from counsellors.chat.models import Thread
from counsellors.letters.models import Letter
from counsellors.line.domain.leaving import Instead, leave_line
from jobcenter.limits.domain import Limit, spend
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.bells import ring_desk
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.secrets import hash_of_link
from jobcenter.shared.transactions import in_one_transaction

from .links import address_of_link, secret_of
from .promises import reply_expected_by
from .telling import mail_of_account

# So that nobody's box is filled in their name, and no talk writes to a street of addresses.
MAILS_PER_ADDRESS = Limit("letters.mail", 5, timedelta(days=1))
ADDRESSES_PER_TALK = Limit("letters.address", 5, timedelta(days=1))


class WordsFirst(Refusal):
    message = _("There is nothing in your letter yet.")
    next_step = _("Write a few words first. Somebody reads them when the house opens.")


class NowhereToWrite(Refusal):
    message = _("We need a mail address to answer you.")
    next_step = _("Write it below, or call us instead.")


def begin_letter(
    *, beginning: Beginning, mail: str, form_key: str, address: str, now: datetime
) -> Letter:
    """A talk that waits as a letter; the same form again is the same letter.

    Raises WordsFirst, NowhereToWrite and what `start_thread` raises.
    """
    if not beginning.words:
        raise WordsFirst
    if not mail and not (beginning.user and mail_of_account(beginning.user)):
        raise NowhereToWrite

    def begin() -> Letter:
        thread = start_thread(beginning=beginning, form_key=form_key, address=address, now=now)
        return write_letter(thread=thread, mail=mail, now=now)

    return in_one_transaction(begin)


def write_letter(*, thread: Thread, mail: str, now: datetime) -> Letter:
    """`thread` waits for no answer at once any more, and leaves the line if it stood in one: it
    comes by mail to `mail` (small letters), or to the account's address where it is empty. Again
    with the same address changes nothing. Raises TooManyAttempts.
    """
    with transaction.atomic():
        locked = _locked(thread)
        _leave_line(locked, now=now)
        letter, _is_new = Letter.objects.get_or_create(
            thread=locked,
            defaults={
                "written_at": now,
                "reply_by": reply_expected_by(centre=locked.centre, now=now),
            },
        )
        if mail and letter.email != mail:
            _write_to(letter, mail, now=now)
    return letter


def change_address(*, letter: Letter, mail: str, now: datetime) -> None:
    """The mails go to `mail` (small letters) from now on, and the links in earlier ones are dead.
    Whoever has come back to talk keeps their place in line. Raises TooManyAttempts.
    """
    with transaction.atomic():
        _locked(letter.thread)
        kept = Letter.objects.select_related("thread__centre").get(pk=letter.pk)
        if mail and kept.email != mail:
            _write_to(kept, mail, now=now)


def _locked(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(no_key=True, of=("self",)).get(pk=thread.pk)


def _leave_line(thread: Thread, *, now: datetime) -> None:
    seat = seat_of_citizen(thread)
    as_letter = {"waits_as": WaitsAs.LETTER, "grace_until": None}
    leave_line(
        thread=thread, seat=seat, why=Instead.LETTER, columns=as_letter, now=now,
        among=(WaitsAs.LINE,),
    )  # fmt: skip
    transaction.on_commit(partial(ring_desk, desk=f"centre:{thread.centre_id}"), robust=True)


def _write_to(letter: Letter, mail: str, *, now: datetime) -> None:
    """The links in mails to addresses before are dead: they may have been a stranger's. Also where
    there is none now: its owner may have stopped it, and the same edition would be the same link.
    """
    letter.edition += 1
    letter.email, letter.proven_at = mail, None
    letter.link_hash = hash_of_link(secret_of(letter))
    letter.save(update_fields=["edition", "email", "proven_at", "link_hash"])
    queue_notice(
        "letter_received",
        channel=Notice.Channel.MAIL,
        recipient=mail,
        language=letter.thread.page_language,
        payload={
            "house": letter.thread.centre.name,
            "starts_at": letter.reply_by.isoformat(),
            "link": address_of_link(letter),
        },
        effect_key=f"letter_received:{letter.public_id}:{letter.edition}",
        subject=f"chat:{letter.thread.public_id}",
        due_at=now,
    )
    spend(ADDRESSES_PER_TALK, subject=letter.thread.public_id, now=now)
    spend(MAILS_PER_ADDRESS, subject=mail, now=now)
