"""The ceiling of a house: a number with a reason, and every change is public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from jobcenter.audit.models import Change
from jobcenter.centres.domain.ceilings import ceiling_of, lowest_ceiling, set_ceiling
from jobcenter.centres.models import Ceiling, Centre
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def house():
    return CentreFactory()


def change(house, most_people, *, hours=0):
    return set_ceiling(
        centre=house,
        editor=UserFactory(),
        most_people=most_people,
        reason="Så der er tid til alle.",
        now=NOW + timedelta(hours=hours),
    )


def test_newest_ceiling_holds_and_the_earlier_ones_are_kept(house):
    assert ceiling_of(house) is None
    change(house, 40)
    change(house, 35, hours=1)

    assert ceiling_of(house) == 35
    assert [row.most_people for row in house.ceilings.all()] == [35, 40]
    assert Change.objects.filter(action="ceiling.changed").count() == 2


def test_ceiling_that_holds_already_leaves_no_trace(house):
    change(house, 40)

    assert not change(house, 40, hours=1)
    assert Ceiling.objects.count() == 1


def test_lowest_one_holds_for_somebody_who_works_in_two_houses(house):
    other, open_house = CentreFactory(), CentreFactory()
    change(house, 40)
    change(other, 30)
    change(other, 50, hours=1)

    assert lowest_ceiling(Centre.objects.filter(pk__in=[house.pk, other.pk])) == 40
    assert lowest_ceiling(Centre.objects.filter(pk=open_house.pk)) is None


def test_ceiling_has_a_reason_and_room_for_one(house):
    with refused_by("a_ceiling_is_never_changed_without_a_reason"):
        Ceiling.objects.create(centre=house, most_people=40, reason="", set_at=NOW)
    with refused_by("a_ceiling_leaves_room_for_one_person"):
        Ceiling.objects.create(centre=house, most_people=0, reason="Fordi", set_at=NOW)


def editor_of(house, client):
    editor = UserFactory()
    RoleFactory(user=editor, kind="centre_editor", centre_id=house.pk)
    enter_as_staff(client, editor)


def test_editor_sets_a_ceiling_with_a_reason_that_everybody_can_read(house, client):
    editor_of(house, client)
    address = f"/huse/{house.slug}/ret/loft/"

    answer = client.post(address, {"most_people": "35", "reason": "Vi er færre i vinter."})

    assert answer.status_code == 303
    assert ceiling_of(house) == 35
    assert "Vi er færre i vinter." in Client().get(f"/huse/{house.slug}/").content.decode()


@pytest.mark.parametrize(
    ("most_people", "reason"), [("35", ""), ("35", "   "), ("0", "Fordi"), ("mange", "Fordi")]
)
def test_ceiling_without_a_reason_or_a_number_is_refused(house, client, most_people, reason):
    editor_of(house, client)

    answer = client.post(
        f"/huse/{house.slug}/ret/loft/", {"most_people": most_people, "reason": reason}
    )

    assert answer.status_code == 422
    assert ceiling_of(house) is None


def test_editor_of_another_house_finds_no_page(house, client):
    editor_of(CentreFactory(), client)

    assert client.get(f"/huse/{house.slug}/ret/loft/").status_code == 404
