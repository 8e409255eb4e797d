"""Secrets that open one door: the link in a mail, the code spoken over the phone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from django.conf import settings
from django.utils.crypto import salted_hmac

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


def derived_link_secret(kind: str, public_id: str) -> str:
    """256 bits as 43 URL-safe characters, derived from `public_id` with the house's key, so that
    every letter can name the link again while only its hash is stored. `kind` keeps the links of
    two rooms apart."""
    return _derived(kind, public_id, settings.SECRET_KEY)


def derived_link_secret_behind(kind: str, public_id: str, stored: bytes) -> str | None:
    """The secret whose hash is `stored`; None once the key it was made with is gone."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _derived(kind, public_id, key)
        if hmac.compare_digest(hash_of_link(secret), stored):
            return secret
    return None


def hash_of_link(secret: str) -> bytes:
    """32 bytes to store and look up by. 256 random bits need no salt and no key."""
    return hashlib.sha256(secret.encode()).digest()


def hash_of_spoken_code(code: str) -> bytes:
    """32 bytes, keyed: a stolen table alone does not open a code of 30 bits."""
    return hash_of_guessable(code)


def is_spoken_code(code: str, stored: bytes) -> bool:
    return is_guessable(code.upper().replace(" ", "").replace("-", ""), stored)


def hash_of_guessable(said: str) -> bytes:
    """32 bytes, keyed: of what somebody with a stolen table could find by trying, such as a phone
    number."""
    return _keyed(said, settings.SECRET_KEY)


def is_guessable(said: str, stored: bytes) -> bool:
    """Whether `said` is what is behind `stored`, also while an older SECRET_KEY is retired."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(_keyed(said, key), bytes(stored)) for key in keys)


def _derived(kind: str, public_id: str, key: str) -> str:
    digest = salted_hmac(kind, public_id, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _keyed(said: str, key: str) -> bytes:
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()
