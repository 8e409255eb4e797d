"""Relays that run side by side, and relays that are killed. Real processes, real SMTP."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobcenter.outbox.domain import deliver_due_notices, delivering
from jobcenter.outbox.domain.delivering import LEASE
from jobcenter.outbox.models import Notice, NoticeQuerySet
from tests.jobcenter.outbox.conftest import NOW
from tests.jobcenter.outbox.processes import start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

RELAY = (
    "import django; django.setup()\n"
    "from django.utils import timezone\n"
    "from jobcenter.outbox.domain import deliver_due_notices\n"
    "deliver_due_notices(now=timezone.now())"
)


def run_relays(count: int, *, now=NOW) -> None:
    barrier = Barrier(count)

    def relay():
        try:
            barrier.wait(10)
            deliver_due_notices(now=now)
        finally:
            connection.close()

    threads = [Thread(target=relay) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def slowly(mail):
    time.sleep(0.005)
    return "250 OK"


def queue_many(queue, count):
    with transaction.atomic():
        for n in range(count):
            queue(subject=f"conversation:{n}", uid=str(n), recipient=f"person{n}@example.org")


def test_relays_side_by_side_send_every_notice_once(queue, post_office):
    queue_many(queue, 60)
    post_office.answer = slowly
    run_relays(6)
    assert len(post_office.recipients) == 60
    assert set(Counter(post_office.recipients).values()) == {1}
    assert set(Notice.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_relays_side_by_side_send_twice_when_the_lease_guards_nothing(
    queue, post_office, monkeypatch
):
    monkeypatch.setattr(delivering, "LEASE", timedelta(seconds=-1))
    queue_many(queue, 20)
    post_office.answer = slowly
    run_relays(6)
    assert max(Counter(post_office.recipients).values()) > 1


def queue_stories(queue):
    """Eight conversations, each with four notices; who reads them can tell the order."""
    with transaction.atomic():
        for sequence in range(4):
            for n in range(8):
                queue(
                    "conversation_moved" if sequence else "conversation_booked",
                    subject=f"conversation:{n}",
                    recipient=f"person{n}@example.org",
                    uid=str(n),
                    sequence=sequence,
                    effect_key=f"{n}:{sequence}",
                )


def orders(post_office) -> set[tuple[int, ...]]:
    told: dict[str, list[int]] = {}
    for mail in post_office.mails:
        (calendar,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
        sequence = calendar.get_content().partition("SEQUENCE:")[2].partition("\r\n")[0]
        told.setdefault(mail["To"], []).append(int(sequence))
    return {tuple(sequences) for sequences in told.values()}


def test_story_reaches_each_reader_in_order_whatever_fails_and_however_many_relays_run(
    queue, post_office
):
    queue_stories(queue)
    dice = random.Random(7)
    post_office.answer = lambda mail: "451 not now" if dice.random() < 0.4 else slowly(mail)
    for day in range(9):
        run_relays(4, now=NOW + timedelta(days=day))
    assert orders(post_office) == {(0, 1, 2, 3)}


def test_story_loses_its_order_when_nothing_waits_for_its_elder(queue, post_office, monkeypatch):
    monkeypatch.setattr(NoticeQuerySet, "next_in_line", NoticeQuerySet.ready)
    queue_stories(queue)
    dice = random.Random(7)
    post_office.answer = lambda mail: "451 not now" if dice.random() < 0.4 else slowly(mail)
    for day in range(9):
        run_relays(4, now=NOW + timedelta(days=day))
    assert orders(post_office) != {(0, 1, 2, 3)}


@pytest.fixture
def relay_process(post_office, settings):
    """relay_process() → a relay as a process of its own, delivering to `post_office`."""
    options = settings.MAILERS["default"]["OPTIONS"]
    processes = []

    def begin():
        process = start(
            "-c",
            RELAY,
            EMAIL_URL=f"smtp://{options['host']}:{options['port']}",
            FROM_EMAIL=settings.FROM_EMAIL,
            SITE_URL=settings.SITE_URL,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait()


def queue_for_now(queue):
    with transaction.atomic():
        return queue(due_at=timezone.now() - timedelta(seconds=1))


def test_notice_is_sent_once_more_when_the_relay_dies_between_sending_and_marking(
    queue, post_office, relay_process
):
    notice = queue_for_now(queue)

    def take_it_and_kill(mail):
        os.kill(process.pid, signal.SIGKILL)
        return "250 OK"

    post_office.answer = take_it_and_kill
    process = relay_process()
    assert process.wait(60) == -signal.SIGKILL

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("queued", 1)
    assert deliver_due_notices(now=timezone.now()).sent == 0, "the lease still holds"

    post_office.answer = lambda mail: "250 OK"
    for _round in range(3):
        deliver_due_notices(now=timezone.now() + LEASE)
    first, second = post_office.mails
    assert first["Message-ID"] == second["Message-ID"]
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sent", 2)


def test_notice_is_sent_once_when_the_relay_dies_before_the_server_has_it(
    queue, post_office, relay_process
):
    queue_for_now(queue)
    post_office.at_mail_from = lambda: os.kill(process.pid, signal.SIGKILL)
    process = relay_process()
    assert process.wait(60) == -signal.SIGKILL
    assert post_office.mails == []

    post_office.at_mail_from = lambda: None
    assert deliver_due_notices(now=timezone.now() + LEASE).sent == 1
    assert len(post_office.mails) == 1
