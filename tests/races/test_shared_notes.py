"""Two people and many windows at one note, at the same moment: nothing is lost, nothing twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from counsellors.models import AgreedStep, NotePart, PastWords, SharedNote
from counsellors.practice.domain.steps import FORM as STEP_FORM
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import at, set_the_scene
from tests.counsellors.practice.story import AMAL, BENT, Talk, talk_of
from tests.races.arena import Act, Race, race, rounds
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WINDOWS = 6
LATER = at(14)


def talks(how_many: int) -> list[Talk]:
    """As many conversations, each with somebody else, each with a note that says something."""
    scene = set_the_scene()
    made = []
    for number in range(how_many):
        somebody = scene.colleague(slug=f"c{number}").slug
        talk = talk_of(scene, counsellor=somebody, email=f"{number}@example.org")
        talk.write(BENT, "Først")
        talk.write(AMAL, "Først")
        made.append(talk)
    return made


def saving(talk: Talk, by, words: str) -> Act:
    return lambda: talk.write(by, words, edition=1, now=LATER)


def many_windows(made: list[Talk]) -> Race:
    def windows(turn: int) -> list[Act]:
        return [saving(made[turn], AMAL, f"Vindue {number}") for number in range(WINDOWS)]

    return race(windows, rounds=len(made), lanes=WINDOWS)


def both_at_once(made: list[Talk]) -> Race:
    return race(
        lambda turn: [saving(made[turn], BENT, "Bents"), saving(made[turn], AMAL, "Amals")] * 2,
        rounds=len(made),
        lanes=4,
    )


def test_of_many_windows_one_saves_and_the_others_are_told():
    made = talks(rounds(8))

    result = many_windows(made)

    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [1] * len(made)
    assert result.errors == {"WrittenMeanwhile": (WINDOWS - 1) * len(made)}
    assert set(NotePart.objects.filter(author=AMAL).values_list("edition", flat=True)) == {2}
    assert PastWords.objects.count() == len(made)


def test_every_change_of_either_counts_as_a_version_of_its_own():
    """A yes names a version: two changes that shared a number would be agreed to as one."""
    made = talks(rounds(8))
    before = {talk.conversation.pk: talk.note.version for talk in made}

    result = both_at_once(made)

    assert len(result.winners) == 2 * len(made)
    assert {talk.note.version - before[talk.conversation.pk] for talk in made} == {2}
    assert Notice.objects.filter(kind="note_shared").count() == 2 * len(made)


@pytest.mark.parametrize("run", [many_windows, both_at_once])
def test_races_see_what_happens_without_the_lock(run: Callable[[list[Talk]], Race]):
    made = talks(rounds(8))
    before = {talk.conversation.pk: talk.note.version for talk in made}

    with without_row_locks():
        result = run(made)

    rose = [talk.note.version - before[talk.conversation.pk] for talk in made]
    expected = 1 if run is many_windows else 2
    winners = expected * len(made)
    assert len(result.winners) != winners or set(rose) != {expected}


def test_ten_copies_of_a_step_add_one():
    made = talks(rounds(5))

    def adding(turn: int) -> list[Act]:
        key = mint_form_key(form=STEP_FORM)
        return [lambda: made[turn].add(AMAL, "Ring", form_key=key, now=LATER)] * 10

    result = race(adding, rounds=len(made), lanes=10)

    assert result.errors == {}
    assert AgreedStep.objects.count() == len(made)


def test_first_words_of_both_at_once_make_one_note():
    how_often = rounds(5)
    made = talks(how_often)
    SharedNote.objects.all().delete()

    result = race(
        lambda turn: [
            lambda: made[turn].write(BENT, "Bents", edition=0, now=LATER),
            lambda: made[turn].write(AMAL, "Amals", edition=0, now=LATER),
        ],
        rounds=how_often,
        lanes=2,
    )

    assert result.errors == {}
    assert SharedNote.objects.count() == how_often
    assert NotePart.objects.count() == 2 * how_often
