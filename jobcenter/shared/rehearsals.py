"""A stream that is opened to be tried out: which one it is, and that the page of the test asked."""

from __future__ import annotations

import secrets

from django.core.signing import BadSignature, TimestampSigner

SALT = "bell-rehearsal"
# Public ids of threads hold no colon: a rehearsal is never taken for a talk.
PREFIX = "rehearsal:"
LASTS_SECONDS = 300


def new_rehearsal() -> str:
    return TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(12))


def name_of_rehearsal(token: str) -> str:
    """What is rung for this token; "" for one that is not ours or older than five minutes."""
    try:
        return PREFIX + TimestampSigner(salt=SALT).unsign(token, max_age=LASTS_SECONDS)
    except BadSignature:
        return ""
