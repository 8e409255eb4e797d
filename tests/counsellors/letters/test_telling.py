"""Mail to a citizen who has not seen an answer: from the read mark, once, without a word of it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.db import transaction

from counsellors.chat.domain.starting import claim_thread
from counsellors.chat.domain.waiting import claim_who_waits
from counsellors.chat.enums import Side
from counsellors.letters.domain import tell_citizens, write_letter
from counsellors.models import Participant
from jobcenter.bell.switchboard import Stream
from jobcenter.outbox.models import Notice
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.chat.story import MINUTE, NOW, begin
from tests.factories.accounts import UserFactory
from tests.races.arena import race

pytestmark = pytest.mark.django_db
LATER = NOW + 4 * MINUTE
MAIL = "amal@example.org"


@pytest.fixture
def talk():
    made = begin(words="hemmeligeord")
    write_letter(thread=made.thread, mail=MAIL, now=NOW)
    return made


def tell(now=LATER) -> int:
    with transaction.atomic():
        return tell_citizens(claim_who_waits(now=now, side=Side.CITIZEN), now=now)


def mails() -> list[Notice]:
    return list(Notice.objects.filter(kind="talk_answered"))


def test_inv15_citizen_gets_one_mail_for_an_answer_they_have_not_seen(talk):
    talk.answer("svaretsord")

    assert [tell(NOW + MINUTE), tell(), tell()] == [0, 1, 0]
    (mail,) = mails()
    assert mail.recipient == MAIL
    assert "/brev/" in mail.payload["link"]
    assert "ord" not in str(mail.payload).replace("/brev/", "")


def test_inv15_every_later_answer_is_told_once_more(talk):
    talk.answer()
    tell()
    talk.answer("Endnu et", now=LATER)

    assert tell(LATER + 4 * MINUTE) == 1
    assert len({mail.effect_key for mail in mails()}) == 2


def test_inv15_answer_that_was_read_is_not_told(talk):
    talk.read(talk.answer())

    assert tell() == 0


def test_inv15_open_stream_changes_nothing_about_it(talk):
    """Somebody whose page is open and live, and who has read nothing, is told all the same."""
    seq = talk.answer()
    stream = Stream()
    stream.threads.add(talk.thread.public_id)
    stream.aim(talk.thread.public_id, seq)
    assert stream.take() == {talk.thread.public_id: seq}
    caches["default"].clear()

    assert tell() == 1


def test_inv15_counsellors_are_left_to_their_own_task(talk):
    talk.write("Er du der?")

    assert tell() == 0
    assert Participant.objects.get(counsellor=talk.bent).told_seq == 0


def test_account_is_written_to_at_its_proven_address_with_a_link_that_asks_to_log_in(talk):
    user = UserFactory(email="konto@example.org")
    EmailAddress.objects.create(user=user, email="konto@example.org", verified=True, primary=True)
    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)
    talk.answer()

    assert tell() == 1
    (mail,) = mails()
    assert mail.recipient == "konto@example.org"
    assert mail.payload["link"].endswith(f"/chat/{talk.thread.public_id}/")


def test_nobody_is_written_to_whose_address_is_unknown():
    begin().answer()

    assert tell() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_inv15_several_workers_write_one_mail():
    talk = begin()
    write_letter(thread=talk.thread, mail=MAIL, now=NOW)
    talk.answer()

    told = race(lambda _turn: [tell] * 4, lanes=4).winners

    assert sum(told) == len(mails()) == 1


def test_inv15_claim_that_is_undone_tells_again(talk):
    talk.answer()
    with transaction.atomic():
        tell_citizens(claim_who_waits(now=LATER, side=Side.CITIZEN), now=LATER)
        transaction.set_rollback(True)

    assert mails() == []
    assert tell() == 1
