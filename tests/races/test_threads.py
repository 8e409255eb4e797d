"""Many hands write in one thread while others read on: no number missing, none twice, none late."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellors.chat.domain.reading import events_after
from counsellors.chat.domain.refusals import MessageIsGone
from counsellors.chat.domain.writing import FORM, edit_message, redact_message
from counsellors.models import Event, Thread
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW, Talk, begin
from tests.races.arena import race, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WRITERS, READERS, ACTS_EACH = 6, 3, 12


class ChangedMyMind(Exception):
    """Rolls a transaction back."""


class Reader:
    """Goes on from the number it has come to, as a browser does, until there is no more."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.seen: list[int] = []

    def look(self, *, at_most: int = 4) -> None:
        thread = Thread.objects.get(pk=self.talk.thread.pk)
        page = events_after(thread=thread, after=self.seen[-1] if self.seen else 0, at_most=at_most)
        assert not page.is_reset
        self.seen += [event.seq for event in page.events]

    def catch_up(self, to: int) -> list[int]:
        while not self.seen or self.seen[-1] < to:
            self.look(at_most=50)
        return self.seen


def writer(talk: Talk, chance: random.Random, journal: dict[str, int]) -> Callable[[], None]:
    def act() -> None:
        for number in range(ACTS_EACH):
            words, key = f"{threading.get_ident()}-{number}", mint_form_key(form=FORM)
            what = chance.choice(["write", "write", "undo", "twice", "edit", "redact", "read"])
            seat = chance.choice([talk.amal, talk.at_work])
            if what == "undo":
                with suppress(ChangedMyMind), transaction.atomic():
                    talk.write(words, seat=seat)
                    raise ChangedMyMind
                continue
            seq = talk.write(words, seat=seat, form_key=key)
            journal[words] = seq
            if what == "twice":
                assert talk.write(words, seat=seat, form_key=key) == seq
            if what == "edit":
                edit_message(seat=seat, seq=seq, words=f"{words} rettet", now=NOW)
            if what == "redact":
                redact_message(seat=seat, seq=seq, now=NOW)
                with suppress(MessageIsGone):
                    edit_message(seat=seat, seq=seq, words="Igen", now=NOW)
            if what == "read":
                talk.read(seq, seat=talk.amal)
                talk.read(seq, seat=talk.at_work)

    return act


@pytest.mark.parametrize("seed", range(rounds(3)))
def test_inv1_random_writers_and_readers_agree_on_every_number(seed):
    talk, chance = begin(), random.Random(seed)
    journal: dict[str, int] = {}
    readers = [Reader(talk) for _ in range(READERS)]
    is_over = threading.Event()

    def reading(reader: Reader) -> Callable[[], None]:
        def act() -> None:
            while not is_over.is_set():
                reader.look()

        return act

    left = threading.Semaphore(0)

    def counted(act: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                act()
            finally:
                left.release()

        return run

    def wait() -> None:
        for _ in range(WRITERS):
            left.acquire(timeout=60)
        is_over.set()

    acts = [counted(writer(talk, chance, journal)) for _ in range(WRITERS)]
    result = race(lambda _turn: [*acts, *map(reading, readers), wait], lanes=WRITERS + READERS + 1)

    assert result.errors == {}, [o.error for o in result.outcomes if o.error]
    last = talk.fresh().last_seq
    rows = list(Event.objects.filter(thread=talk.thread).order_by("seq"))
    assert [row.seq for row in rows] == list(range(1, last + 1))
    for reader in readers:
        assert reader.catch_up(last) == list(range(1, last + 1))
    messages = {row.seq: row for row in rows if row.kind == "message"}
    assert set(messages) == set(journal.values())
    for words, seq in journal.items():
        assert messages[seq].words in {words, f"{words} rettet", ""}


# What one browser does: to write and keep it, to write and undo it, to look with a page of n.
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.booleans()),
        st.tuples(st.just("look"), st.integers(1, 5)),
    ),
    max_size=25,
)


@given(acts=ACTS)
@settings(
    max_examples=rounds(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_inv5_reader_of_any_pace_has_every_number_once_and_in_order(acts):
    talk = begin()
    reader = Reader(talk)
    for what, how in acts:
        if what == "look":
            reader.look(at_most=how)
            continue
        with suppress(ChangedMyMind), transaction.atomic():
            talk.write("Hej")
            if not how:
                raise ChangedMyMind

    last = talk.fresh().last_seq
    assert reader.catch_up(last) == list(range(1, last + 1))
    assert last == 2 + sum(1 for what, how in acts if what == "write" and how)


# --- the late commit: the first writer is slow, the second one quick -----------------------------

Write = Callable[[str], Any]
ReadAfter = Callable[[int], list[tuple[int, str]]]


def late_commit(write: Write, read_after: ReadAfter, start: int) -> list[str]:
    """One writer has its number and has not committed; another one writes and commits; somebody
    reads on all the while from the number they have come to. What the reader has in the end.
    """
    has_number, may_commit = threading.Event(), threading.Event()
    trouble: list[BaseException] = []

    def slow() -> None:
        with transaction.atomic():
            write("first")
            has_number.set()
            may_commit.wait(20)

    def quick() -> None:
        with transaction.atomic():
            write("second")

    def run(act: Callable[[], None]) -> Callable[[], None]:
        def in_a_thread() -> None:
            try:
                act()
            except BaseException as error:
                trouble.append(error)
            finally:
                connections.close_all()

        return in_a_thread

    first, second = (threading.Thread(target=run(act)) for act in (slow, quick))
    first.start()
    assert has_number.wait(20)
    second.start()
    second.join(1)
    seen: list[str] = []
    cursor = start
    for _ in range(2):
        for number, words in read_after(cursor):
            seen.append(words)
            cursor = number
        may_commit.set()
        first.join(20)
        second.join(20)
    assert not trouble
    return seen


def test_inv1_late_commit_is_not_overtaken():
    talk = begin()

    def read_after(number: int) -> list[tuple[int, str]]:
        return [(event.seq, event.words) for event in talk.after(number).events]

    assert late_commit(talk.write, read_after, start=2) == ["first", "second"]


@pytest.fixture
def table_with_a_global_id():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE test_global (id bigserial PRIMARY KEY, words text)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE test_global")


def test_inv1_late_commit_is_lost_where_a_global_id_is_the_cursor(table_with_a_global_id):
    """The mutant: the same story with the number most chats use. It must lose."""

    def write(words: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO test_global (words) VALUES (%s)", [words])

    def read_after(number: int) -> list[tuple[int, str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, words FROM test_global WHERE id > %s ORDER BY id", [number])
            return cursor.fetchall()

    assert late_commit(write, read_after, start=0) == ["second"]


def test_of_ten_copies_of_a_form_one_is_said():
    talks = [begin() for _ in range(rounds(4))]

    def copies(turn: int) -> list[Callable[[], int]]:
        key = mint_form_key(form=FORM)
        return [lambda: talks[turn].write("Hej", form_key=key)] * 10

    result = race(copies, rounds=len(talks), lanes=10)

    assert result.errors == {}
    for talk, outcomes in zip(talks, result.by_round, strict=True):
        assert {outcome.value for outcome in outcomes} == {3}
        assert talk.words == ["Hej"]


def test_of_many_pages_that_mark_the_same_one_mark_stands():
    talk = begin()
    seq = talk.answer()

    result = race(lambda _turn: [lambda: talk.read(seq)] * 8, lanes=8)

    assert result.errors == {}
    assert talk.kinds.count("read") == 1
    assert [event.seq for event in talk.after().events] == [1, 2, 3, 4]
