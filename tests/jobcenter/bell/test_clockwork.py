"""What the bell does by the clock, and when something around it is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction
from redis import Redis

from counsellors.chat.domain.ending import end_and_delete
from jobcenter.accounts.enums import RoleKind
from jobcenter.bell.app import Bell
from jobcenter.local.ports import free_port
from jobcenter.shared import bells
from jobcenter.shared.bells import ring_desk
from tests.bench.database import address_of
from tests.counsellors.chat.story import NOW, begin
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.loops import run_apart

from .ringers import PATIENT, QUICK, Browser, Wire, running_bell, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
NOBODY = "redis://127.0.0.1:1/0"
# It looks only when it is deaf; and a machine that is busy for a second makes nobody deaf.
HEARS = replace(QUICK, sweep=600, own_ring=2)


@pytest.fixture
def talk():
    return begin()


def listen(house, talk, **more) -> Browser:
    query = f"?thread={talk.thread.public_id}"
    return Browser(house.port, query, cookie=f"chat={talk.secret}", **more)


@pytest.fixture
def no_bell(monkeypatch):
    """What is written is not rung for: Redis is away."""
    monkeypatch.setattr(bells, "_publish", lambda said: False)


def test_inv6_without_redis_the_sweep_finds_what_nobody_rang_for(talk, no_bell):
    with running_bell(QUICK, NOBODY) as house:
        browser = listen(house, talk)
        browser.next()
        seq = talk.write()

        browser.wait_until(talk.thread.public_id, seq, within=3)
        assert house.bell.ear.is_deaf
        browser.close()


def test_inv6_one_query_reads_the_numbers_of_everybody(talk, django_assert_num_queries):
    from counsellors.chat.domain.numbers import numbers_now

    others = [begin(bent=talk.bent) for _ in range(4)]
    with django_assert_num_queries(1):
        found = numbers_now([one.thread.public_id for one in [talk, *others]])
    assert len(found) == 5


def test_inv6_deafness_is_found_although_nothing_breaks(talk, settings, no_bell):
    """The line to Redis stands and carries nothing: two own rings missed, and it is a new one."""
    wire = Wire(settings.REDIS_URL)
    with running_bell(HEARS, wire.url) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        browser = listen(house, talk)
        browser.next()
        time.sleep(0.5)
        seq = talk.write()
        assert browser.is_silent(0.3)

        wire.is_swallowing = True
        browser.wait_until(talk.thread.public_id, seq, within=60)
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        browser.close()
    wire.close()


def test_inv6_new_subscription_marks_every_stream_dirty(talk, settings, no_bell):
    with running_bell(HEARS) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        browser = listen(house, talk)
        browser.next()
        time.sleep(0.3)
        seq = talk.write()
        assert browser.is_silent(0.3)

        with Redis.from_url(settings.REDIS_URL) as redis:
            redis.client_kill_filter(_type="pubsub")
        browser.wait_until(talk.thread.public_id, seq, within=60)
        browser.close()


def test_inv6_database_that_is_away_for_a_moment_costs_a_moment(talk, no_bell):
    with running_bell(QUICK) as house:
        browser = listen(house, talk)
        browser.next()
        seq = talk.write()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        browser.wait_until(talk.thread.public_id, seq, within=5)
        browser.close()


def test_inv7_full_house_says_when_to_come_back(talk):
    with running_bell(replace(QUICK, most_streams=2)) as house:
        inside = [listen(house, talk) for _ in range(2)]
        refused = [listen(house, talk) for _ in range(8)]

        assert {browser.status for browser in refused} == {503}
        waits = {int(browser.headers["retry-after"]) for browser in refused}
        assert len(waits) > 1
        assert all(5 <= wait <= 30 for wait in waits)
        for browser in inside:
            browser.close()
        assert wait_for(lambda: listen(house, talk).status == 200)


def test_inv7_browser_that_takes_nothing_is_let_go(talk):
    """Straight at the application: a `send` that never comes back, as behind a full socket."""

    async def story() -> float:
        bell = Bell(pace=QUICK, redis_url=NOBODY)

        async def receive():
            await asyncio.sleep(60)

        async def send(message):
            if message["type"] == "http.response.body":
                await asyncio.sleep(60)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/stream/",
            "query_string": f"thread={talk.thread.public_id}".encode(),
            "headers": [(b"host", b"localhost"), (b"cookie", f"chat={talk.secret}".encode())],
        }
        begun = time.monotonic()
        await bell(scope, receive, send)
        assert not bell.switchboard.streams
        await bell.end()
        return time.monotonic() - begun

    assert run_apart(story()) < QUICK.send_timeout + 2


def test_inv7_connection_of_a_browser_that_takes_nothing_is_cut(talk):
    with running_bell(replace(QUICK, comment=600, comment_jitter=1)) as house:
        browser = listen(house, talk)
        browser.next()
        # From here on the browser reads nothing more, and the house says far too much.
        browser.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        board, public_id = house.bell.switchboard, talk.thread.public_id
        [stream] = board.streams
        browser._file.detach()

        def shout() -> None:
            for number in range(2000):
                stream.targets[f"{public_id}{number}" * 40] = number
            stream.wake.set()

        for _ in range(200):
            house.call(shout)
            if not board.streams:
                break
            time.sleep(0.02)
        assert wait_for(lambda: not board.streams, within=QUICK.send_timeout + 5)
        browser.socket.close()


def test_inv10_stream_ends_after_its_time_with_a_time_to_come_back(talk):
    with running_bell(replace(QUICK, life=0.6, life_jitter=0.2)) as house:
        browser = listen(house, talk)
        assert 50 <= browser.next("bye", within=3)["retry"] <= 500
        assert browser.is_over.wait(2)


def test_inv10_rights_that_changed_unheard_end_the_stream(talk, no_bell):
    from counsellors.chat.domain.starting import claim_thread
    from jobcenter.shared.secrets import hash_of_link

    with running_bell(QUICK) as house:
        browser = listen(house, talk)
        browser.next()
        time.sleep(0.7)
        token_hash = hash_of_link(talk.secret)
        claim_thread(thread=talk.thread, user=UserFactory(), token_hash=token_hash, now=NOW)

        browser.next("kick", within=3)
        assert listen(house, talk).status == 404


def test_inv12_term_sends_everybody_away_each_with_a_time_of_their_own(talk):
    env = {**os.environ, "DATABASE_URL": address_of(connection.settings_dict["NAME"])}
    port = free_port()
    house = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "jobcenter.asgi:application", "--port", str(port),
         "--log-level", "warning", "--timeout-graceful-shutdown", "5"],
        env=env,
    )  # fmt: skip
    try:
        assert wait_for(lambda: _answers(port), within=60)
        browsers = [
            Browser(port, f"?thread={talk.thread.public_id}", cookie=f"chat={talk.secret}")
            for _ in range(6)
        ]
        for browser in browsers:
            browser.next()
        house.send_signal(signal.SIGTERM)

        waits = {browser.next("bye", within=5)["retry"] for browser in browsers}
        assert len(waits) > 1
        assert all(500 <= wait <= 5000 for wait in waits)
        assert all(browser.is_over.wait(3) for browser in browsers)
        assert house.wait(10) in {0, -signal.SIGTERM}
    finally:
        house.kill()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def test_inv12_house_that_is_leaving_is_not_ready_and_takes_nobody_in(talk):
    with running_bell(QUICK) as house:
        assert Browser(house.port, "readyz").status == 200
        house.call(house.bell.say_bye)

        assert Browser(house.port, "readyz").status == 503
        assert listen(house, talk).status == 503


def test_inv14_comment_comes_when_there_is_nothing_to_say(talk):
    with running_bell(QUICK) as house:
        browser = listen(house, talk)
        browser.next()
        begun = time.monotonic()
        for _ in range(3):
            browser.next("comment", within=2)
        assert 3 * 0.3 < time.monotonic() - begun < 3 * 1.5
        browser.close()


def at_work(client, counsellor) -> str:
    """Bent's cookie: logged in, with a second factor shown."""
    user = UserFactory()
    counsellor.user = user
    counsellor.save(update_fields=["user"])
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=counsellor.centres.get().pk)
    enter_as_staff(client, user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def test_desk_hears_of_its_threads_together_and_of_new_ones_at_once(talk, client):
    cookie = at_work(client, talk.bent)
    mine, elsewhere = begin(bent=talk.bent), begin()
    with running_bell(PATIENT) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        desk = Browser(house.port, "?desk=1", cookie=cookie)
        assert desk.next() == {talk.thread.public_id: 2, mine.thread.public_id: 2}

        elsewhere.write()
        assert desk.is_silent()
        waiting = begin(taken=False, bent=talk.bent)
        desk.wait_until(waiting.thread.public_id, 1)
        with transaction.atomic():
            talk.write()
        desk.wait_until(talk.thread.public_id, 3)
        seq = waiting.write()
        desk.wait_until(waiting.thread.public_id, seq)
        desk.close()


def test_desk_hears_that_it_was_rung_also_when_no_thread_has_changed(talk, client):
    cookie = at_work(client, talk.bent)
    other = CentreFactory()
    with running_bell(PATIENT) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        desk = Browser(house.port, "?desk=1", cookie=cookie)
        assert desk.next() == {talk.thread.public_id: 2}
        ring_desk(desk=f"centre:{other.pk}")
        assert desk.is_silent()

        ring_desk(desk=f"centre:{talk.thread.centre_id}")
        assert desk.next() == {}
        desk.close()


def test_desk_without_a_second_factor_or_role_does_not_exist(talk, client):
    user = UserFactory()
    talk.bent.user = user
    talk.bent.save(update_fields=["user"])
    client.force_login(user)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with running_bell(QUICK) as house:
        assert Browser(house.port, "?desk=1", cookie=cookie).status == 404
        RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=talk.thread.centre_id)
        assert Browser(house.port, "?desk=1", cookie=cookie).status == 404
        # The browser of the citizen, which happens to be logged in to nothing.
        assert Browser(house.port, "?desk=1", cookie=f"chat={talk.secret}").status == 404


def test_inv10_desk_of_somebody_who_no_longer_works_here_falls_silent(talk, client):
    cookie = at_work(client, talk.bent)
    with running_bell(QUICK) as house:
        desk = Browser(house.port, "?desk=1", cookie=cookie)
        assert talk.thread.public_id in desk.next()
        talk.bent.user.roles.all().delete()
        assert wait_for(lambda: not house.bell.switchboard.watched)
        # A bare ring, so that the page asks and is sent away; then nothing.
        assert desk.next() == {}
        talk.write()
        assert desk.is_silent(1)
        desk.close()


def test_desk_hears_at_once_that_a_talk_was_deleted(talk, client):
    cookie = at_work(client, talk.bent)
    with running_bell(PATIENT) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        desk = Browser(house.port, "?desk=1", cookie=cookie)
        assert talk.thread.public_id in desk.next()
        end_and_delete(seat=talk.amal, now=NOW)
        # Its end may be told first; then comes the bare ring, for what has no number any more.
        assert wait_for(lambda: desk.next(within=1) == {})
        assert not house.bell.switchboard.watched
        desk.close()


def test_thread_taken_by_a_colleague_leaves_the_desk(talk, client):
    from counsellors.chat.domain.starting import take_thread

    cookie = at_work(client, talk.bent)
    waiting = begin(taken=False, bent=talk.bent)
    dorte = CounsellorFactory(centres=[waiting.thread.centre])
    with running_bell(PATIENT) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        desk = Browser(house.port, "?desk=1", cookie=cookie)
        assert waiting.thread.public_id in desk.next()
        take_thread(thread=waiting.thread, counsellor=dorte, now=NOW)
        wait_for(lambda: waiting.thread.public_id not in house.bell.switchboard.watched)
        waiting.write()
        time.sleep(0.3)
        while not desk.frames.empty():
            kind, said = desk.frames.get()
            assert kind != "seq" or said.get(waiting.thread.public_id, 0) <= 2
        desk.close()
