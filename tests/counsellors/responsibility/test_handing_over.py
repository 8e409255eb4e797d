"""A warm handover: the person reads the card first and decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import Handover, Responsibility
from counsellors.responsibility.domain.choosing import leave_own_counsellor
from counsellors.responsibility.domain.handing_over import (
    FORM,
    accept_handover,
    decline_handover,
    withdraw_handover,
)
from counsellors.responsibility.domain.reading import (
    has_room,
    own_responsibility,
    waiting_handover,
    with_room,
)
from counsellors.responsibility.domain.refusals import (
    ColleagueHasEnoughPeople,
    CounsellorHasEnoughPeople,
    HandoverIsOver,
    HandoverToOneself,
    NotYourPersonAnyMore,
    OneHandoverWaits,
)
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, everything
from tests.counsellors.responsibility.story import ceiling, choose, propose

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def own(bent, amal) -> Responsibility:
    return choose(amal, bent).responsibility


@pytest.fixture
def card(own, dorte) -> Handover:
    return propose(own, dorte)


def accept(card, user, *, now=LATER):
    return accept_handover(handover=card, user=user, now=now)


def test_card_waits_with_the_person_and_nothing_has_changed(card, bent, amal):
    assert waiting_handover(amal) == card
    assert own_responsibility(amal).counsellor == bent
    letter = Notice.objects.get(kind="handover_proposed")
    assert letter.recipient == "amal@example.org"
    assert "ansøgning" not in str(letter.payload)


def test_yes_hands_over_with_the_card_and_twice_is_once(card, own, dorte, amal):
    first = accept(card, amal).responsibility
    before = everything()
    second = accept(card, amal)

    assert own_responsibility(amal) == first
    assert (first.counsellor, first.card, first.came_by) == (dorte, card, "handed_over")
    assert (first.name, first.starts_at) == (own.name, LATER)
    assert second.was_already
    assert everything() == before


def test_no_leaves_everything_as_it_is(card, bent, amal):
    decline_handover(handover=card, user=amal)

    assert own_responsibility(amal).counsellor == bent
    assert waiting_handover(amal) is None
    with pytest.raises(HandoverIsOver):
        accept(card, amal)


def test_choosing_somebody_else_makes_the_card_void(card, scene, amal):
    erika = scene.colleague(slug="erika", first_name="Erika")
    choose(amal, erika, now=LATER)

    with pytest.raises(HandoverIsOver):
        accept(card, amal)
    assert own_responsibility(amal).counsellor == erika
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        lambda _card, scene, amal: choose(amal, scene.colleague(slug="frida"), now=LATER),
        lambda _card, _scene, amal: leave_own_counsellor(user=amal, now=LATER),
        lambda card, _scene, amal: decline_handover(handover=card, user=amal),
        lambda card, _scene, amal: accept(card, amal),
    ],
    ids=["somebody else", "nobody", "no", "yes"],
)
def test_letter_that_still_waits_goes_with_the_answer(card, scene, amal, answer):
    """Answered on the page: a letter that asks for an answer would only confuse."""
    answer(card, scene, amal)

    letter = Notice.objects.get(kind="handover_proposed")
    assert (letter.state, letter.payload) == ("withdrawn", {})


def test_card_can_be_taken_back_until_it_is_answered(card, bent, amal):
    assert withdraw_handover(handover=card, by=bent.user)
    assert not withdraw_handover(handover=card, by=bent.user)
    assert Notice.objects.get(kind="handover_proposed").state == Notice.State.WITHDRAWN
    with pytest.raises(HandoverIsOver):
        accept(card, amal)


def test_second_card_waits_for_the_first(card, own, scene):
    erika = scene.colleague(slug="erika", first_name="Erika")
    before = everything()
    with pytest.raises(OneHandoverWaits):
        propose(own, erika)

    assert everything() == before


def test_card_sent_twice_is_one_card(own, dorte):
    key = mint_form_key(form=FORM)
    by = own.citizen.user

    assert propose(own, dorte, form_key=key, by=by) == propose(own, dorte, form_key=key, by=by)
    assert Notice.objects.filter(kind="handover_proposed").count() == 1


def test_card_to_oneself_or_about_somebody_who_left_is_refused(own, bent, dorte, amal):
    with pytest.raises(HandoverToOneself):
        propose(own, bent)
    choose(amal, dorte, now=LATER)
    with pytest.raises(NotYourPersonAnyMore):
        propose(own, dorte)


def test_card_to_a_full_colleague_is_refused_before_anybody_is_asked(scene, own, dorte, clara):
    ceiling(scene.centre, 1)
    choose(clara, dorte)
    before = everything()

    with pytest.raises(ColleagueHasEnoughPeople):
        propose(own, dorte)
    assert everything() == before


def test_colleagues_with_room_are_found_in_three_questions_for_one_and_for_ten(
    scene, bent, dorte, amal, clara, django_assert_num_queries
):
    choose(amal, dorte)
    assert with_room([bent, dorte]) == [bent, dorte]
    full = scene.colleague(slug="full")
    choose(clara, full)
    ceiling(scene.centre, 1)
    free = [scene.colleague() for _number in range(8)]

    for people, found in (([bent], [bent]), ([dorte, *free, full], free)):
        with django_assert_num_queries(3):
            assert with_room(people) == found
        assert [one for one in people if has_room(one)] == found


def test_yes_at_the_colleagues_ceiling_is_refused_and_the_card_waits_on(
    scene, card, dorte, amal, clara
):
    ceiling(scene.centre, 1)
    choose(clara, dorte)

    with pytest.raises(CounsellorHasEnoughPeople):
        accept(card, amal)
    assert waiting_handover(amal) == card
