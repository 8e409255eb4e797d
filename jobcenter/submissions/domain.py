"""A form sent twice does its work once.

A back button, a double click or a lost answer must neither book twice nor lose anything: every
state-changing form carries a key minted when it was rendered. The first transaction with that key
does the work, every later one gets the first one's result.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import connection
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal
from jobcenter.shared.secrets import hash_of_guessable, is_guessable

from .models import Submission

# Shorter than submissions are kept, so that a forgotten key cannot do its work again.
LIFETIME = timedelta(days=2)


class FormAlreadyUsed(Refusal):
    message = _("This form has already been sent, with other answers.")
    next_step = _("Start again from the first step. What you sent first still holds.")


class FormKeyNotOurs(Refusal):
    message = _("This form is too old, or it was damaged on the way.")
    next_step = _("Load the page again and send it once more. Nothing was saved.")


def mint_form_key(*, form: str) -> str:
    """A fresh key for one rendering of `form`: random, and signed so that only we can mint it."""
    return TimestampSigner(salt=form).sign(secrets.token_urlsafe(32))


def claim_submission(*, form: str, key: str, body: Mapping[str, object]) -> Submission | None:
    """Claim `key` for this transaction; None when it is the first time.

    Returns the earlier submission when the same key came with the same body: use its `result`.
    A copy still running is waited for (up to the lock timeout), because the unique index makes the
    second INSERT wait for the first transaction's end.

    Raises FormKeyNotOurs for a key this house did not mint or minted over two days ago,
    FormAlreadyUsed for another body.
    """
    try:
        TimestampSigner(salt=form).unsign(key, max_age=LIFETIME)
    except BadSignature as error:
        raise FormKeyNotOurs from error
    said = _written(form, body)
    # Of what a form says little can be unknown, the digits of a phone number for one.
    if _is_first(form=form, key=key, body_hash=hash_of_guessable(said)):
        return None
    earlier = Submission.objects.get(form=form, key=key)
    if not is_guessable(said, bytes(earlier.body_hash)):
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


def _written(form: str, body: Mapping[str, object]) -> str:
    return f"{form} {json.dumps(body, sort_keys=True, default=str)}"
