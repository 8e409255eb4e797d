"""One figure for a house, hidden below five people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from counsellors.caseload.domain.continuity import figure_of_today, share_with_own_counsellor
from counsellors.models import Responsibility
from tests.counsellors.conversations.story import NOW
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def follow_up(scene, own, met, *, days_ago, number, **fields):
    """Somebody whose own counsellor is `own` has talked with `met`."""
    citizen = CitizenFactory()
    begun = fields.pop("begun", NOW - 60 * DAY)
    Responsibility.objects.create(
        citizen=citizen,
        counsellor=own,
        name="Amal",
        during=DateTimeTZRange(begun, None, "[)"),
        came_by="chosen",
    )
    start = NOW - days_ago * DAY - timedelta(hours=number)
    return ConversationFactory(
        counsellor=met,
        centre=scene.centre,
        topic=scene.topic,
        citizen=citizen,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        **fields,
    )


def share(scene):
    return share_with_own_counsellor(centre=scene.centre, now=NOW)


def test_share_is_hidden_below_five_people_and_shown_from_five(scene, bent, dorte):
    for number in range(4):
        follow_up(scene, bent, bent, days_ago=3, number=number)
    assert share(scene) is None

    follow_up(scene, bent, dorte, days_ago=3, number=5)
    assert share(scene) == 80


def test_five_conversations_of_four_people_are_still_hidden(scene, bent):
    talks = [follow_up(scene, bent, bent, days_ago=3, number=n) for n in range(4)]
    start = NOW - 5 * DAY
    ConversationFactory(
        counsellor=bent,
        centre=scene.centre,
        topic=scene.topic,
        citizen=talks[0].citizen,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
    )

    assert share(scene) is None


def test_only_follow_ups_that_are_over_and_of_the_last_thirty_days_count(scene, bent, dorte):
    for number in range(5):
        follow_up(scene, bent, bent, days_ago=3, number=number)
    follow_up(scene, bent, dorte, days_ago=40, number=0)
    follow_up(scene, bent, dorte, days_ago=-3, number=0)
    follow_up(scene, bent, dorte, days_ago=4, number=0, status="cancelled", cancelled_at=NOW)
    follow_up(scene, bent, dorte, days_ago=5, number=0, begun=NOW - DAY)

    assert share(scene) == 100


def test_figure_is_that_of_midnight_and_counted_once_a_day(
    scene, bent, dorte, django_assert_num_queries
):
    for number in range(5):
        follow_up(scene, bent, bent, days_ago=3, number=number)
    follow_up(scene, bent, dorte, days_ago=0, number=1)
    assert share(scene) == 85

    with django_assert_num_queries(1):
        assert figure_of_today(centre=scene.centre, now=NOW) == 100
        assert figure_of_today(centre=scene.centre, now=NOW + timedelta(hours=3)) == 100
    with django_assert_num_queries(1):
        assert figure_of_today(centre=scene.centre, now=NOW + DAY) == 85


def test_page_of_the_house_tells_the_figure_and_the_ceilings(scene, bent, settings):
    from tests.counsellors.responsibility.story import ceiling

    address = f"/huse/{scene.centre.slug}/"
    assert "same-counsellor" not in Client().get(address).content.decode()

    ceiling(scene.centre, 40)
    html = Client().get(address).content.decode()
    assert "40" in html.split('id="same-counsellor"')[1][:600]
    assert "Så der er tid til alle." in html
