"""Secrets that open one door: the link in a mail, the code spoken over the phone."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

# No letters or digits that sound or look alike over a bad line (0/O, 1/I/L, B/P, D/T, M/N, S/F).
SPOKEN_ALPHABET = "ACEGHJKRUVXYZ2346789"
SPOKEN_LENGTH = 7


def new_link_secret() -> str:
    """256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def new_spoken_code() -> str:
    """Seven characters (about 30 bits): only ever accepted together with the phone number."""
    return "".join(secrets.choice(SPOKEN_ALPHABET) for _ in range(SPOKEN_LENGTH))


def new_public_id() -> str:
    """128 random bits: names a row in a URL without counting rows."""
    return secrets.token_urlsafe(16)


def hash_of_link(secret: str) -> bytes:
    """32 bytes to store and look up by. 256 random bits need no salt and no key."""
    return hashlib.sha256(secret.encode()).digest()


def hash_of_spoken_code(code: str) -> bytes:
    """32 bytes, keyed: a stolen table alone does not open a code of 30 bits."""
    return _keyed(code, settings.SECRET_KEY)


def is_spoken_code(code: str, stored: bytes) -> bool:
    """Whether `code` is the one behind `stored`, also while an older SECRET_KEY is retired."""
    tidy = code.upper().replace(" ", "").replace("-", "")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(_keyed(tidy, key), bytes(stored)) for key in keys)


def _keyed(code: str, key: str) -> bytes:
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).digest()
