"""The rules of the tables, each broken once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.posters.models import Poster, ShortAddress
from tests.factories.events import NOW, once, public_activity
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


def a_date():
    return public_activity(once()).dates.get()


def test_two_things_never_share_a_short_address():
    ShortAddress.objects.create(code="acehjk", date=a_date())
    with refused_by("a_short_address_leads_to_one_place"):
        ShortAddress.objects.create(code="acehjk", date=a_date())


@pytest.mark.parametrize("both", [True, False])
def test_a_short_address_leads_to_a_date_or_to_a_series(both):
    one = a_date()
    said = {"date": one, "activity": one.activity} if both else {}
    with refused_by("a_short_address_leads_to_a_date_or_a_series"):
        ShortAddress.objects.create(code="acehjk", **said)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("a_poster_is_a4_or_a3", {"size": "a5"}),
        ("a_poster_is_taken_down_after_it_was_made", {"taken_down_at": NOW - timedelta(days=1)}),
    ],
)
def test_a_poster_keeps_its_rules(constraint, wrong):
    one = a_date()
    with refused_by(constraint):
        Poster.objects.create(
            centre=one.activity.centre, activity=one.activity, date=one, said={}, made_at=NOW,
            **wrong,
        )  # fmt: skip
