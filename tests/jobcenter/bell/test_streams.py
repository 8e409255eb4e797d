"""What a stream says, and when. The numbers in the names are those of the decision."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import transaction

from counsellors.chat.domain.writing import redact_message
from counsellors.models import Thread
from jobcenter.bell import questions
from tests.counsellors.chat.story import NOW, begin

from .ringers import PATIENT, QUICK, Browser, running_bell, strangers, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def talk():
    return begin()


@pytest.fixture(scope="module")
def patient():
    """A bell that does nothing by the clock, so that whatever arrives was rung."""
    with running_bell(PATIENT) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        yield house


@pytest.fixture
def listen(patient):
    opened = []

    def open_one(talk, **more) -> Browser:
        browser = Browser(
            patient.port, f"?thread={talk.thread.public_id}", cookie=f"chat={talk.secret}", **more
        )
        opened.append(browser)
        return browser

    yield open_one
    for browser in opened:
        browser.close()


def test_inv4_first_frame_says_where_the_thread_is(talk, listen):
    talk.write()

    assert listen(talk).next() == {talk.thread.public_id: 3}


def test_inv3_ring_comes_after_the_commit_and_not_before(talk, listen):
    browser = listen(talk)
    browser.next()

    with transaction.atomic():
        talk.write()
        assert browser.is_silent()
    browser.wait_until(talk.thread.public_id, 3)


def test_inv3_what_is_undone_is_not_rung(talk, listen):
    browser = listen(talk)
    browser.next()

    with transaction.atomic():
        talk.write()
        transaction.set_rollback(True)
    assert browser.is_silent()


def test_inv3_nothing_personal_passes_through_redis(talk, settings):
    from redis import Redis

    with Redis.from_url(settings.REDIS_URL).pubsub() as ear:
        ear.subscribe(settings.BELL_CHANNEL)
        ear.get_message(timeout=2)
        seq = talk.write("Jeg hedder Amal")
        redact_message(seat=talk.amal, seq=seq, now=NOW)
        heard = [ear.get_message(timeout=2)["data"].decode() for _ in range(2)]

    public_id = talk.thread.public_id
    assert heard == [f'{{"thread":"{public_id}","seq":{seq + n}}}' for n in (0, 1)]


def test_inv4_ring_between_listening_and_looking_is_not_lost(talk, listen, monkeypatch):
    """The number is read, then somebody writes, and only then does the answer come back."""
    read, go_on = threading.Event(), threading.Event()
    really = questions.numbers_for_browsers

    def slowly(asked):
        numbers = really(asked)
        read.set()
        go_on.wait(5)
        return numbers

    monkeypatch.setattr(questions, "numbers_for_browsers", slowly)
    opening = threading.Thread(target=lambda: heard.append(listen(talk)))
    heard: list[Browser] = []
    opening.start()
    assert read.wait(5)
    seq = talk.write()
    time.sleep(0.2)
    go_on.set()
    opening.join()

    heard[0].wait_until(talk.thread.public_id, seq, within=3)


def test_inv7_many_rings_are_one_number_for_whoever_is_slow(patient, talk, listen):
    browser = listen(talk)
    browser.next()
    public_id = talk.thread.public_id

    def ring_many() -> None:
        for seq in (50, 7, 99, 12):
            patient.bell.switchboard.ring(public_id, seq)

    patient.call(ring_many)
    assert browser.next() == {public_id: 99}
    assert browser.is_silent()
    patient.call(patient.bell.switchboard.ring, public_id, 98)
    assert browser.is_silent()


def test_inv10_stream_of_somebody_elses_thread_does_not_exist(patient, talk, listen):
    stranger = begin(bent=talk.bent)
    public_id = talk.thread.public_id

    for cookie in (f"chat={stranger.secret}", "chat=", "chat=x", ""):
        assert Browser(patient.port, f"?thread={public_id}", cookie=cookie).status == 404
    both = f"?thread={public_id}&thread={stranger.thread.public_id}"
    half = Browser(patient.port, both, cookie=f"chat={stranger.secret}")
    assert half.next() == {stranger.thread.public_id: 2}
    talk.write()
    assert half.is_silent()
    half.close()


def test_inv10_kick_ends_the_stream_and_the_next_one_is_refused(patient, talk, listen):
    from counsellors.chat.domain.ending import end_and_delete

    browser = listen(talk)
    browser.next()
    end_and_delete(seat=talk.amal, now=NOW)

    assert browser.next("kick")["retry"] > 0
    assert browser.is_over.wait(5)
    assert listen(talk).status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": ""}, 400),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
        ({}, 200),
    ],
)
def test_inv10_request_of_another_site_or_host_is_refused(talk, listen, headers, status):
    assert listen(talk, **headers).status == status


def test_inv10_cookie_nobody_can_look_for_is_as_good_as_none(patient):
    unreadable = Browser(patient.port, "?desk=1", cookie='sessionid="ab\\000cdefghijklmnopq"')

    assert unreadable.status == 404


def test_inv10_own_origin_is_let_in(patient, talk, listen):
    assert listen(talk, Origin=f"http://127.0.0.1:{patient.port}").status == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?desk=1",
        "?thread=",
        "?thread=" + "x" * 33,
        "?x=y",
        "?thread=a%00",
        "?thread=a%0A",
        "?" + "&".join(["thread=a"] * 30),
    ],
)
def test_inv10_question_that_is_none_does_not_exist(patient, talk, query):
    cookie = f"chat={talk.secret}"
    assert Browser(patient.port, query, cookie=cookie).status == 404


def test_inv10_secret_is_never_taken_from_an_address(patient, talk):
    query = f"?thread={talk.thread.public_id}&chat={talk.secret}"
    assert Browser(patient.port, query).status == 404


def test_inv14_headers_keep_everybody_from_storing_or_changing_it(talk, listen):
    headers = listen(talk, Accept_Encoding="gzip, br").headers

    assert headers["cache-control"] == "no-store, no-transform"
    assert headers["x-accel-buffering"] == "no"
    assert headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in headers


def test_inv11_idle_streams_hold_no_connection_and_no_thread():
    crowd = [begin(bent=None) for _ in range(3)]
    before = strangers()
    with running_bell(PATIENT) as house:
        threads = threading.active_count()
        idle = [
            Browser(house.port, f"?thread={t.thread.public_id}", cookie=f"chat={t.secret}")
            for t in crowd * 7
        ]
        for browser in idle:
            browser.next()

        # Each of our browsers has a thread of its own; the bell may have its four and no more.
        assert threading.active_count() - len(idle) <= threads + questions.THREADS
        wait_for(lambda: strangers().keys() <= before.keys())
        assert {pid: asked for pid, asked in strangers().items() if pid not in before} == {}
        crowd[0].write()
        idle[0].wait_until(crowd[0].thread.public_id, 3)
        for browser in idle:
            browser.close()


def test_inv7_one_viewer_cannot_hold_more_than_a_few_streams(patient, talk, listen):
    allowed = [listen(talk) for _ in range(PATIENT.most_per_viewer)]
    assert {browser.status for browser in allowed} == {200}
    refused = listen(talk)
    assert refused.status == 503
    assert 5 <= int(refused.headers["retry-after"]) <= 30

    allowed[0].close()
    assert wait_for(lambda: listen(talk).status == 200)


def test_stream_that_is_closed_leaves_nothing_behind(patient, talk, listen):
    browser = listen(talk)
    browser.next()
    browser.close()

    board = patient.bell.switchboard
    assert wait_for(lambda: not board.streams)
    assert (board.watched, board._rights, dict(board._of_viewer)) == ([], {}, {})


def test_inv5_thread_past_retention_is_told_of_by_the_sweep(talk):
    with running_bell(QUICK) as house:
        browser = Browser(
            house.port, f"?thread={talk.thread.public_id}", cookie=f"chat={talk.secret}"
        )
        browser.next()
        from django.db.models import F

        Thread.objects.filter(pk=talk.thread.pk).update(first_seq=F("last_seq") + 1)
        Thread.objects.get(pk=talk.thread.pk).delete()
        browser.next("kick")
        browser.close()
