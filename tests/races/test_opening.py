"""Two windows open a colleague's conversation at the same moment: once, and one message."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from counsellors.models import Opening
from jobcenter.audit.models import Reading
from jobcenter.outbox.models import Notice
from tests.counsellors.conversations.story import at, set_the_scene
from tests.counsellors.covering.story import found, opened
from tests.counsellors.responsibility.story import staff_user
from tests.races.arena import Race, race, rounds
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WINDOWS = 8


def desk_and_talks(how_many: int):
    """Dorte at work, and so many people who have booked with her colleagues on Monday."""
    scene = set_the_scene()
    dorte = scene.colleague(slug="dorte", first_name="Dorte")
    for number in range(how_many):
        other = scene.colleague(slug=f"c{number}").slug
        scene.book(counsellor=other, email=f"{number}@example.org", start=at(9))
    return SimpleNamespace(counsellor=dorte, user=staff_user(dorte, scene.centre))


def many_windows(desk, how_often: int) -> Race:
    openings = [found(desk, email=f"{turn}@example.org") for turn in range(how_often)]
    return race(
        lambda turn: [
            lambda number=number: opened(desk, openings[turn], words=f"Det er grund {number}")
            for number in range(WINDOWS)
        ],
        rounds=how_often,
        lanes=WINDOWS,
    )


def test_eight_windows_that_search_get_one_opening():
    how_often = rounds(5)
    desk = desk_and_talks(how_often)

    result = race(
        lambda turn: [lambda: found(desk, email=f"{turn}@example.org")] * WINDOWS,
        rounds=how_often,
        lanes=WINDOWS,
    )

    assert not result.errors
    assert len({one.pk for one in result.winners}) == Opening.objects.count() == how_often
    assert Reading.objects.count() == how_often * WINDOWS


def test_eight_windows_that_say_why_open_once_and_tell_once():
    how_often = rounds(5)
    desk = desk_and_talks(how_often)

    result = many_windows(desk, how_often)

    assert not result.errors
    assert sum(not one.was_repeated for one in result.winners) == how_often
    assert Notice.objects.filter(kind="conversation_opened").count() == how_often


def test_without_the_lock_several_open():
    """The same with the guard switched off: it must fail, or the test above proves nothing."""
    how_often = rounds(5)
    desk = desk_and_talks(how_often)

    with without_row_locks():
        result = many_windows(desk, how_often)

    assert sum(not one.was_repeated for one in result.winners) > how_often
