"""What a room is like, said in one place, and dated wherever it is written."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from jobcenter.centres.admin import RoomForm
from jobcenter.centres.enums import RoomFact
from jobcenter.centres.models import Room
from tests.factories.centres import RoomFactory

pytestmark = pytest.mark.django_db
LONG_AGO = date(2026, 1, 5)


def saved_in_back_office(room: Room, **said: object) -> Room:
    stands = {"name": room.name, "seats": room.seats, "is_step_free": True, "is_bookable": True}
    form = RoomForm(stands | said, instance=room)
    assert form.is_valid(), form.errors
    form.save()
    return Room.objects.get(pk=room.pk)


def test_every_fact_is_a_column_and_says_what_is_so_and_what_is_not():
    columns = {field.name for field in Room._meta.get_fields()}

    assert set(RoomFact.values) <= columns
    assert len({fact.otherwise for fact in RoomFact} | set(RoomFact.labels)) == 2 * len(RoomFact)


@pytest.mark.parametrize(
    ("said", "is_new"),
    [({"note": "Koldt"}, False), ({"bus": "2A, 200 m"}, True), ({"is_checked": True}, True)],
)
def test_back_office_dates_what_it_changes_or_confirms(said, is_new):
    room = saved_in_back_office(RoomFactory(facts_checked_on=LONG_AGO), **said)

    assert room.facts_checked_on == (timezone.localdate() if is_new else LONG_AGO)


def test_room_lacks_only_what_somebody_has_looked_for():
    unknown, known = RoomFactory(), RoomFactory(facts_checked_on=LONG_AGO)

    assert unknown.facts == known.facts == [RoomFact.STEP_FREE]
    assert unknown.facts_it_lacks == []
    assert set(known.facts_it_lacks) == set(RoomFact) - {RoomFact.STEP_FREE}
