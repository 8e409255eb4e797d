"""A form sent twice does its work once.

A back button, a double click or a lost answer must neither book twice nor lose anything: every
state-changing form carries a key minted when it was rendered. The first transaction with that key
does the work, every later one gets the first one's result.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal

from .models import Submission


class FormAlreadyUsed(Refusal):
    message = _("This form has already been sent, with other answers.")
    next_step = _("Start again from the first step. What you sent first still holds.")


class FormKeyNotOurs(Refusal):
    message = _("This form did not come from us, or it was damaged on the way.")
    next_step = _("Load the page again and send it once more. Nothing was saved.")


def mint_form_key(*, form: str) -> str:
    """A fresh key for one rendering of `form`: random, and signed so that only we can mint it."""
    return Signer(salt=form).sign(secrets.token_urlsafe(32))


def link_secret_of(*, form: str, key: str) -> str:
    """The secret link that belongs to what this form made: 256 bits, never stored.

    Derived, not random, so that the second copy of a POST is led to the same receipt although only
    the hash of the secret is in the database.
    """
    digest = salted_hmac(f"link:{form}", key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def claim_submission(*, form: str, key: str, body: Mapping[str, object]) -> Submission | None:
    """Claim `key` for this transaction; None when it is the first time.

    Returns the earlier submission when the same key came with the same body: use its `result`.
    A copy still running is waited for (up to the lock timeout), because the unique index makes the
    second INSERT wait for the first transaction's end.

    Raises FormKeyNotOurs for a key this house did not mint, FormAlreadyUsed for another body.
    """
    try:
        Signer(salt=form).unsign(key)
    except BadSignature as error:
        raise FormKeyNotOurs from error
    if _is_first(form=form, key=key, body_hash=_hash_of(body)):
        return None
    earlier = Submission.objects.get(form=form, key=key)
    if bytes(earlier.body_hash) != _hash_of(body):
        raise FormAlreadyUsed
    return earlier


def keep_result(*, form: str, key: str, result: str) -> None:
    """Remember what came of the claimed submission, in the same transaction."""
    Submission.objects.filter(form=form, key=key).update(result=result)


def _is_first(*, form: str, key: str, body_hash: bytes) -> bool:
    # Raw: the ORM's ignore_conflicts does not tell whether the row was new.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO submissions_submission (form, key, body_hash, result)"
            " VALUES (%s, %s, %s, '') ON CONFLICT (form, key) DO NOTHING RETURNING id",
            [form, key, body_hash],
        )
        return cursor.fetchone() is not None


def _hash_of(body: Mapping[str, object]) -> bytes:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).digest()
