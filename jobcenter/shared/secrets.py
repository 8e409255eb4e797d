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


def hash_of(secret: str) -> bytes:
    """32 bytes to store and look up by. Keyed, so a stolen table does not open short codes."""
    return hmac.new(settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).digest()
