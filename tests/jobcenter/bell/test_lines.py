"""Whoever waits hears that their line has moved, and nobody else does."""

from __future__ import annotations

import pytest
from django.db import transaction
from redis import Redis

from counsellors.callbacks.domain.asking import choose_window
from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.starting import take_thread
from counsellors.letters.domain import write_letter
from jobcenter.shared import bells
from tests.counsellors.callbacks.story import ask, at, house, keep_place, somebody, value
from tests.counsellors.chat.story import NOW, begin

from .ringers import PATIENT, Browser, running_bell, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture(scope="module")
def patient():
    with running_bell(PATIENT) as house:
        assert wait_for(lambda: not house.bell.ear.is_deaf)
        yield house


@pytest.fixture
def listen(patient):
    opened = []

    def open_one(talk) -> Browser:
        browser = Browser(
            patient.port, f"?thread={talk.thread.public_id}", cookie=f"chat={talk.secret}"
        )
        opened.append(browser)
        browser.next()
        return browser

    yield open_one
    for browser in opened:
        browser.close()


@pytest.fixture
def line():
    """Two at one house, the first in front; and one whose talk goes on there."""
    first = begin(taken=False, bent=somebody(house()))
    return first, begin(taken=False, bent=first.bent), begin(bent=first.bent)


@pytest.mark.parametrize("how", ["taken", "ended", "a call", "another window", "a letter"])
def test_those_who_wait_behind_hear_that_the_line_has_moved(line, listen, how):
    first, second, _talking = line
    if how == "another window":
        keep_place(first)
    browser = listen(second)
    if how == "taken":
        take_thread(thread=first.thread, counsellor=first.bent, now=NOW)
    elif how == "ended":
        end_thread(seat=first.amal, now=NOW)
    elif how == "a call":
        ask(first)
    elif how == "another window":
        choose_window(thread=first.fresh(), window=value(at(13)), now=NOW)
    else:
        write_letter(thread=first.thread, mail="", now=NOW)

    assert list(browser.next("line")) == [second.thread.public_id]


def test_whoever_does_not_wait_there_hears_nothing(line, listen):
    first, _second, talking = line
    browsers = [listen(talking), listen(begin(taken=False))]
    take_thread(thread=first.thread, counsellor=first.bent, now=NOW)

    for browser in browsers:
        with pytest.raises(AssertionError, match="no line frame"):
            browser.next("line", within=0.5)


def test_move_that_is_undone_is_not_rung(line, listen):
    first, second, _talking = line
    browser = listen(second)
    with transaction.atomic():
        take_thread(thread=first.thread, counsellor=first.bent, now=NOW)
        transaction.set_rollback(True)

    with pytest.raises(AssertionError, match="no line frame"):
        browser.next("line", within=0.5)


def test_desk_is_not_told_of_places(patient, line):
    """It is rung itself, and looks at the whole line."""
    first, second, _talking = line
    stream = patient.bell.switchboard
    patient.call(stream.ring_line, [second.thread.public_id])

    assert not any(one.lines for one in stream.streams)
    assert first.thread.public_id not in stream.watched


def test_ring_of_a_long_line_is_said_in_pieces_with_ids_alone(settings):
    ids = [f"faden{number}" for number in range(bells.MOST_NAMED + 1)]
    with Redis.from_url(settings.REDIS_URL).pubsub() as ear:
        ear.subscribe(settings.BELL_CHANNEL)
        ear.get_message(timeout=2)
        assert bells.ring_line(threads=ids)
        heard = [ear.get_message(timeout=2)["data"].decode() for _ in range(2)]

    assert heard[1] == '{"line":["faden200"]}'
    assert heard[0].startswith('{"line":["faden0","faden1"')
