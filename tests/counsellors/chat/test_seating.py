"""Handing over, lending, inviting: who answers, and what is refused."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.refusals import (
    AlreadyHere,
    ColleagueIsAway,
    HoldsCprNumber,
    LendForAWhile,
    NothingWritten,
    NotYourTalkAnyMore,
    ThreadIsOver,
)
from counsellors.chat.domain.seating import (
    FORM,
    cards_among,
    invite,
    leave,
)
from counsellors.models import Participant, Thread, ThreadHandover
from jobcenter.submissions.domain import mint_form_key
from tests.factories.counsellors import CounsellorFactory

from .story import MINUTE, NOW, hands_over, seat_of, sits, states

pytestmark = pytest.mark.django_db
SOON = NOW + 30 * MINUTE


@pytest.fixture
def dorte(talk):
    return CounsellorFactory(centres=[talk.thread.centre])


def test_colleague_answers_from_the_moment_of_the_card(talk, dorte):
    before = talk.fresh().rights_version
    card = hands_over(talk, dorte, until=SOON)

    assert talk.fresh().counsellor == dorte
    assert talk.thread.rights_version > before
    assert sits(talk, dorte)
    assert not sits(talk, talk.bent)
    event = talk.after().events[-1]
    assert (event.kind, event.words, event.counsellor) == (
        "handover", "Jeg skal til et møde.", talk.bent,
    )  # fmt: skip
    assert event.facts == {"card": card.public_id, "state": "waiting"}
    assert cards_among([event]) == {card.public_id: card}


def test_facts_of_a_card_name_nobody(talk, dorte):
    hands_over(talk, dorte)

    said = str(talk.after().events[-1].facts)
    for word in (dorte.first_name, dorte.slug, talk.bent.first_name, "møde"):
        assert word not in said


def test_same_form_hands_over_once(talk, dorte):
    key = mint_form_key(form=FORM)
    first = hands_over(talk, dorte, form_key=key)

    assert hands_over(talk, dorte, form_key=key) == first
    assert ThreadHandover.objects.count() == 1
    assert states(talk) == ["waiting"]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"why": " "}, NothingWritten),
        ({"why": "070761-4285"}, HoldsCprNumber),
        ({"until": NOW}, LendForAWhile),
    ],
)
def test_card_that_cannot_be_sent_changes_nothing(talk, dorte, said, refusal):
    with pytest.raises(refusal):
        hands_over(talk, dorte, **said)

    assert talk.fresh().counsellor == talk.bent
    assert talk.kinds == ["queue_joined", "taken"]


def test_nobody_hands_over_to_themselves_or_to_somebody_who_is_away(talk, dorte):
    with pytest.raises(AlreadyHere):
        hands_over(talk, talk.bent)
    dorte.is_active = False
    dorte.save()
    with pytest.raises(ColleagueIsAway):
        hands_over(talk, dorte)

    assert talk.kinds == ["queue_joined", "taken"]
    assert not ThreadHandover.objects.exists()


def test_who_has_handed_over_cannot_do_it_again(talk, dorte):
    hands_over(talk, dorte)
    frida = CounsellorFactory(centres=[talk.thread.centre])
    with pytest.raises(NotYourTalkAnyMore):
        hands_over(talk, frida)

    assert talk.fresh().counsellor == dorte
    assert ThreadHandover.objects.get().stands


def test_nothing_is_handed_over_after_the_end(talk, dorte):
    end_thread(seat=talk.at_work, now=NOW)
    with pytest.raises(ThreadIsOver):
        hands_over(talk, dorte)


def test_invited_colleague_comes_writes_and_leaves(talk, dorte):
    invite(seat=talk.at_work, colleague=dorte, now=NOW)
    talk.write("Hej, jeg hjælper", seat=seat_of(talk, dorte))
    assert Thread.objects.on_the_desk_of(dorte).get() == talk.thread
    assert leave(seat=seat_of(talk, dorte), now=NOW)
    assert not leave(seat=seat_of(talk, dorte), now=NOW)

    assert states(talk) == ["came", "left"]
    assert not Thread.objects.on_the_desk_of(dorte).exists()
    assert talk.fresh().counsellor == talk.bent


def test_colleague_is_invited_once_and_may_come_again(talk, dorte):
    invite(seat=talk.at_work, colleague=dorte, now=NOW)
    with pytest.raises(AlreadyHere):
        invite(seat=talk.at_work, colleague=dorte, now=NOW)
    leave(seat=seat_of(talk, dorte), now=NOW)
    invite(seat=talk.at_work, colleague=dorte, now=NOW)

    assert states(talk) == ["came", "left", "came"]
    assert Participant.objects.filter(thread=talk.thread, counsellor=dorte).count() == 1


def test_whose_talk_it_is_does_not_just_leave(talk):
    assert not leave(seat=talk.at_work, now=NOW)
    assert sits(talk, talk.bent)


def test_guest_invites_nobody(talk, dorte):
    frida = CounsellorFactory(centres=[talk.thread.centre])
    with pytest.raises(NotYourTalkAnyMore):
        invite(seat=seat_of(talk, dorte), colleague=frida, now=NOW)

    assert not sits(talk, frida)


def test_guest_can_be_handed_the_talk(talk, dorte):
    invite(seat=talk.at_work, colleague=dorte, now=NOW)
    hands_over(talk, dorte)

    assert talk.fresh().counsellor == dorte
    assert sits(talk, dorte)


def test_cards_of_a_page_cost_one_query(talk, dorte, django_assert_num_queries):
    for turn in range(3):
        hands_over(talk, dorte, why=f"Møde {turn}")
        hands_over(talk, talk.bent, seat=seat_of(talk, dorte))
    events = talk.after().events

    with django_assert_num_queries(1):
        cards = cards_among(events)
        named = {card.given_to.first_name for card in cards.values()}
        assert named == {talk.bent.first_name, dorte.first_name}
    with django_assert_num_queries(0):
        assert cards_among(events[:2]) == {}
