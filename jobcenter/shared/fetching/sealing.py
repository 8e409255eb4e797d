"""Addresses and passwords of foreign files, encrypted at rest: a stolen table opens nothing."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """The key it was sealed with is gone, or the text was changed."""


@dataclass(frozen=True, slots=True, repr=False)
class Way:
    """Where a file lies and how to get in. Without a repr: it must not end up in a log."""

    url: str
    user: str = ""
    password: str = ""


def seal(way: Way) -> str:
    return _box().encrypt(json.dumps(asdict(way)).encode()).decode()


def unseal(sealed: str) -> Way:
    """What was sealed, also by a key that is being retired. Raises SealBroken."""
    try:
        return Way(**json.loads(_box().decrypt(sealed.encode())))
    except InvalidToken as error:
        raise SealBroken from error


def seal_anew(sealed: str) -> str:
    """The same under today's key, so that a retired one may be thrown away after a while."""
    return _box().rotate(sealed.encode()).decode()


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    # The first room that sealed anything gave the key its name; another one would open nothing.
    return urlsafe_b64encode(hmac.digest(secret.encode(), b"counsellors.calendars", "sha256"))
