"""Writing, mending, taking back, reading: what each of the two may do, and what stays behind."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.refusals import (
    AlreadyWaiting,
    HoldsCprNumber,
    MayHoldCprNumber,
    MessageIsGone,
    MessageTooLong,
    NothingWritten,
    NotYoursToClaim,
    ThreadIsOver,
)
from counsellors.chat.domain.starting import (
    FORM as START_FORM,
)
from counsellors.chat.domain.starting import (
    Beginning,
    claim_thread,
    start_thread,
    take_thread,
)
from counsellors.chat.domain.writing import FORM, edit_message, redact_message
from counsellors.models import Event, Participant, Thread
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.shared.secrets import hash_of_link
from jobcenter.submissions.domain import FormAlreadyUsed, FormKeyNotOurs, mint_form_key
from tests.factories.accounts import UserFactory
from tests.factories.counsellors import CounsellorFactory

from .story import DAY, MINUTE, NOW, begin, numbers_of

pytestmark = pytest.mark.django_db


def test_talk_of_both_stands_in_one_sequence(talk):
    talk.write("Hej")
    talk.answer("Hej Amal")

    assert talk.kinds == ["queue_joined", "taken", "message", "message"]
    assert [event.seq for event in talk.after().events] == [1, 2, 3, 4]


def test_inv9_same_form_is_the_same_message_whatever_came_between(talk):
    key = mint_form_key(form=FORM)
    first = talk.write("Hej", form_key=key)
    talk.answer()

    assert talk.write("Hej", form_key=key) == first
    assert talk.words == ["Hej", "Hej Amal"]


def test_inv9_same_form_with_other_words_is_refused(talk):
    key = mint_form_key(form=FORM)
    talk.write("Hej", form_key=key)

    with pytest.raises(FormAlreadyUsed):
        talk.write("Noget andet", form_key=key)
    assert talk.words == ["Hej"]


def test_inv9_key_that_is_not_ours_writes_nothing(talk):
    with pytest.raises(FormKeyNotOurs):
        talk.write("Hej", form_key="selvlavet")
    assert talk.words == []


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("  \u200b ", NothingWritten),
        ("x" * 4001, MessageTooLong),
        ("Mit nummer er 070761-4285", HoldsCprNumber),
        ("Ordre 0101011234", MayHoldCprNumber),
    ],
)
def test_message_that_cannot_be_sent_leaves_no_number(talk, words, refusal):
    before = talk.fresh().last_seq

    with pytest.raises(refusal):
        talk.write(words)
    assert talk.fresh().last_seq == before
    assert numbers_of(talk.thread) == list(range(1, before + 1))


def test_number_its_writer_has_looked_at_is_sent(talk):
    with pytest.raises(MayHoldCprNumber) as refused:
        talk.write("Ordre 0101011234")

    talk.write("Ordre 0101011234", accepted=frozenset(refused.value.passages))
    assert talk.words == ["Ordre 0101011234"]


def test_too_many_messages_are_paused_and_leave_no_number(talk):
    for number in range(120):
        talk.write(f"{number}")

    with pytest.raises(TooManyAttempts):
        talk.write("En til")
    assert talk.fresh().last_seq == 122
    talk.answer("Bent kan stadig svare")


def test_edit_changes_the_words_and_is_an_event_of_its_own(talk):
    seq = talk.write("Hje")
    number = edit_message(seat=talk.amal, seq=seq, words="Hej", now=NOW + MINUTE)

    assert talk.words == ["Hej"]
    edit = talk.after(seq).events[-1]
    assert (edit.seq, edit.kind, edit.about) == (number, "edit", seq)
    assert talk.after(seq).messages[seq].words == "Hej"
    assert "Hje" not in "".join(Event.objects.values_list("words", flat=True))


def test_edits_count_as_messages_and_a_message_can_still_be_taken_back(talk):
    seq, answer = talk.write("0"), talk.answer()
    for number in range(1, 120):
        edit_message(seat=talk.amal, seq=seq, words=f"{number}", now=NOW)
    before = talk.fresh().last_seq

    with pytest.raises(TooManyAttempts):
        edit_message(seat=talk.amal, seq=seq, words="En til", now=NOW)
    assert (talk.fresh().last_seq, talk.words[0]) == (before, "119")
    edit_message(seat=talk.at_work, seq=answer, words="Bent kan stadig rette", now=NOW)
    redact_message(seat=talk.amal, seq=seq, now=NOW)
    assert talk.words[0] == ""


@pytest.mark.parametrize("what", ["late", "other's", "gone", "future", "no message"])
def test_edit_of_what_is_not_ones_own_or_too_old_leaves_nothing(talk, what):
    seq, now = talk.write("Hej"), NOW
    if what == "late":
        now = NOW + 16 * MINUTE
    if what == "other's":
        seq = talk.answer()
    if what == "gone":
        redact_message(seat=talk.amal, seq=seq, now=NOW)
    if what == "future":
        seq = 99
    if what == "no message":
        seq = 1
    before = talk.fresh().last_seq

    with pytest.raises(MessageIsGone):
        edit_message(seat=talk.amal, seq=seq, words="Andet", now=now)
    assert talk.fresh().last_seq == before


def test_inv2_redaction_leaves_a_tombstone_with_its_number(talk):
    seq = talk.write("Noget jeg fortryder")
    talk.answer()
    number = redact_message(seat=talk.amal, seq=seq, now=NOW + DAY)

    events = talk.after().events
    assert [event.seq for event in events] == list(range(1, number + 1))
    assert events[seq - 1].is_tombstone
    assert "fortryder" not in "".join(Event.objects.values_list("words", flat=True))
    with pytest.raises(MessageIsGone):
        redact_message(seat=talk.amal, seq=seq, now=NOW)


def test_colleagues_message_is_not_ones_own(talk):
    seq = talk.answer()
    dorte = CounsellorFactory()
    seat = begin(bent=talk.bent).at_work
    assert seat.counsellor_id == talk.bent.pk

    from dataclasses import replace

    with pytest.raises(MessageIsGone):
        redact_message(seat=replace(talk.at_work, counsellor_id=dorte.pk), seq=seq, now=NOW)


def test_inv2_read_mark_is_an_event_and_only_moves_forward(talk):
    talk.answer("En")
    second = talk.answer("To")

    number = talk.read(second)
    assert talk.after().events[-1].about == second
    assert talk.read(second) is None
    assert talk.read(second - 1) is None
    assert talk.fresh().last_seq == number


def test_two_open_pages_do_not_answer_each_others_marks(talk):
    """Each reads everything there is, again and again: it comes to rest."""
    talk.write("Hej")
    talk.answer()

    for _ in range(5):
        talk.read(talk.fresh().last_seq)
        talk.read(talk.fresh().last_seq, seat=talk.at_work)

    assert talk.kinds.count("read") == 2


def test_mark_of_somebody_without_a_place_is_not_written(talk):
    from dataclasses import replace

    seq = talk.write("Hej")
    dorte = CounsellorFactory()
    before = talk.fresh().last_seq

    assert talk.read(seq, seat=replace(talk.at_work, counsellor_id=dorte.pk)) is None
    assert talk.fresh().last_seq == before


def test_ended_talk_takes_no_more_but_can_be_read_and_taken_back(talk):
    seq = talk.write("Hej")
    end_thread(seat=talk.at_work, now=NOW)

    with pytest.raises(ThreadIsOver):
        talk.write("Er du der?")
    assert talk.read(seq, seat=talk.at_work)
    assert redact_message(seat=talk.amal, seq=seq, now=NOW)


def test_browser_that_waits_keeps_its_one_place():
    waiting = begin(taken=False)

    with pytest.raises(AlreadyWaiting):
        begin(taken=False, bent=waiting.bent, secret=waiting.secret)
    assert Thread.objects.count() == 1


def test_same_start_form_is_the_same_thread():
    bent = begin(taken=False).bent
    key, browser = mint_form_key(form=START_FORM), hash_of_link("x" * 43)
    beginning = Beginning(centre=bent.centres.get(), words="Hej", token_hash=browser)
    both = [
        start_thread(beginning=beginning, form_key=key, address="198.51.100.8", now=NOW)
        for _ in range(2)
    ]

    assert both[0].pk == both[1].pk
    assert Participant.objects.filter(thread=both[0]).count() == 1


def test_of_two_counsellors_one_takes_the_thread():
    waiting = begin(taken=False)
    dorte = CounsellorFactory(centres=[waiting.thread.centre])

    assert take_thread(thread=waiting.thread, counsellor=waiting.bent, now=NOW)
    assert not take_thread(thread=waiting.thread, counsellor=dorte, now=NOW)
    assert waiting.fresh().counsellor == waiting.bent
    assert waiting.kinds == ["queue_joined", "taken"]


def test_counsellor_who_had_left_takes_the_same_place_again():
    waiting = begin(taken=False)
    Participant.objects.create(thread=waiting.thread, counsellor=waiting.bent, left_at=NOW)

    assert take_thread(thread=waiting.thread, counsellor=waiting.bent, now=NOW)
    assert Participant.objects.get(thread=waiting.thread, counsellor=waiting.bent).left_at is None
    assert waiting.read(waiting.write("Hej"), seat=waiting.at_work)


def test_thread_is_claimed_by_the_browser_that_holds_its_secret_only(talk):
    amal, clara = UserFactory(), UserFactory()
    with pytest.raises(NotYoursToClaim):
        claim_thread(thread=talk.thread, user=clara, token_hash=hash_of_link("y"), now=NOW)
    assert talk.fresh().citizen is None

    mine = hash_of_link(talk.secret)
    claim_thread(thread=talk.thread, user=amal, token_hash=mine, now=NOW)
    assert talk.fresh().citizen.user == amal
    assert talk.thread.token_hash is None
    with pytest.raises(NotYoursToClaim):
        claim_thread(thread=talk.thread, user=clara, token_hash=mine, now=NOW)
    assert talk.fresh().citizen.user == amal


def test_posting_costs_at_most_eight_queries(talk, django_assert_max_num_queries):
    key = mint_form_key(form=FORM)

    with django_assert_max_num_queries(8):
        talk.write("Hej", form_key=key)
