"""A form sent twice does its work once."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.conf import settings
from django.core.signing import TimestampSigner
from django.db import connections, transaction
from django.test import override_settings

from jobcenter.submissions.domain import (
    LIFETIME,
    FormAlreadyUsed,
    FormKeyNotOurs,
    claim_submission,
    keep_result,
    mint_form_key,
)
from jobcenter.submissions.models import Submission
from tests.structure.breaking import refused_by

BODY = {"name": "Amal"}


def test_first_copy_does_the_work_and_the_second_gets_its_result(db):
    key = mint_form_key(form="book")

    assert claim_submission(form="book", key=key, body=BODY) is None
    keep_result(form="book", key=key, result="abc")

    assert claim_submission(form="book", key=key, body=BODY).result == "abc"


def test_same_key_with_another_body_is_refused(db):
    key = mint_form_key(form="book")
    claim_submission(form="book", key=key, body=BODY)

    with pytest.raises(FormAlreadyUsed):
        claim_submission(form="book", key=key, body={"name": "Clara"})


@pytest.mark.parametrize("key", ["", "abc", "abc:def:ghi", "x" * 500])
def test_key_that_was_not_minted_here_is_refused(db, key):
    with pytest.raises(FormKeyNotOurs):
        claim_submission(form="book", key=key, body=BODY)


def test_key_of_another_form_is_refused(db):
    with pytest.raises(FormKeyNotOurs):
        claim_submission(form="book", key=mint_form_key(form="move"), body=BODY)


def test_key_is_refused_when_it_is_older_than_submissions_are_kept(db):
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC)) as clock:
        key = mint_form_key(form="book")
        clock.shift(LIFETIME + timedelta(minutes=1))

        with pytest.raises(FormKeyNotOurs):
            claim_submission(form="book", key=key, body=BODY)


def test_what_was_said_cannot_be_found_by_trying_without_the_house_s_key(db):
    key, phone = mint_form_key(form="call"), {"phone": "+4520481632"}
    claim_submission(form="call", key=key, body=phone)
    stored = bytes(Submission.objects.get().body_hash)

    tried = (json.dumps(phone), f"call {json.dumps(phone)}", f"{key}{json.dumps(phone)}")
    assert stored not in [hashlib.sha256(said.encode()).digest() for said in tried]
    with override_settings(SECRET_KEY="another one"), pytest.raises(FormAlreadyUsed):
        claim_submission(form="call", key=resigned(key, form="call"), body=phone)


def test_a_form_is_still_known_while_an_older_secret_is_retired(db):
    key = mint_form_key(form="call")
    claim_submission(form="call", key=key, body=BODY)

    retired = override_settings(
        SECRET_KEY="another one", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]
    )
    with retired:
        assert claim_submission(form="call", key=key, body=BODY) is not None


def resigned(key: str, *, form: str) -> str:
    """The same key signed anew, stored under the name of the first."""
    signed = TimestampSigner(salt=form).sign(key.split(":")[0])
    Submission.objects.update(key=signed)
    return signed


def test_key_is_free_again_when_the_work_was_rolled_back(db):
    key = mint_form_key(form="book")
    with transaction.atomic():
        claim_submission(form="book", key=key, body=BODY)
        transaction.set_rollback(True)

    assert claim_submission(form="book", key=key, body={"name": "Clara"}) is None


def test_key_is_stored_once(db):
    Submission.objects.create(form="book", key="k", body_hash=b"x")

    with refused_by("one_result_per_form_and_key"):
        Submission.objects.create(form="book", key="k", body_hash=b"y")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_copies_at_once_do_the_work_once():
    key = mint_form_key(form="book")
    start = Barrier(10)
    did_the_work = []

    def send() -> None:
        start.wait()
        try:
            with transaction.atomic():
                if claim_submission(form="book", key=key, body=BODY) is None:
                    did_the_work.append(True)
        finally:
            connections.close_all()

    copies = [Thread(target=send) for _ in range(10)]
    for copy in copies:
        copy.start()
    for copy in copies:
        copy.join()

    assert did_the_work == [True]
