"""Time a counsellor takes off, and the conversations it touches."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction

from counsellors.availability.domain.absences import (
    AlreadyAway,
    BlockedForTooLong,
    NoTimeToBlock,
    block_time,
    unblock_time,
)
from counsellors.availability.enums import Mode
from counsellors.availability.models import Absence
from counsellors.models import Counsellor
from jobcenter.audit.models import Change
from jobcenter.shared.periods import period
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory

from .story import MONDAY, NOW, TUESDAY, at, bent_at, booked, starts

MORNING = period(at(MONDAY, "9.00"), at(MONDAY, "10.30"))


@pytest.fixture
def house():
    return CentreFactory()


@pytest.fixture
def bent(house):
    return bent_at(house, "9.00", "12.00", buffer_after_minutes=15)


@pytest.mark.django_db
def test_blocked_time_is_no_longer_on_offer_and_touched_people_are_named(bent, house):
    second = booked(bent, house, MONDAY, "10.00", "10.45")
    first = booked(bent, house, MONDAY, "9.00", "9.45")
    booked(bent, house, MONDAY, "10.50", "11.30")
    cancelled = booked(bent, house, TUESDAY, "9.00", "9.45")
    type(cancelled).objects.filter(pk=cancelled.pk).update(status="cancelled", cancelled_at=NOW)
    whole_days = period(at(MONDAY, "9.00") - timedelta(days=1), at(MONDAY, "10.50"))
    blocked = block_time(counsellor=bent, during=whole_days, actor=None, now=NOW)
    assert blocked.touched == [first.public_id, second.public_id]
    first.refresh_from_db()
    assert first.status == "booked"
    assert starts(mode=Mode.PHONE) == []
    assert Absence.objects.get() == blocked.absence


@pytest.mark.django_db
def test_a_colleagues_conversations_are_not_touched(bent, house):
    dorte = bent_at(house)
    booked(dorte, house, MONDAY, "9.00", "9.45")
    assert block_time(counsellor=bent, during=MORNING, actor=None, now=NOW).touched == []


@pytest.mark.django_db
def test_blocking_and_unblocking_leave_a_trail_without_reasons(bent):
    user = UserFactory()
    absence = block_time(counsellor=bent, during=MORNING, actor=user, now=NOW).absence
    unblock_time(absence=absence, actor=user)
    unblock_time(absence=absence, actor=user)
    trail = [(c.action, c.subject, c.actor_id, c.facts) for c in Change.objects.order_by("pk")]
    subject = f"counsellor:{bent.slug}"
    assert trail == [
        ("absence.added", subject, user.pk, {}),
        ("absence.removed", subject, user.pk, {}),
    ]
    assert starts(mode=Mode.PHONE)[0] == "9.00"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("during", "refusal"),
    [
        (period(at(MONDAY, "10.00"), at(MONDAY, "10.00")), NoTimeToBlock),
        (period(at(MONDAY, "10.00"), at(MONDAY, "9.00")), NoTimeToBlock),
        (period(at(MONDAY, "10.00"), None), NoTimeToBlock),
        (period(None, at(MONDAY, "10.00")), NoTimeToBlock),
        (period(NOW - timedelta(days=2), NOW), NoTimeToBlock),
        (period(NOW, NOW + timedelta(days=367)), BlockedForTooLong),
        (period(at(MONDAY, "10.00"), at(MONDAY, "11.00")), AlreadyAway),
    ],
)
def test_a_refused_block_leaves_nothing_behind(bent, during, refusal):
    block_time(counsellor=bent, during=MORNING, actor=None, now=NOW)
    with pytest.raises(refusal):
        block_time(counsellor=bent, during=during, actor=None, now=NOW)
    assert Absence.objects.count() == Change.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_blocks_of_one_hour_end_in_one_absence_and_no_deadlock(bent):
    for week in range(10):
        later = timedelta(weeks=week)
        during = period(MORNING.lower + later, MORNING.upper + later)
        outcomes = race(8, partial(block_time, counsellor=bent, during=during, actor=None, now=NOW))
        assert sorted(outcomes) == ["AlreadyAway"] * 7 + ["Blocked"]
    assert Absence.objects.count() == 10


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_blocking_waits_for_whoever_holds_the_counsellor(bent, house):
    """A conversation booked at the same moment is committed first and counts as touched."""
    outcome = []

    def block():
        outcome.append(block_time(counsellor=bent, during=MORNING, actor=None, now=NOW))
        connections.close_all()

    with transaction.atomic():
        Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=bent.pk)
        conversation = booked(bent, house, MONDAY, "9.00", "9.45")
        thread = Thread(target=block)
        thread.start()
        thread.join(0.3)
        assert not outcome
    thread.join(5)
    assert outcome[0].touched == [conversation.public_id]


def race(count, act) -> list[str]:
    """The name of what each of `count` threads got, all starting at once."""
    together, outcomes = Barrier(count), []

    def run():
        together.wait()
        try:
            outcomes.append(type(act()).__name__)
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes
