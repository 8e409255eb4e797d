"""Traffic, kills, and the comparison at the end."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psycopg

from tests.loops import run_apart
from tests.soak.house import BELL, PAGES, POSTGRES, VALKEY, WORKER, Browser, House, Journal
from tests.soak.mails import ASKED, compare_mails, let_them_wait

WRITERS_PER_THREAD = 2


@dataclass(frozen=True)
class Outcome:
    """Of messages promised to writers, numbers readers have, and mails to who is waited for."""

    messages: int
    kills: int
    lost: int
    double: int
    disorder: int
    answers: dict[str, int]


def soak(
    folder: Path, *, messages: int, threads: int, kills: list[str], every: float, seed: int = 1
) -> Outcome:
    """Write `messages` while one of `kills` is killed every `every` seconds and started again."""
    house = House(folder)
    try:
        made = house.prepare(threads)
        for name in (VALKEY, BELL, PAGES, WORKER):
            house.start(name)
        while not all(house.is_up(name) for name in (PAGES, BELL, WORKER)):
            sleep(0.2)
        let_them_wait(house.postgres.url())
        story = _story(house, made, messages, kills, every, random.Random(seed))
        return run_apart(story)
    finally:
        house.stop()


async def _story(
    house: House, made: list[dict[str, object]], messages: int, kills: list[str], every: float,
    chance: random.Random,
) -> Outcome:  # fmt: skip
    journal = Journal()
    readers = [Browser(house, dict(thread), journal) for thread in made]
    reading = [asyncio.create_task(reader.read()) for reader in readers]
    left = iter(range(messages))

    async def keep_writing(thread: dict[str, object]) -> None:
        writer = Browser(house, dict(thread), journal)
        for number in left:
            await writer.write(f"Besked {number}")

    writing = [asyncio.create_task(keep_writing(thread)) for thread in made * WRITERS_PER_THREAD]
    count = 0
    while not all(task.done() for task in writing):
        await asyncio.wait(writing, timeout=every * chance.uniform(0.7, 1.3))
        if kills and not all(task.done() for task in writing):
            await _kill(house, chance.choice(kills), chance)
            await asyncio.to_thread(_forget_limits, house)
            count += 1
    await asyncio.gather(*writing)
    for reader in readers:
        reader.is_over = True
    await asyncio.gather(*reading)
    for reader in readers:
        await reader.catch_up()
    return _compare(house, readers, journal, messages, count)


async def _kill(house: House, name: str, chance: random.Random) -> None:
    await asyncio.to_thread(house.kill, name)
    await asyncio.sleep(chance.uniform(0.1, 1.5))
    await asyncio.to_thread(house.start, name)
    while not await asyncio.to_thread(house.is_up, name):
        await asyncio.sleep(0.2)


def _forget_limits(house: House) -> None:
    """Nobody writes a hundred messages an hour; these do."""
    # Again at the next kill, when the database is just away.
    with suppress(psycopg.Error), psycopg.connect(house.postgres.url()) as direct:
        direct.execute("DELETE FROM limits_allowance")


def _compare(
    house: House, readers: list[Browser], journal: Journal, messages: int, kills: int
) -> Outcome:
    lost = messages - len(journal.numbers)
    double = disorder = 0
    with psycopg.connect(house.postgres.url()) as direct:
        for reader in readers:
            rows = direct.execute(
                "SELECT seq, kind, words FROM counsellors_event WHERE thread_id = %s ORDER BY seq",
                [reader.thread["pk"]],
            ).fetchall()
            said = [words for _seq, kind, words in rows if kind == "message"]
            double += len(said) - len(set(said))
            lost += sum(1 for seq, _k, words in rows if words and journal.numbers[words] != seq)
            numbers = [seq for seq, _kind, _words in rows]
            lost += len(set(numbers) - set(reader.has))
            double += len(reader.has) - len(set(reader.has))
            disorder += reader.has != sorted(reader.has) or numbers != list(range(1, len(rows) + 1))
        total = direct.execute(
            "SELECT count(*) FROM counsellors_event WHERE kind = 'message' AND words <> %s", [ASKED]
        ).fetchone()
    lost += max(0, messages - int(total[0]))  # type: ignore[index]
    mails = compare_mails(house, kills=kills)
    lost, double = lost + mails[0], double + mails[1]
    return Outcome(messages, kills, lost, double, disorder, dict(journal.answers))


ALL = [PAGES, BELL, VALKEY, POSTGRES, WORKER]


def timed(outcome: Outcome, begun: float) -> str:
    return f"{outcome} in {monotonic() - begun:.0f} s"
