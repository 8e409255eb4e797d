"""A no to a card, a loan that is over, a talk put back: home again, or into the line."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.refusals import NotYourTalkAnyMore, TheyWaitElsewhere
from counsellors.chat.domain.seating import welcome_handover
from counsellors.chat.domain.starting import take_thread
from counsellors.chat.enums import Card, Side, WaitsAs
from counsellors.line.domain import decline_handover, put_back_in_line, return_what_is_due
from counsellors.line.domain.returning import Why
from counsellors.line.domain.routes import ANSWERED_AT_HOME, GRACE
from counsellors.models import Event, Thread, ThreadHandover, Wait
from tests.counsellors.chat.story import begin, hands_over, seat_of, sits, states
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import CounsellorFactory

from .story import DAY, MINUTE, NOW, arrive, said

pytestmark = pytest.mark.django_db
SOON = NOW + 30 * MINUTE


@pytest.fixture
def dorte(talk):
    return CounsellorFactory(centres=[talk.thread.centre])


def test_no_of_the_citizen_brings_the_first_one_back(talk, dorte):
    card = hands_over(talk, dorte)
    assert decline_handover(card=card, seat=talk.amal, now=NOW)
    assert not decline_handover(card=card, seat=talk.amal, now=NOW)

    assert talk.fresh().counsellor == talk.bent
    assert sits(talk, talk.bent)
    assert not sits(talk, dorte)
    assert states(talk) == ["waiting", "declined"]


def test_no_is_possible_after_a_yes(talk, dorte):
    card = hands_over(talk, dorte)
    assert welcome_handover(card=card, seat=talk.amal, now=NOW)
    assert not welcome_handover(card=card, seat=talk.amal, now=NOW)
    assert decline_handover(card=card, seat=talk.amal, now=NOW)

    assert states(talk) == ["waiting", "fine", "declined"]
    assert talk.fresh().counsellor == talk.bent


def test_no_puts_the_talk_in_line_when_the_first_one_meets_nobody_any_more(talk, dorte):
    card = hands_over(talk, dorte)
    talk.bent.is_active = False
    talk.bent.save()
    decline_handover(card=card, seat=talk.amal, now=NOW)

    assert talk.fresh().counsellor is None
    assert said(talk) == ["given_back"]
    assert Wait.objects.get(thread=talk.thread).joined_at == NOW
    assert ThreadHandover.objects.get().state == Card.DECLINED


def test_loan_that_is_over_waits_in_line_when_nobody_is_at_home_any_more(talk, dorte):
    hands_over(talk, dorte, until=SOON)
    talk.bent.is_active = False
    talk.bent.save()
    assert return_what_is_due(now=SOON) == 1

    assert talk.fresh().counsellor is None
    assert Wait.objects.get(thread=talk.thread).joined_at == SOON


def test_what_was_lent_comes_back_at_the_time_that_was_said(talk, dorte):
    hands_over(talk, dorte, until=SOON)
    assert return_what_is_due(now=SOON - MINUTE) == 0
    assert return_what_is_due(now=SOON) == 1
    assert return_what_is_due(now=SOON) == 0

    assert talk.fresh().counsellor == talk.bent
    assert ThreadHandover.objects.get().state == Card.RETURNED
    assert Event.objects.filter(thread=talk.thread).latest("seq").side == Side.HOUSE


def test_what_was_given_for_good_stays(talk, dorte):
    hands_over(talk, dorte)

    assert return_what_is_due(now=NOW + 20 * DAY) == 0
    assert talk.fresh().counsellor == dorte


def test_talk_that_has_ended_does_not_come_back(talk, dorte):
    hands_over(talk, dorte, until=SOON)
    end_thread(seat=seat_of(talk, dorte), now=NOW)

    assert return_what_is_due(now=SOON) == 0
    assert talk.kinds[-1] == "ended"


def test_talk_that_went_its_own_way_is_neither_returned_nor_promised(talk, dorte):
    """As when the duty of the one who had it ended, and the line took it back."""
    hands_over(talk, dorte, until=SOON)
    Thread.objects.filter(pk=talk.thread.pk).update(counsellor=None)
    assert return_what_is_due(now=SOON) == 0

    frida = CounsellorFactory(centres=[talk.thread.centre])
    take_thread(thread=talk.thread, counsellor=frida, now=NOW)
    later = hands_over(talk, dorte, seat=seat_of(talk, frida))
    assert (later.given_by, later.until) == (frida, None)
    assert ThreadHandover.objects.standing().get() == later


def test_promise_of_coming_back_is_handed_on_with_the_talk(talk, dorte):
    hands_over(talk, dorte, until=SOON)
    frida = CounsellorFactory(centres=[talk.thread.centre])
    second = hands_over(talk, frida, seat=seat_of(talk, dorte), until=SOON + DAY)

    assert (second.given_by, second.until) == (talk.bent, SOON)
    assert return_what_is_due(now=SOON) == 1
    assert talk.fresh().counsellor == talk.bent
    assert list(ThreadHandover.objects.order_by("pk").values_list("state", flat=True)) == [
        "passed_on", "returned",
    ]  # fmt: skip


def test_what_was_lent_can_be_handed_back_before_its_time(talk, dorte):
    hands_over(talk, dorte, until=SOON)
    back = hands_over(talk, talk.bent, seat=seat_of(talk, dorte))

    assert (back.given_by, back.until) == (dorte, None)
    assert return_what_is_due(now=SOON) == 0
    assert talk.fresh().counsellor == talk.bent


def test_talk_given_back_keeps_its_old_place(talk, dorte):
    later = begin(taken=False, bent=talk.bent)
    Thread.objects.filter(pk=later.thread.pk).update(started_at=NOW + MINUTE)
    put_back_in_line(holder=talk.at_work, now=NOW + 2 * MINUTE)

    waiting = Thread.objects.waiting().order_by("started_at")
    assert list(waiting) == [talk.thread, later.thread]
    assert said(talk) == ["given_back"]
    assert not sits(talk, talk.bent)


def test_talk_in_line_again_is_asked_for_elsewhere_when_nobody_is_here(talk):
    put_back_in_line(holder=talk.at_work, now=NOW)

    thread = talk.fresh()
    assert (thread.elsewhere_from, thread.grace_until) == (NOW, NOW + GRACE)


def test_house_has_time_of_its_own_where_somebody_is_here(talk, dorte):
    arrive(dorte)
    put_back_in_line(holder=talk.at_work, now=NOW)

    assert talk.fresh().elsewhere_from == NOW + ANSWERED_AT_HOME


@pytest.mark.parametrize("why", [Why.GONE, Why.GIVEN_BACK])
def test_card_that_stands_ends_with_the_talk_it_is_about(talk, dorte, why):
    hands_over(talk, dorte, until=SOON)
    put_back_in_line(holder=seat_of(talk, dorte), why=why, now=NOW)

    assert ThreadHandover.objects.get().state == Card.PASSED_ON
    assert not sits(talk, dorte)


def test_letter_put_back_is_a_letter_again_and_no_place(talk):
    Thread.objects.filter(pk=talk.thread.pk).update(waits_as=WaitsAs.LETTER)
    put_back_in_line(holder=talk.at_work, now=NOW)

    thread = talk.fresh()
    assert (thread.counsellor, thread.waits_as) == (None, WaitsAs.LETTER)
    assert said(talk) == ["unanswered"]
    assert not Wait.objects.exists()


def test_account_that_waits_already_gets_no_second_place(talk):
    amal = CitizenFactory()
    other = begin(taken=False, bent=talk.bent)
    both = Thread.objects.filter(pk__in=[talk.thread.pk, other.thread.pk])
    both.update(citizen=amal, token_hash=None)
    with pytest.raises(TheyWaitElsewhere):
        put_back_in_line(holder=talk.at_work, now=NOW)

    assert talk.fresh().counsellor == talk.bent
    assert said(talk) == []


def test_who_gave_back_can_take_again(talk):
    put_back_in_line(holder=talk.at_work, now=NOW)
    assert take_thread(thread=talk.thread, counsellor=talk.bent, now=NOW)

    assert sits(talk, talk.bent)


def test_talk_lent_and_given_back_is_not_returned_to_whoever_lent_it(talk, dorte):
    hands_over(talk, dorte, until=SOON)
    put_back_in_line(holder=seat_of(talk, dorte), now=NOW)

    assert return_what_is_due(now=SOON) == 0
    assert talk.fresh().counsellor is None


def test_talk_is_not_given_back_to_somebody_who_waits_in_another(talk):
    begin(taken=False, bent=talk.bent, secret=talk.secret)
    with pytest.raises(TheyWaitElsewhere):
        put_back_in_line(holder=talk.at_work, now=NOW)

    assert talk.fresh().counsellor == talk.bent
    assert sits(talk, talk.bent)


def test_only_whose_it_is_gives_back(talk, dorte):
    with pytest.raises(NotYourTalkAnyMore):
        put_back_in_line(holder=seat_of(talk, dorte), now=NOW)

    assert talk.kinds == ["queue_joined", "taken"]
