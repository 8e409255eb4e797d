"""Each rule of threads and events is broken once, and holds."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from citizens.models import Citizen
from counsellors.chat.enums import EventKind, Side
from counsellors.models import Event, Participant, Thread, ThreadHandover
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory
from tests.structure.breaking import refused_by

from .story import DAY, NOW, begin, happens, numbers_of, without_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    made = begin()
    made.write("Hej")
    return made


def write(talk, **fields):
    """An event past the domain, with the number the thread has come to."""
    Thread.objects.filter(pk=talk.thread.pk).update(last_seq=F("last_seq") + 1)
    seq = Thread.objects.get(pk=talk.thread.pk).last_seq
    said = {"kind": EventKind.BOOKED, "side": Side.CITIZEN, "at": NOW, "seq": seq}
    return Event.objects.create(thread=talk.thread, **(said | fields))


def at_commit():
    """Rules that speak at the commit speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_inv1_a_thread_begins_without_events(talk):
    with refused_by("a_thread_begins_without_events"):
        Thread.objects.create(centre=CentreFactory(), last_seq=3)


@pytest.mark.parametrize("leap", [2, -1])
def test_inv1_numbers_of_a_thread_rise_by_one(talk, leap):
    with refused_by("numbers_of_a_thread_rise_by_one"):
        Thread.objects.filter(pk=talk.thread.pk).update(last_seq=F("last_seq") + leap)


def test_inv1_old_numbers_never_come_back(talk):
    Thread.objects.filter(pk=talk.thread.pk).update(first_seq=3)

    with refused_by("numbers_of_a_thread_rise_by_one"):
        Thread.objects.filter(pk=talk.thread.pk).update(first_seq=2)


def test_inv1_every_number_has_its_event(talk):
    with refused_by("every_number_has_its_event"):
        Thread.objects.filter(pk=talk.thread.pk).update(last_seq=F("last_seq") + 1)
        at_commit()


@pytest.mark.parametrize("away", [1, 7])
def test_inv1_an_event_bears_the_latest_number(talk, away):
    with refused_by("an_event_bears_the_latest_number"):
        Event.objects.create(
            thread=talk.thread, seq=talk.fresh().last_seq + away, kind=EventKind.BOOKED,
            side=Side.CITIZEN, at=NOW,
        )  # fmt: skip


def test_inv1_a_number_is_given_once(talk):
    with refused_by("one_event_per_number_of_a_thread"):
        Event.objects.create(
            thread=talk.thread, seq=talk.fresh().last_seq, kind=EventKind.BOOKED,
            side=Side.CITIZEN, at=NOW,
        )  # fmt: skip


def test_inv1_numbers_of_a_thread_begin_at_one(talk):
    without_rule("events_bear_the_latest_number", "counsellors_event")

    with refused_by("numbers_of_a_thread_begin_at_one"):
        Event.objects.create(
            thread=talk.thread, seq=0, kind=EventKind.BOOKED, side=Side.CITIZEN, at=NOW
        )


@pytest.mark.parametrize(
    "change", [{"seq": 99}, {"kind": EventKind.TAKEN}, {"side": Side.HOUSE}, {"facts": {"a": 1}}]
)
def test_inv2_an_event_stays_what_it_is(talk, change):
    with refused_by("an_event_stays_what_it_is"):
        Event.objects.filter(thread=talk.thread, kind=EventKind.MESSAGE).update(**change)


def test_inv2_a_tombstone_never_speaks_again(talk):
    messages = Event.objects.filter(thread=talk.thread, kind=EventKind.MESSAGE)
    messages.update(words="", changed=EventKind.REDACTION)

    with refused_by("an_event_stays_what_it_is"):
        messages.update(words="Hej", changed="")


def test_inv2_an_event_goes_from_the_old_end_only(talk):
    with refused_by("an_event_goes_from_the_old_end"):
        Event.objects.filter(thread=talk.thread, seq=2).delete()
    Thread.objects.filter(pk=talk.thread.pk).update(first_seq=2)
    Event.objects.filter(thread=talk.thread, seq=1).delete()

    assert numbers_of(talk.thread)[0] == 2


def test_thread_keeps_its_latest_numbers(talk):
    with refused_by("a_thread_keeps_its_latest_numbers"):
        Thread.objects.filter(pk=talk.thread.pk).update(first_seq=F("last_seq") + 2)


def test_thread_is_opened_by_an_account_or_a_browser(talk):
    citizen = Citizen.objects.create(user=UserFactory())

    with refused_by("a_thread_is_opened_by_an_account_or_a_browser"):
        Thread.objects.filter(pk=talk.thread.pk).update(citizen=citizen)


def test_erased_thread_is_about_nobody(talk):
    with refused_by("an_erased_thread_is_about_nobody"):
        Thread.objects.filter(pk=talk.thread.pk).update(erased_at=NOW, ended_at=NOW)


def test_one_waiting_thread_per_browser():
    waiting = begin(taken=False)

    with refused_by("one_waiting_thread_per_browser"):
        Thread.objects.create(
            centre=waiting.thread.centre, token_hash=bytes(waiting.thread.token_hash)
        )


def test_one_place_per_person_in_a_thread(talk):
    with refused_by("one_place_per_person_in_a_thread"):
        Participant.objects.create(thread=talk.thread)


def test_a_citizen_never_leaves_their_own_thread(talk):
    with refused_by("a_citizen_never_leaves_their_own_thread"):
        Participant.objects.filter(thread=talk.thread, counsellor=None).update(left_at=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": EventKind.EDIT},
        {"kind": EventKind.READ, "about": 99},
        {"kind": EventKind.BOOKED, "about": 1},
    ],
)
def test_an_edit_or_a_mark_is_about_an_earlier_event(talk, fields):
    with refused_by("an_edit_or_a_mark_is_about_an_earlier_event"):
        write(talk, **fields)


def test_only_messages_and_cards_hold_words(talk):
    with refused_by("only_messages_and_cards_hold_words"):
        write(talk, kind=EventKind.BOOKED, words="Noget om Amal")


def test_a_message_says_something_or_is_a_tombstone(talk):
    with refused_by("a_message_says_something_or_is_a_tombstone"):
        write(talk, kind=EventKind.MESSAGE)
    with refused_by("a_message_says_something_or_is_a_tombstone"):
        Event.objects.filter(thread=talk.thread, kind=EventKind.MESSAGE).update(changed="redaction")


def test_a_counsellors_event_bears_their_name(talk):
    with refused_by("a_counsellors_event_bears_their_name"):
        write(talk, side=Side.COUNSELLOR)
    with refused_by("a_counsellors_event_bears_their_name"):
        write(talk, side=Side.HOUSE, counsellor=talk.bent)


@pytest.mark.django_db(transaction=True)
def test_inv1_no_number_is_given_outside_a_transaction():
    talk = begin()

    with pytest.raises(RuntimeError):
        happens(talk)
    assert talk.fresh().last_seq == 2


def test_inv1_number_of_an_event_that_failed_is_given_again(talk):
    with pytest.raises(IntegrityError), transaction.atomic():
        happens(talk, words="Ord hører ikke til her")

    talk.write("Næste")
    assert numbers_of(talk.thread) == [1, 2, 3, 4]


@pytest.fixture
def lent(talk):
    from tests.factories.counsellors import CounsellorFactory

    return {
        "thread": talk.thread, "given_by": talk.bent, "given_to": CounsellorFactory(),
        "until": NOW + DAY, "made_at": NOW,
    }  # fmt: skip


@pytest.mark.parametrize("state", ["waiting", "fine"])
def test_one_handover_stands_in_a_thread(lent, state):
    ThreadHandover.objects.create(**lent, state=state)
    for over in ("declined", "returned", "passed_on"):
        ThreadHandover.objects.create(**lent, state=over)

    with refused_by("one_handover_stands_in_a_thread"):
        ThreadHandover.objects.create(**lent)


def test_a_talk_is_handed_to_somebody_else(lent, talk):
    with refused_by("a_talk_is_handed_to_somebody_else"):
        ThreadHandover.objects.create(**lent | {"given_to": talk.bent})


def test_a_talk_is_lent_for_a_while(lent):
    with refused_by("a_talk_is_lent_for_a_while"):
        ThreadHandover.objects.create(**lent | {"until": NOW})


def test_the_clock_returns_what_was_lent(lent):
    with refused_by("the_clock_returns_what_was_lent"):
        ThreadHandover.objects.create(**lent | {"until": None, "state": "returned"})
