"""/livez and /readyz: for machines, readable by strangers, so they say one word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jobcenter.outbox.domain import tick, troubles
from jobcenter.outbox.models import Heartbeat, Notice
from tests.jobcenter.outbox.conftest import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def beating(db):
    tick(now=NOW)


def test_living_process_says_so_without_asking_the_database(client):
    # No database mark: any query fails this test.
    response = client.get("/livez")
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert client.post("/livez").status_code == 405


@pytest.mark.django_db
def test_house_is_ready_when_beat_ticks_and_the_post_goes_out(client, django_assert_num_queries):
    tick(now=timezone.now())
    with django_assert_num_queries(2):
        response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_house_is_not_ready_before_the_first_tick_and_tells_only_the_log_why(client, caplog):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready\n")
    assert "beat has never ticked" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_house_is_not_ready_when_the_database_does_not_answer(client, caplog):
    tick(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox_heartbeat RENAME TO elsewhere")
    try:
        response = client.get("/readyz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO outbox_heartbeat")
    assert (response.status_code, response.content) == (503, b"not ready\n")
    assert "the database does not answer" in caplog.text


def test_beat_may_be_silent_for_two_minutes(beating):
    assert troubles(now=NOW + 2 * MINUTE) == []
    assert troubles(now=NOW + 3 * MINUTE) == ["beat has been silent for 0:03:00"]
    tick(now=NOW + 3 * MINUTE)
    assert Heartbeat.objects.count() == 1
    assert troubles(now=NOW + 3 * MINUTE) == []


def test_post_may_wait_for_ten_minutes(queue):
    notice = queue(recipient="amal@example.org")
    tick(now=NOW + 11 * MINUTE)
    assert troubles(now=NOW + 10 * MINUTE) == []
    (trouble,) = troubles(now=NOW + 11 * MINUTE)
    assert trouble == f"notice {notice.pk} has been waiting for 0:11:00 (untried)"


def test_reminder_for_next_week_is_no_trouble(queue, beating):
    queue("conversation_reminder", due_at=NOW + timedelta(days=7))
    assert troubles(now=NOW + MINUTE) == []


def test_refused_address_that_pauses_does_not_close_the_house(queue):
    notice = queue("conversation_booked")
    queue("conversation_cancelled", method="CANCEL")
    later = NOW + timedelta(hours=3)
    Notice.objects.filter(pk=notice.pk).update(attempts=5, leased_until=later + MINUTE)
    tick(now=later)
    assert troubles(now=later) == []
