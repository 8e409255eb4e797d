"""Covers, sparring, rooms that are held and minutes: what the tables refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from counsellors.models import Cover, Minutes, RoomHold, SparringAnswer, SparringQuestion
from counsellors.team.enums import HoldKind
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import MONDAY, NOW, at, set_the_scene
from tests.factories.counsellors import ConversationFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
DAY = MONDAY.date()


@pytest.fixture
def scene(eight_topics):
    return set_the_scene()


def cover(scene, absent, covering, first=DAY, end=DAY + timedelta(days=3)):
    return Cover.objects.create(
        centre=scene.centre, absent=absent, covering=covering,
        during=DateRange(first, end, "[)"), made_at=NOW,
    )  # fmt: skip


def held(room, start, end, kind=HoldKind.RESERVED, what_for="Teammøde"):
    return RoomHold.objects.create(
        room=room, kind=kind, during=DateTimeTZRange(start, end, "[)"), what_for=what_for,
        made_at=NOW,
    )  # fmt: skip


def in_room(scene, start, end, **fields):
    return ConversationFactory(
        counsellor=scene.bent, centre=scene.centre, topic=scene.topic, mode="in_person",
        room=scene.centre.rooms.get(), starts_at=start, ends_at=end, **fields,
    )  # fmt: skip


def test_counsellor_is_covered_by_one_colleague_a_day(scene):
    dorte, kai = scene.colleague(first_name="Dorte"), scene.colleague(first_name="Kai")
    cover(scene, scene.bent, dorte)

    with refused_by("one_cover_per_counsellor_and_day"):
        cover(scene, scene.bent, kai, DAY + timedelta(days=2), DAY + timedelta(days=5))
    cover(scene, scene.bent, kai, DAY + timedelta(days=3), DAY + timedelta(days=5))


def test_nobody_covers_for_themselves(scene):
    with refused_by("nobody_covers_for_themselves"):
        cover(scene, scene.bent, scene.bent)


@pytest.mark.parametrize(("first", "end"), [(None, DAY), (DAY, None)])
def test_cover_without_an_end_is_refused(scene, first, end):
    with refused_by("a_cover_has_a_first_and_a_last_day"):
        cover(scene, scene.bent, scene.colleague(), first, end)


def test_cover_of_no_day_is_refused(scene):
    with pytest.raises(Exception, match="empty"), transaction.atomic():
        cover(scene, scene.bent, scene.colleague(), DAY, DAY)

    assert not Cover.objects.exists()


def test_question_and_answer_say_something_and_go_to_somebody_else(scene):
    said = {"centre": scene.centre, "asked_by": scene.bent, "asked_at": NOW}
    with refused_by("a_sparring_question_asks_something"):
        SparringQuestion.objects.create(words="", **said)
    with refused_by("nobody_asks_themselves_for_sparring"):
        SparringQuestion.objects.create(words="?", asked=scene.bent, **said)
    question = SparringQuestion.objects.create(words="?", **said)
    with refused_by("a_sparring_answer_says_something"):
        SparringAnswer.objects.create(question=question, by=scene.bent, words="", answered_at=NOW)


def test_minutes_have_a_title_and_words(scene):
    for title, words in (("", "x"), ("x", "")):
        with refused_by("minutes_have_a_title_and_words"):
            Minutes.objects.create(
                centre=scene.centre, title=title, words=words, held_on=DAY, written_at=NOW
            )


def test_room_is_reserved_once_at_a_time(scene):
    room = scene.centre.rooms.get()
    held(room, at(9), at(10))

    with refused_by("a_room_is_held_once_at_a_time_in_each_way"):
        held(room, at(9, 30), at(11))
    held(room, at(10), at(11))
    held(room, at(9, 30), None, kind=HoldKind.OUT_OF_USE)


def test_room_is_reserved_until_a_moment_and_for_something(scene):
    room = scene.centre.rooms.get()
    with refused_by("a_room_is_held_from_a_moment_on_and_reserved_until_one"):
        held(room, at(9), None)
    with refused_by("a_room_is_held_from_a_moment_on_and_reserved_until_one"):
        held(room, None, at(9), kind=HoldKind.OUT_OF_USE)
    with refused_by("a_reservation_says_what_for"):
        held(room, at(9), at(10), what_for="")


@pytest.mark.parametrize("kind", HoldKind)
def test_held_room_is_not_booked(scene, kind):
    held(scene.centre.rooms.get(), at(9), at(10), kind=kind)

    with refused_by("a_room_is_not_booked_while_it_is_held"):
        in_room(scene, at(9, 30), at(10, 15))
    later = in_room(scene, at(10), at(10, 45))
    with refused_by("a_room_is_not_booked_while_it_is_held"):
        later.during = period(at(9, 45), at(10, 30))
        later.occupies = later.during
        later.save()


def test_room_is_not_reserved_over_a_conversation_but_can_break_under_it(scene):
    booked = in_room(scene, at(9), at(9, 45))
    room = scene.centre.rooms.get()

    with refused_by("a_room_is_not_reserved_while_it_is_taken"):
        held(room, at(9, 30), at(10))
    held(room, at(9, 30), None, kind=HoldKind.OUT_OF_USE, what_for="")
    booked.agenda = "Stadig her"
    booked.save()
    with refused_by("a_room_is_not_reserved_while_it_is_taken"):
        held(room, at(11), at(12))
