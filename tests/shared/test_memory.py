"""What a crowd asks is worked out once."""

from __future__ import annotations

from threading import Barrier, Event, Thread

import pytest

from jobcenter.shared.memory import ShortMemory


class Work:
    """Counts how often it was done; waits for `may_end` when there is one."""

    def __init__(self, may_end: Event | None = None) -> None:
        self.times = 0
        self.may_end = may_end

    def __call__(self) -> int:
        self.times += 1
        if self.may_end is not None:
            assert self.may_end.wait(10)
        return self.times


def test_the_same_question_is_worked_out_once():
    memory, work = ShortMemory[str, int](seconds=60), Work()

    assert [memory.recall("nine", work) for _ in range(3)] == [1, 1, 1]
    assert memory.recall("ten", work) == 2


def test_an_answer_is_forgotten_when_it_is_too_old():
    memory, work = ShortMemory[str, int](seconds=0), Work()

    assert [memory.recall("nine", work) for _ in range(3)] == [1, 2, 3]


def test_the_oldest_answer_makes_room_for_the_newest():
    memory, work = ShortMemory[str, int](seconds=60, most=2), Work()
    for key in ("nine", "ten", "eleven"):
        memory.recall(key, work)

    assert memory.recall("eleven", work) == 3
    assert memory.recall("nine", work) == 4


def test_whoever_asks_while_the_first_is_working_waits_for_that_answer():
    memory, may_end = ShortMemory[str, int](seconds=60), Event()
    work, answers, start = Work(may_end), [], Barrier(9)

    def ask() -> None:
        start.wait(10)
        answers.append(memory.recall("nine", work))

    crowd = [Thread(target=ask) for _ in range(8)]
    for one in crowd:
        one.start()
    start.wait(10)
    may_end.set()
    for one in crowd:
        one.join(10)

    assert answers == [1] * 8
    assert work.times == 1


def test_a_failure_is_passed_on_and_not_kept():
    memory = ShortMemory[str, int](seconds=60)

    def fail() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        memory.recall("nine", fail)

    assert memory.recall("nine", Work()) == 1
