"""The link in a mail that leads back to a talk.

Derived from the letter's public id and edition with the house's key, so that every mail bears the
same one and none is stored; the table knows its hash. A new edition makes all earlier ones useless.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from counsellors.chat.domain.refusals import AlreadyWaiting
from counsellors.chat.models import Thread
from counsellors.letters.models import Letter
from jobcenter.audit.domain import record_change
from jobcenter.shared.bells import ring_kick
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import hash_of_link
from jobcenter.shared.transactions import in_one_transaction


class BelongsToAnAccount(Refusal):
    message = _("This talk belongs to somebody who is logged in.")
    next_step = _("Log in with the account you chose for it.")


def secret_of(letter: Letter, *, key: str = "") -> str:
    """256 bits as 43 URL-safe characters."""
    name = f"{letter.public_id}:{letter.edition}"
    digest = salted_hmac("letter", name, secret=key or settings.SECRET_KEY, algorithm="sha256")
    return urlsafe_b64encode(digest.digest()).decode().rstrip("=")


def current_secret_of(letter: Letter) -> str | None:
    """The secret whose hash is stored; None once the key it was made with is gone."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        secret = secret_of(letter, key=key)
        if hash_of_link(secret) == bytes(letter.link_hash or b""):
            return secret
    return None


def address_of_link(letter: Letter) -> str:
    """Absolute, for a mail in the language of the talk's pages; "" when there is none to send."""
    secret = current_secret_of(letter)
    if secret is None:
        return ""
    with override(letter.thread.page_language):
        return str(settings.SITE_URL) + reverse("letters:open", args=[secret])


def open_by_link(secret: str, *, now: datetime) -> Letter | None:
    """What the link leads to, for as long as there are words: to the retention date, until its
    owner stops it, and not after the talk was deleted.
    """
    found = Letter.objects.filter(
        link_hash=hash_of_link(secret),
        thread__erased_at=None,
        thread__last_event_at__gt=now - kept_for("chats"),
    )
    return found.select_related("thread__centre", "thread__counsellor").first()


def bring_to_browser(*, letter: Letter, token_hash: bytes, now: datetime) -> Thread:
    """The browser with this secret opens the talk from now on, and the one before does not.

    Looking at the link changes nothing, because programs that look through mail do that. May be
    done again and again. Raises BelongsToAnAccount, and AlreadyWaiting for a browser that waits in
    another talk.
    """
    return in_one_transaction(
        lambda: _bring(letter, token_hash, now=now), one_waiting_thread_per_browser=AlreadyWaiting
    )


def stop_mails(*, letter: Letter) -> bool:
    """No mail to that address any more, and every link in earlier ones is dead. The talk stays with
    whoever has it open. True when there was something to stop.
    """
    with transaction.atomic():
        sending = Letter.objects.filter(pk=letter.pk).exclude(email="")
        if not sending.update(email="", link_hash=None, proven_at=None):
            return False
        record_change("letter.stopped", subject=f"letter:{letter.public_id}")
    return True


def _bring(letter: Letter, token_hash: bytes, *, now: datetime) -> Thread:
    thread = Thread.objects.select_for_update(no_key=True, of=("self",)).get(pk=letter.thread_id)
    if thread.citizen_id is not None or thread.erased_at is not None:
        raise BelongsToAnAccount
    held = Letter.objects.filter(pk=letter.pk, link_hash=letter.link_hash)
    held.filter(proven_at=None).update(proven_at=now)
    if bytes(thread.token_hash or b"") == token_hash:
        return thread
    thread.token_hash = token_hash
    thread.rights_version += 1
    thread.save(update_fields=["token_hash", "rights_version"])
    record_change("letter.opened_elsewhere", subject=f"letter:{letter.public_id}")
    transaction.on_commit(lambda: ring_kick(thread=thread.public_id), robust=True)
    return thread
