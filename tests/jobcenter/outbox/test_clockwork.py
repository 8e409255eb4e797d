"""Worker and beat as they really run, on a Valkey of this test's own that gets killed."""

from __future__ import annotations

import signal
import socket
import subprocess
import time

import pytest
from django.db import transaction
from django.utils import timezone

from jobcenter.local.places import valkey_program
from jobcenter.local.ports import free_port
from jobcenter.outbox.hints import relay
from jobcenter.outbox.models import Heartbeat, Notice
from tests.jobcenter.outbox.processes import start, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.xdist_group("clockwork"),
]


class Broker:
    """One Valkey on one port, to be killed and started again."""

    def __init__(self, folder) -> None:
        self.folder, self.port, self.process = folder, free_port(), None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(valkey_program()), "--port", str(self.port), "--bind", "127.0.0.1",
             "--save", "", "--appendonly", "no", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(self._listens, seconds=20)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


@pytest.fixture
def nobody_carries_letters():
    """Here somebody does: that is one of the three ways."""


@pytest.fixture
def broker(tmp_path, settings):
    broker = Broker(tmp_path)
    settings.CELERY_BROKER_URL = broker.url
    relay.begin_anew()
    broker.start()
    yield broker
    broker.kill()
    relay.begin_anew()


@pytest.fixture
def clockwork(broker, post_office, settings, tmp_path):
    """clockwork("worker") or clockwork("beat") starts that process."""
    options = settings.MAILERS["default"]["OPTIONS"]
    processes = []

    def begin(*command):
        processes.append(
            start(
                "-m", "celery", "--quiet", "--app", "jobcenter", *command,
                REDIS_URL=broker.url,
                EMAIL_URL=f"smtp://{options['host']}:{options['port']}",
                FROM_EMAIL=settings.FROM_EMAIL,
            )
        )  # fmt: skip

    yield begin
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def queue_now(queue, n):
    with transaction.atomic():
        queue(subject=f"conversation:{n}", uid=str(n), due_at=timezone.now())


def sent() -> int:
    return Notice.objects.filter(state="sent").count()


def test_notices_go_out_by_hint_by_sweep_and_after_redis_was_killed(
    queue, broker, clockwork, tmp_path, post_office, monkeypatch
):
    clockwork("worker", "--concurrency", "1", "--without-gossip", "--without-mingle")
    queue_now(queue, 1)
    # No beat runs yet: only the hint can have brought this one.
    wait_until(lambda: sent() == 1, seconds=60)

    clockwork("beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "")
    with monkeypatch.context() as hint_is_lost:
        hint_is_lost.setattr(relay, "give", lambda: True)
        queue_now(queue, 2)
        time.sleep(1)  # the thread that rings believes by then that the broker took it
    wait_until(lambda: sent() == 2, seconds=60)

    broker.kill()
    begun = time.monotonic()
    queue_now(queue, 3)
    assert time.monotonic() - begun < 2, "a broker that is gone must not hold up a booking"
    # Nobody can be rung and nothing sweeps: the process that wrote the notice carries it.
    wait_until(lambda: sent() == 3, seconds=20)

    broker.start()
    queue_now(queue, 4)
    wait_until(lambda: sent() == 4, seconds=60)
    wait_until(Heartbeat.objects.exists, seconds=60)
    assert len(post_office.mails) == 4


def test_broker_that_swallows_everything_costs_a_booking_a_second_once(queue, broker, monkeypatch):
    broker.process.send_signal(signal.SIGSTOP)
    try:
        waits = []
        for n in range(3):
            begun = time.monotonic()
            queue_now(queue, n)
            waits.append(time.monotonic() - begun)
    finally:
        broker.process.send_signal(signal.SIGCONT)
    assert waits[0] < 3
    assert max(waits[1:]) < 0.3
    assert Notice.objects.filter(state="queued").count() == 3
