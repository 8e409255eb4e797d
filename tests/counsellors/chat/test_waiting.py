"""Who is told by mail that something waits: from the read mark, after a while, once."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.waiting import Waits, claim_who_waits
from counsellors.chat.domain.writing import redact_message
from counsellors.files.domain.checking import check_due_files
from counsellors.files.domain.sending import take_back_file
from tests.counsellors.files.story import PLAIN_PDF, give
from tests.races.arena import race

from .story import MINUTE, NOW, begin

pytestmark = pytest.mark.django_db
LATER = NOW + 4 * MINUTE


def test_inv15_unread_for_a_while_is_told_once(talk):
    seq = talk.write("Hej")

    assert claim_who_waits(now=NOW + MINUTE) == []
    assert claim_who_waits(now=LATER) == [Waits(talk.thread.pk, talk.bent.pk, seq)]
    assert claim_who_waits(now=LATER) == []
    again = talk.write("Er du der?", now=LATER)
    assert claim_who_waits(now=LATER + 4 * MINUTE) == [Waits(talk.thread.pk, talk.bent.pk, again)]


def test_inv15_what_was_read_or_taken_back_is_not_told(talk):
    read, gone = talk.write("Læst"), talk.answer("Fortrudt")
    talk.read(read, seat=talk.at_work)
    redact_message(seat=talk.at_work, seq=gone, now=NOW)

    assert claim_who_waits(now=LATER) == []


def test_inv15_citizen_is_told_of_the_counsellors_answer_and_nobody_of_their_own(talk):
    seq = talk.answer()

    assert claim_who_waits(now=LATER) == [Waits(talk.thread.pk, None, seq)]


def test_inv15_file_without_words_is_told_from_when_it_can_be_opened(talk):
    file = give(talk, PLAIN_PDF)
    assert claim_who_waits(now=LATER) == []

    check_due_files(now=LATER)
    ready = talk.fresh().last_seq
    assert claim_who_waits(now=LATER + MINUTE) == []
    # Its sender is not told of their own file, though the house has let it through.
    later = LATER + 4 * MINUTE
    assert claim_who_waits(now=later) == [Waits(talk.thread.pk, talk.bent.pk, ready)]
    assert claim_who_waits(now=later) == []
    assert ready > file.seq


@pytest.mark.parametrize("became", ["read", "taken back", "refused"])
def test_inv15_file_that_was_read_or_never_came_is_not_told(talk, became):
    file = give(talk, b"%PDF-1.7 /JavaScript %%EOF" if became == "refused" else PLAIN_PDF)
    check_due_files(now=NOW)
    if became == "read":
        assert talk.read(talk.fresh().last_seq, seat=talk.at_work)
        assert talk.read(talk.fresh().last_seq, seat=talk.at_work) is None
    if became == "taken back":
        take_back_file(seat=talk.amal, file=file, now=NOW)

    assert talk.kinds.count("file") == 2
    assert claim_who_waits(now=LATER) == []


def test_inv15_own_file_that_is_ready_is_no_news_to_its_sender(talk):
    give(talk, PLAIN_PDF)
    check_due_files(now=NOW)

    assert talk.read(talk.fresh().last_seq) is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_inv15_two_workers_tell_everybody_once():
    from django.db import transaction

    first = begin()
    for _ in range(5):
        begin(bent=first.bent).write("Hej")

    def claim() -> list[Waits]:
        with transaction.atomic():
            return claim_who_waits(now=LATER)

    told = [one for found in race(lambda _turn: [claim] * 4, lanes=4).winners for one in found]

    assert len(told) == len({one.effect_key for one in told}) == 5
    with pytest.raises(RuntimeError):
        claim_who_waits(now=LATER)
