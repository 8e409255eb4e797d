"""What opens a conversation: its secret link and its spoken code.

Both are derived from the conversation's calendar UID with the house's key, and only their hashes
are stored. Derived, not random, so that the house can name them again where it must: to the second
copy of a form, on the receipt, in the mail after a move from "my conversations". Whoever steals the
tables without the key learns neither.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

from counsellors.conversations.models import Conversation
from jobcenter.shared.secrets import (
    SPOKEN_ALPHABET,
    SPOKEN_LENGTH,
    hash_of_link,
    is_spoken_code,
)

# The notices of a conversation carry "conversation:<uid>" in a column of 80 characters.
LONGEST_UID = 67


def calendar_uid_of(form_key: str) -> str:
    """The UID, for life, of what the form with this key books: the second copy gets the same."""
    name = salted_hmac("calendar-uid", form_key, algorithm="sha256").hexdigest()[:32]
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"{name}@{host}"[:LONGEST_UID]


def new_link_secret_for(calendar_uid: str) -> str:
    """256 bits as 43 URL-safe characters."""
    return _link_secret(calendar_uid, settings.SECRET_KEY)


def new_spoken_code_for(calendar_uid: str) -> str:
    return _spoken_code(calendar_uid, settings.SECRET_KEY)


def link_secret_of(conversation: Conversation) -> str | None:
    """The secret this conversation was booked with; None once the key it was made with is gone."""
    stored = bytes(conversation.link_hash or b"")
    for key in _keys():
        secret = _link_secret(conversation.calendar_uid, key)
        if hmac.compare_digest(hash_of_link(secret), stored):
            return secret
    return None


def spoken_code_of(conversation: Conversation) -> str | None:
    """The code on the receipt of somebody without mail; None when this conversation has none."""
    stored = bytes(conversation.spoken_code_hash or b"")
    for key in _keys():
        code = _spoken_code(conversation.calendar_uid, key)
        if is_spoken_code(code, stored):
            return code
    return None


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _digest(kind: str, calendar_uid: str, key: str) -> bytes:
    return salted_hmac(kind, calendar_uid, secret=key, algorithm="sha256").digest()


def _link_secret(calendar_uid: str, key: str) -> str:
    return urlsafe_b64encode(_digest("link", calendar_uid, key)).decode().rstrip("=")


def _spoken_code(calendar_uid: str, key: str) -> str:
    number = int.from_bytes(_digest("spoken-code", calendar_uid, key))
    signs = []
    for _place in range(SPOKEN_LENGTH):
        number, sign = divmod(number, len(SPOKEN_ALPHABET))
        signs.append(SPOKEN_ALPHABET[sign])
    return "".join(signs)
