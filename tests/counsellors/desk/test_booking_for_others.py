"""Bent books for Amal: on offer, outside the hours, and for somebody who wants no letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from citizens.models import Citizen
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.domain.erasing import erase_past_conversations
from counsellors.conversations.domain.refusals import (
    ColleagueIsAway,
    NoRoomFree,
    NotAName,
    TheyHaveAConversationThen,
    TimeAlreadyTaken,
    TimeIsNotOnOffer,
    TimeIsPast,
    TimeIsTooFarAhead,
)
from counsellors.models import Absence, Conversation
from jobcenter.audit.models import Change
from jobcenter.centres.models import Room
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, at, everything, move
from tests.structure.breaking import refused_by

from .story import EVENING, WHY, at_work, book_for_somebody

pytestmark = pytest.mark.django_db


def test_time_on_offer_is_booked_and_says_who_booked_it(scene):
    conversation = book_for_somebody(scene).conversation

    assert conversation.starts_at == at(9)
    assert (conversation.booked_by, conversation.outside_hours) == (scene.bent, "")
    change = Change.objects.get(action="conversation.booked")
    assert (change.actor, change.actor_kind) == (scene.bent.user, "staff")
    assert change.facts == {"mode": "phone", "outside_hours": False, "starts_now": False}


def test_time_that_is_not_on_offer_needs_a_word_why(scene):
    with pytest.raises(TimeIsNotOnOffer):
        book_for_somebody(scene, start=EVENING)

    conversation = book_for_somebody(scene, start=EVENING, outside_hours=WHY).conversation
    assert conversation.starts_at == EVENING
    assert conversation.ends_at == EVENING + timedelta(minutes=scene.topic.minutes)
    assert conversation.outside_hours == WHY


def test_word_why_stands_in_the_letter_and_never_in_the_trail(scene):
    book_for_somebody(scene, start=EVENING, outside_hours=WHY)

    text = compose_mail(Notice.objects.get(kind="conversation_booked")).body
    assert WHY in text
    assert scene.bent.name in text
    assert all(WHY not in str(change.facts) for change in Change.objects.all())


@pytest.mark.parametrize(("language", "said"), [("da", "har booket"), ("en", "booked it for you")])
def test_letter_is_in_the_language_that_was_chosen(scene, language, said):
    book_for_somebody(scene, page_language=language)

    mail = compose_mail(Notice.objects.get(kind="conversation_booked"))
    assert said in mail.body
    assert said in str(mail.alternatives[0][0])
    assert "/samtale/" in mail.body
    assert {notice.kind for notice in Notice.objects.all()} == {
        "conversation_booked",
        "conversation_reminder",
    }


def test_text_message_says_who_booked(scene):
    book_for_somebody(scene, email="", phone="+4520111111")

    assert scene.bent.name in compose_sms(Notice.objects.get(kind="conversation_booked"))


def test_somebody_who_wants_no_letter_gets_a_code_and_no_letter(scene):
    booked = book_for_somebody(scene, email="", name="Ham med hatten")

    assert booked.spoken_code
    assert booked.link_secret
    assert not Notice.objects.exists()
    assert booked.conversation.citizen.is_guest


def test_two_who_leave_nothing_are_two_people_and_go_with_their_conversations(scene):
    scene.colleague(slug="dorte")
    book_for_somebody(scene, email="", name="A")
    book_for_somebody(scene, email="", name="B", counsellor="dorte")
    assert Citizen.objects.filter(is_guest=True).count() == 2

    erased = erase_past_conversations(now=at(9) + timedelta(days=31))

    assert (erased.conversations, erased.citizens) == (2, 2)
    assert set(Conversation.objects.values_list("booked_by", "outside_hours")) == {(None, "")}


def test_conversation_without_a_way_to_write_can_be_moved_and_cancelled_in_silence(scene):
    conversation = book_for_somebody(scene, email="").conversation

    moved = move(conversation, at(11)).conversation
    cancel_conversation(conversation=moved, now=NOW)

    assert moved.booked_by == scene.bent
    assert not Notice.objects.exists()


def test_word_why_is_of_that_one_time_and_does_not_move_along(scene):
    conversation = book_for_somebody(scene, start=EVENING, outside_hours=WHY).conversation

    assert move(conversation, at(11)).conversation.outside_hours == ""


def test_colleague_can_be_booked_for(scene):
    dorte = scene.colleague(slug="dorte", first_name="Dorte")

    conversation = book_for_somebody(scene, counsellor="dorte").conversation
    assert (conversation.counsellor, conversation.booked_by) == (dorte, scene.bent)


def test_time_off_of_a_colleague_is_theirs_and_ones_own_is_ones_own(scene):
    dorte = scene.colleague(slug="dorte")
    for one in (dorte, scene.bent):
        Absence.objects.create(counsellor=one, during=period(EVENING, EVENING + timedelta(hours=2)))
    before = everything()

    with pytest.raises(ColleagueIsAway):
        book_for_somebody(scene, counsellor="dorte", start=EVENING, outside_hours=WHY)

    at_work(scene.bent, scene.centre)
    assert everything() == before
    assert book_for_somebody(scene, start=EVENING, outside_hours=WHY).conversation.pk


@pytest.mark.parametrize(
    ("start", "refusal"),
    [
        (NOW, TimeIsPast),
        (NOW - timedelta(days=1), TimeIsPast),
        (NOW + timedelta(days=367), TimeIsTooFarAhead),
    ],
)
def test_past_stays_past_and_a_mistyped_year_is_noticed(scene, start, refusal):
    with pytest.raises(refusal):
        book_for_somebody(scene, start=start, outside_hours=WHY)

    assert not Conversation.objects.exists()


def test_what_must_never_happen_is_refused_outside_the_hours_too(scene):
    scene.colleague(slug="dorte")
    kept = {"start": EVENING, "outside_hours": WHY, "mode": "in_person"}
    book_for_somebody(scene, **kept)
    before = everything()

    later = kept | {"start": EVENING + timedelta(minutes=15)}
    with pytest.raises(TimeAlreadyTaken):
        book_for_somebody(scene, email="clara@example.org", **later)
    with pytest.raises(TheyHaveAConversationThen):
        book_for_somebody(scene, counsellor="dorte", **(later | {"mode": "phone"}))
    with pytest.raises(NoRoomFree):
        book_for_somebody(scene, counsellor="dorte", email="clara@example.org", **later)

    assert everything() == before


def test_room_outside_the_hours_meets_the_needs(scene):
    Room.objects.filter(centre=scene.centre).update(is_step_free=False)
    wanted = {"start": EVENING, "outside_hours": WHY, "mode": "in_person", "needs": ("step_free",)}

    with pytest.raises(NoRoomFree):
        book_for_somebody(scene, **wanted)


def test_name_that_is_a_web_address_is_refused_at_the_desk_as_well(scene):
    with pytest.raises(NotAName):
        book_for_somebody(scene, name="www.example.org")


def test_only_staff_book_outside_the_hours(scene):
    conversation = scene.book().conversation

    with refused_by("only_staff_book_outside_the_hours_on_offer"):
        Conversation.objects.filter(pk=conversation.pk).update(outside_hours=WHY)
