"""Each writes a part; what the counsellor writes is a draft for a day at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import SharedNote
from counsellors.practice.domain.refusals import (
    NoteIsGone,
    NothingToShare,
    WrittenMeanwhile,
)
from counsellors.practice.domain.writing import FORM
from jobcenter.audit.models import Change
from jobcenter.shared.sensitive import HoldsCprNumber, MayBeSensitive
from jobcenter.submissions.domain import FormAlreadyUsed, mint_form_key
from tests.counsellors.conversations.story import NOW, at, everything
from tests.counsellors.practice.story import AFTER, AMAL, BENT, DAY

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_conversation_without_a_word_has_no_note(talk):
    for reader in (AMAL, BENT):
        seen = talk.seen_by(reader)
        assert (seen.says_something, seen.version, seen.has_history) == (False, 0, False)
    assert not SharedNote.objects.exists()


def test_both_see_what_bent_shares_at_the_same_moment(talk):
    talk.write(BENT, "Vi ser på kurser.")

    assert talk.seen_by(AMAL).other.words == talk.seen_by(BENT).own.words == "Vi ser på kurser."


def test_draft_is_bents_alone_for_a_day_and_then_seen_as_it_stands(talk):
    talk.write(BENT, "Et udkast", share=False)
    talk.write(BENT, "Et bedre udkast", share=False, now=AFTER + timedelta(hours=20))

    last_moment = AFTER + DAY - SECOND
    assert talk.seen_by(AMAL, now=last_moment).other.words == ""
    assert not talk.seen_by(AMAL, now=last_moment).is_shared
    assert talk.seen_by(BENT, now=last_moment).own.words == "Et bedre udkast"
    assert talk.seen_by(AMAL, now=AFTER + DAY).other.words == "Et bedre udkast"


def test_steps_of_a_draft_wait_with_its_words(talk):
    talk.add(BENT, "Bent ringer til skolen")

    assert talk.seen_by(AMAL).steps == []
    assert [step.what for step in talk.seen_by(BENT).steps] == ["Bent ringer til skolen"]
    assert len(talk.seen_by(AMAL, now=AFTER + DAY).steps) == 1


def test_draft_that_is_emptied_begins_anew_with_the_next_word(talk):
    talk.write(BENT, "Et udkast", share=False)
    talk.write(BENT, "", share=False, now=AFTER + timedelta(hours=23))
    talk.write(BENT, "Et nyt", share=False, now=AFTER + timedelta(hours=30))

    assert talk.seen_by(AMAL, now=AFTER + timedelta(hours=30)).other.words == ""
    assert talk.note.visible_at == AFTER + timedelta(hours=54)


def test_words_of_a_draft_nobody_saw_leave_no_history(talk):
    talk.write(BENT, "Første forsøg", share=False)
    talk.write(BENT, "Andet forsøg")

    assert talk.seen_by(BENT).own.past == []
    assert talk.seen_by(AMAL).other.past == []


def test_both_can_read_what_stood_there_before(talk):
    talk.write(BENT, "Vi mødes mandag.")
    talk.write(BENT, "Vi mødes tirsdag.", now=AFTER + SECOND)
    talk.write(BENT, "Vi mødes onsdag.", now=AFTER + 2 * SECOND)

    for past in (talk.seen_by(BENT).own.past, talk.seen_by(AMAL).other.past):
        assert [one.words for one in past] == ["Vi mødes tirsdag.", "Vi mødes mandag."]


def test_amal_writes_before_bent_does_and_her_words_are_seen_at_once(talk):
    talk.write(AMAL, "Jeg glemte at nævne mit kørekort.")

    assert talk.seen_by(BENT).other.words == "Jeg glemte at nævne mit kørekort."


def test_each_edits_only_the_own_part(talk):
    talk.write(BENT, "Bents ord")
    talk.write(AMAL, "Amals ord")
    talk.write(AMAL, "Amals nye ord")

    assert talk.seen_by(AMAL).other.words == "Bents ord"
    assert talk.seen_by(BENT).other.words == "Amals nye ord"


def test_nothing_is_shared_when_nothing_is_written(talk):
    before = everything()
    with pytest.raises(NothingToShare):
        talk.write(BENT, "")

    assert everything() == before


def test_second_window_is_told_what_the_first_one_saved_and_nothing_is_overwritten(talk):
    talk.write(BENT, "Fra det første vindue", edition=0)

    before = everything()
    with pytest.raises(WrittenMeanwhile) as refused:
        talk.write(BENT, "Fra det andet vindue", edition=0)

    assert (refused.value.saved, refused.value.edition) == ("Fra det første vindue", 1)
    assert talk.seen_by(BENT).own.words == "Fra det første vindue"
    assert everything() == before


def test_the_other_ones_edit_is_no_conflict(talk):
    talk.write(BENT, "Bents ord", edition=0)
    talk.write(AMAL, "Amals ord", edition=0)

    assert talk.seen_by(BENT).own.words == "Bents ord"


def test_same_form_sent_twice_writes_once_and_with_other_words_not_at_all(talk):
    key = mint_form_key(form=FORM)
    talk.write(AMAL, "Mine ord", form_key=key, edition=0)
    once = everything()
    talk.write(AMAL, "Mine ord", form_key=key, edition=0)

    assert everything() == once
    with pytest.raises(FormAlreadyUsed):
        talk.write(AMAL, "Andre ord", form_key=key, edition=0)


@pytest.mark.parametrize("by", [BENT, AMAL])
def test_cpr_number_is_never_saved_whatever_was_accepted(talk, by):
    before = everything()
    for accepted in (frozenset(), frozenset({"070761-4285"})):
        with pytest.raises(HoldsCprNumber):
            talk.write(by, "Mit nummer er 070761-4285", accepted=accepted)
        with pytest.raises(HoldsCprNumber):
            talk.add(by, "Ring og sig 070761-4285")

    assert everything() == before


def test_diagnosis_is_saved_only_when_its_writer_has_looked_at_it(talk):
    before = everything()
    with pytest.raises(MayBeSensitive):
        talk.write(BENT, "Vi talte om depression")
    assert everything() == before

    talk.write(BENT, "Vi talte om depression", accepted=frozenset({"depression"}))
    assert talk.seen_by(AMAL).other.words == "Vi talte om depression"


def test_trail_says_who_wrote_when_and_never_what(talk):
    talk.write(BENT, "Bents hemmelige ord")
    talk.write(AMAL, "Amals hemmelige ord")
    talk.add(AMAL, "Amals hemmelige skridt")

    lines = Change.objects.filter(subject=f"note:{talk.conversation.public_id}").order_by("pk")
    assert [(line.action, line.actor_kind) for line in lines] == [
        ("note.shared", "staff"),
        ("note.written", "citizen"),
        ("note.step_added", "citizen"),
    ]
    assert not any("hemmelig" in str(line.facts) for line in Change.objects.all())


@pytest.mark.parametrize("now", [NOW, at(9) - SECOND, at(9, 45) + 30 * DAY])
def test_nobody_writes_before_the_conversation_begins_or_after_its_retention_date(talk, now):
    before = everything()
    with pytest.raises(NoteIsGone):
        talk.write(BENT, "Ord", now=now)
    with pytest.raises(NoteIsGone):
        talk.add(AMAL, "Et skridt", now=now)

    assert everything() == before
