"""Two yeses to the same words make them agreed; hiding and deleting are Amal's."""

from __future__ import annotations

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from counsellors.models import AgreedStep, NotePart, PastWords, Responsibility
from counsellors.practice.domain.agreeing import delete_note, keep_from_successors, say_yes
from counsellors.practice.domain.reading import earlier_notes
from counsellors.practice.domain.refusals import (
    NoteHasChanged,
    NoteIsDeleted,
    NothingToAgreeOn,
    StepIsGone,
)
from counsellors.practice.domain.steps import remove_step, tick_step
from tests.counsellors.conversations.story import at, everything
from tests.counsellors.practice.story import AFTER, AMAL, BENT, DAY, talk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(talk):
    talk.write(BENT, "Vi ser på kurser.")
    talk.agree(AMAL, BENT)
    assert talk.seen_by(AMAL).is_agreed
    assert talk.seen_by(BENT).is_agreed
    return talk


@pytest.mark.parametrize("first", [AMAL, BENT])
def test_one_yes_is_not_agreed_and_two_are(talk, first):
    talk.write(BENT, "Vi ser på kurser.")

    talk.agree(first)
    assert not talk.seen_by(AMAL).is_agreed
    talk.agree(first.other)
    assert talk.seen_by(AMAL).is_agreed


@pytest.mark.parametrize("by", [AMAL, BENT])
def test_later_edit_by_either_takes_the_mark_away_and_both_are_asked_anew(agreed, by):
    agreed.write(by, "Noget andet")

    seen = agreed.seen_by(by)
    assert (seen.own_yes, seen.other_yes, seen.is_agreed) == (False, False, False)
    agreed.agree(AMAL, BENT)
    assert agreed.seen_by(AMAL).is_agreed


@pytest.mark.parametrize("by", [AMAL, BENT])
def test_new_step_and_removed_step_take_the_mark_away(agreed, by):
    agreed.add(by, "Ring til skolen")
    assert not agreed.seen_by(AMAL).is_agreed

    agreed.agree(AMAL, BENT)
    remove_step(
        conversation=agreed.conversation, by=by, step=AgreedStep.objects.get().public_id, now=AFTER
    )
    assert not agreed.seen_by(AMAL).is_agreed


def test_saving_the_same_words_again_changes_nothing(agreed):
    agreed.write(AMAL, "")
    agreed.write(BENT, "Vi ser på kurser.")

    assert agreed.seen_by(AMAL).is_agreed


def test_ticking_a_step_off_leaves_the_words_agreed_and_either_may_do_it(talk):
    talk.write(BENT, "Vi ser på kurser.")
    talk.add(BENT, "Ring til skolen")
    talk.agree(AMAL, BENT)
    step = AgreedStep.objects.get().public_id

    for by, is_done in ((AMAL, True), (AMAL, True), (BENT, False)):
        tick_step(conversation=talk.conversation, by=by, step=step, is_done=is_done, now=AFTER)
        assert talk.seen_by(AMAL).steps[0].is_done is is_done
    assert talk.seen_by(AMAL).is_agreed


def test_yes_to_words_that_were_changed_meanwhile_is_refused(talk):
    talk.write(BENT, "Vi ser på kurser.")
    read = talk.note.version
    talk.write(BENT, "Vi ser på jobs.")

    before = everything()
    with pytest.raises(NoteHasChanged):
        say_yes(conversation=talk.conversation, by=AMAL, version=read, now=AFTER)
    assert everything() == before
    assert not talk.seen_by(AMAL).own_yes


def test_there_is_nothing_to_say_yes_to_before_bent_shares(talk):
    for write in (lambda: None, lambda: talk.write(BENT, "Udkast", share=False)):
        write()
        for by in (AMAL, BENT):
            with pytest.raises(NothingToAgreeOn):
                say_yes(conversation=talk.conversation, by=by, version=1, now=AFTER)


def test_each_removes_only_the_own_step_and_both_remember_it(talk):
    talk.write(BENT, "Vi ser på kurser.")
    talk.add(BENT, "Ring til skolen")
    step = AgreedStep.objects.get().public_id

    with pytest.raises(StepIsGone):
        remove_step(conversation=talk.conversation, by=AMAL, step=step, now=AFTER)
    remove_step(conversation=talk.conversation, by=BENT, step=step, now=AFTER)
    remove_step(conversation=talk.conversation, by=BENT, step=step, now=AFTER)

    seen = talk.seen_by(AMAL)
    assert (seen.steps, [one.what for one in seen.removed_steps]) == ([], ["Ring til skolen"])


def test_amal_cannot_touch_a_step_she_does_not_see_yet(talk):
    talk.add(BENT, "Ring til skolen")
    step = AgreedStep.objects.get().public_id

    with pytest.raises(StepIsGone):
        tick_step(conversation=talk.conversation, by=AMAL, step=step, is_done=True, now=AFTER)


def test_step_of_another_conversation_is_not_there(talk, scene):
    other = talk_of(scene, start=at(11), email="clara@example.org")
    other.add(AMAL, "Claras skridt", now=at(12))
    step = AgreedStep.objects.get().public_id

    for act in (remove_step, lambda **all_: tick_step(is_done=True, **all_)):
        with pytest.raises(StepIsGone):
            act(conversation=talk.conversation, by=AMAL, step=step, now=at(12))
    assert not AgreedStep.objects.get().is_done


def test_deleting_takes_the_words_of_both_and_all_history(agreed):
    agreed.write(BENT, "Andre ord")
    agreed.write(AMAL, "Amals ord")
    agreed.add(AMAL, "Et skridt")

    for _twice in range(2):
        delete_note(conversation=agreed.conversation, now=AFTER)

    for model in (NotePart, PastWords, AgreedStep):
        assert not model.objects.exists()
    for reader in (AMAL, BENT):
        seen = agreed.seen_by(reader)
        assert (seen.deleted_at, seen.says_something, seen.is_agreed) == (AFTER, False, False)


def test_nothing_is_written_after_a_deletion(agreed):
    delete_note(conversation=agreed.conversation, now=AFTER)

    before = everything()
    for by in (AMAL, BENT):
        with pytest.raises(NoteIsDeleted):
            agreed.write(by, "Igen")
    assert everything() == before


@pytest.fixture
def again(agreed, scene):
    """Amal has booked once more, with a colleague of Bent's."""
    return talk_of(
        scene, start=at(11, weeks=1), counsellor=scene.colleague(first_name="Dorte").slug
    ).conversation


def read_before(conversation) -> list[str]:
    return [one.words for one in earlier_notes(conversation=conversation, now=at(12))]


def now_her_own(conversation) -> Responsibility:
    """Amal has chosen the counsellor of this conversation as her own."""
    return Responsibility.objects.create(
        citizen=conversation.citizen,
        counsellor=conversation.counsellor,
        name="Amal",
        during=DateTimeTZRange(AFTER, None, "[)"),
        came_by="chosen",
    )


def test_colleague_who_is_not_her_own_counsellor_reads_nothing(agreed, again):
    assert read_before(again) == []

    held = now_her_own(again)
    assert read_before(again) == ["Vi ser på kurser."]
    held.during = DateTimeTZRange(AFTER, AFTER + DAY, "[)")
    held.save()
    assert read_before(again) == []


def test_successor_reads_what_was_shared_unless_amal_hides_it(agreed, again):
    now_her_own(again)
    assert read_before(again) == ["Vi ser på kurser."]

    keep_from_successors(conversation=agreed.conversation, is_hidden=True, now=AFTER)
    assert read_before(again) == []
    keep_from_successors(conversation=agreed.conversation, is_hidden=False, now=AFTER)
    assert read_before(again) == ["Vi ser på kurser."]


def test_bent_himself_reads_what_is_hidden_from_successors(agreed, scene):
    keep_from_successors(conversation=agreed.conversation, is_hidden=True, now=AFTER)
    with_bent = talk_of(scene, start=at(11, weeks=1)).conversation

    assert read_before(with_bent) == ["Vi ser på kurser."]


def test_successor_reads_no_draft_nothing_deleted_and_nothing_of_somebody_else(scene):
    draft = talk_of(scene)
    draft.write(BENT, "Udkast", share=False)
    clara = talk_of(scene, start=at(11), email="clara@example.org")
    clara.write(BENT, "Claras", now=at(12))
    gone = talk_of(scene, start=at(10))
    gone.write(BENT, "Slettet", now=at(11))
    delete_note(conversation=gone.conversation, now=at(11))
    later = talk_of(scene, start=at(11, weeks=1), counsellor=scene.colleague().slug).conversation
    now_her_own(later)

    assert read_before(later) == []


def test_earlier_conversation_does_not_read_what_came_later(agreed, again):
    assert earlier_notes(conversation=agreed.conversation, now=AFTER + 10 * DAY) == []
