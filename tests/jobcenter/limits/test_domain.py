"""With a limit of k, exactly k of any number of attempts pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction

from jobcenter.limits.domain import (
    Limit,
    TooManyAttempts,
    address_group,
    spend,
    spend_together,
)
from jobcenter.limits.models import Allowance
from jobcenter.shared.refusals import Refusal
from tests.structure.breaking import refused_by

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
THREE = Limit("test", 3, timedelta(hours=1))


def test_fourth_attempt_is_refused_and_another_subject_is_not(db):
    for _ in range(3):
        spend(THREE, subject="192.0.2.1", now=NOW)

    with pytest.raises(TooManyAttempts):
        spend(THREE, subject="192.0.2.1", now=NOW)
    spend(THREE, subject="192.0.2.2", now=NOW)


class Busy(Refusal):
    message = "busy"


def test_several_limits_are_counted_in_one_question_and_each_says_no_in_its_own_words(
    db, django_assert_num_queries
):
    two = Limit("test.two", 2, timedelta(hours=1), Busy)
    for _ in range(2):
        with django_assert_num_queries(1):
            spend_together({THREE: "192.0.2.1", two: "192.0.2.1 with Bent"}, now=NOW)

    with pytest.raises(Busy):
        spend_together({THREE: "192.0.2.1", two: "192.0.2.1 with Bent"}, now=NOW)
    with pytest.raises(TooManyAttempts):
        spend_together({THREE: "192.0.2.1", two: "192.0.2.1 with Dorte"}, now=NOW)


def test_attempts_count_anew_in_the_next_window(db):
    for _ in range(3):
        spend(THREE, subject="a", now=NOW)

    spend(THREE, subject="a", now=NOW + timedelta(minutes=30))


def test_address_itself_is_not_stored(db):
    spend(THREE, subject="192.0.2.1", now=NOW)

    assert b"192.0.2.1" not in bytes(Allowance.objects.get().subject_hash)


def test_counter_of_a_subject_and_window_exists_once(db):
    row = {"kind": "test", "subject_hash": b"x", "window_starts_at": NOW, "used": 1}
    Allowance.objects.create(**row)

    with refused_by("one_allowance_per_subject_and_window"):
        Allowance.objects.create(**row)


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("not an address", "unknown"),
    ],
)
def test_one_household_is_one_subject(address, group):
    assert address_group(address) == group


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_exactly_k_of_many_parallel_attempts_pass():
    start = Barrier(15)
    passed = []

    def attempt() -> None:
        start.wait()
        try:
            with transaction.atomic():
                spend(THREE, subject="a", now=NOW)
            passed.append(True)
        except TooManyAttempts:
            pass
        finally:
            connections.close_all()

    crowd = [Thread(target=attempt) for _ in range(15)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert len(passed) == 3
