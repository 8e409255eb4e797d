"""Hours change while people book: whoever gets a time has a counsellor at work, or was asked about.

And a person's own counsellor changes while they book and say yes to a handover.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.hours.domain.away import be_away
from counsellors.hours.domain.changes import EndWeekly
from counsellors.hours.domain.changing import FORM, change_hours
from counsellors.hours.domain.fitting import standing_of
from counsellors.models import Absence, Conversation, Counsellor, Responsibility, WorkingHours
from counsellors.responsibility.domain.handing_over import accept_handover
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import MONDAY, NOW, Scene, at, set_the_scene
from tests.counsellors.responsibility.story import account, choose, propose, staff_user
from tests.races.arena import Act, Race, race, rounds
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

HOURS = range(9, 15)
DAY_BEFORE = MONDAY.date() - timedelta(days=1)


def bookings(scene: Scene, somebody: Counsellor, turn: int) -> list[Act]:
    """Somebody for each hour of the Monday."""
    return [
        lambda hour=hour: scene.book(
            counsellor=somebody.slug, start=at(hour), email=f"{turn}.{hour}@example.org"
        )
        for hour in HOURS
    ]


def hours_end_while_people_book(scene: Scene, how_often: int) -> Race:
    """The counsellor's Mondays end, unless somebody has booked: then the counsellor is asked."""

    def acts(turn: int) -> list[Act]:
        somebody = scene.colleague(slug=f"hours-{turn}")
        actor = staff_user(somebody, scene.centre)
        row = WorkingHours.objects.get(counsellor=somebody)

        def end() -> int:
            return change_hours(
                counsellor=somebody,
                change=EndWeekly(row.pk, DAY_BEFORE),
                answers={},
                form_key=mint_form_key(form=FORM),
                actor=actor,
                now=NOW,
            )

        booked = bookings(scene, somebody, turn)
        return [*booked[:1], end, *booked[1:]]

    return race(acts, rounds=how_often, lanes=len(HOURS) + 1)


def outside_all_hours() -> int:
    """Booked conversations that lie in no hours and that nobody was asked about."""
    people = Counsellor.objects.filter(slug__startswith="hours-")
    return sum(len(standing_of(one, now=NOW).outside_hours) for one in people)


def test_whoever_books_while_hours_end_is_asked_about_or_refused():
    scene = set_the_scene()
    how_often = rounds(15)

    result = hours_end_while_people_book(scene, how_often)

    assert outside_all_hours() == 0
    assert set(result.errors) <= {"SomebodyIsTouched", "TimeIsNotOnOffer"}
    assert len(result.outcomes) == how_often * (len(HOURS) + 1)


def test_without_the_counsellors_lock_somebody_is_left_outside_the_hours():
    scene = set_the_scene()
    with without_row_locks():
        hours_end_while_people_book(scene, 25)

    assert outside_all_hours() > 0


def illness_while_people_book(scene: Scene, how_often: int) -> Race:
    def acts(turn: int) -> list[Act]:
        somebody = scene.colleague(slug=f"ill-{turn}")

        def ill() -> int:
            return be_away(counsellor=somebody, last_day=MONDAY.date(), actor=None, now=NOW)

        booked = bookings(scene, somebody, turn)
        return [*booked[:2], ill, *booked[2:], ill]

    return race(acts, rounds=how_often, lanes=len(HOURS) + 2)


def not_told() -> int:
    """People with a time during an absence who have got no message."""
    absences = Absence.objects.values_list("counsellor", "during")
    told = Notice.objects.filter(kind="conversation_choices").count()
    touched = sum(
        Conversation.objects.booked().filter(counsellor=who, during__overlap=during).count()
        for who, during in absences
    )
    return touched - told


def test_everybody_with_a_time_during_an_illness_is_told_once():
    scene = set_the_scene()
    how_often = rounds(15)

    result = illness_while_people_book(scene, how_often)

    assert not_told() == 0
    assert result.errors["AlreadyAway"] == how_often
    assert set(result.errors) <= {"AlreadyAway", "TimeIsNotOnOffer"}


def test_without_the_counsellors_lock_somebody_ill_is_waited_for_in_vain():
    scene = set_the_scene()
    with without_row_locks():
        illness_while_people_book(scene, 25)

    assert not_told() > 0


def everything_at_once(scene: Scene, turn: int) -> list[Act]:
    """Amal changes her counsellor, says yes to a handover, and books with all three."""
    amal = account(f"amal.{turn}@example.org")
    bent, dorte, erika = (
        scene.colleague(slug=f"{name}-{turn}", first_name=name)
        for name in ("Bent", "Dorte", "Erika")
    )
    card = propose(choose(amal, bent).responsibility, dorte)
    later = NOW + timedelta(minutes=1)

    def book(counsellor: Counsellor, hour: int) -> Act:
        return lambda: scene.book(
            counsellor=counsellor.slug, start=at(hour), email=amal.email, user=amal, now=later
        )

    return [
        lambda: accept_handover(handover=card, user=amal, now=later),
        book(dorte, 9),
        lambda: choose(amal, erika, now=later),
        book(bent, 10),
        book(erika, 9),
    ]


def test_change_booking_and_handover_at_once_neither_deadlock_nor_contradict():
    scene = set_the_scene()
    how_often = rounds(20)

    result = race(lambda turn: everything_at_once(scene, turn), rounds=how_often, lanes=5)

    # Of two bookings at nine one is refused; a handover that comes after the change is over.
    assert set(result.errors) <= {"AlreadyHaveAConversationThen", "HandoverIsOver"}
    assert result.errors["AlreadyHaveAConversationThen"] == how_often
    held = Responsibility.objects.current()
    assert held.count() == held.values("citizen").distinct().count() == how_often
    assert Conversation.objects.booked().count() == 2 * how_often
