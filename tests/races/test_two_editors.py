"""Several editors save one activity at the same moment, each begun from the same words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from events.activities.domain import Described
from events.activities.models import Activity
from events.organising.domain import Seen, Written, change_activity
from events.organising.domain.said import stands
from jobcenter.shared.editions import edition_of
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, WEEKLY, planned_activity
from tests.races.arena import Act, Race, race, rounds
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
WINDOWS = 4


def save_at_once(how_often: int) -> Race:
    erik = UserFactory()
    made = [planned_activity() for _ in range(how_often)]

    def saving(activity: Activity, number: int) -> Act:
        said = stands(activity)
        described = Described(centre=activity.centre, kind=activity.kind, title=activity.title)
        seen = Seen(edition=edition_of(said), wanted=said | {"title": f"Vindue {number}"})
        written = Written(described=replace(described, title=f"Vindue {number}"), planned=WEEKLY)
        return lambda: change_activity(
            activity=activity, written=written, seen=seen, actor=erik, now=NOW
        )

    return race(
        lambda turn: [saving(made[turn], number) for number in range(WINDOWS)],
        rounds=how_often, lanes=WINDOWS,
    )  # fmt: skip


def test_of_several_editors_one_saves_and_the_others_are_told():
    how_often = rounds(5)

    result = save_at_once(how_often)

    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [1] * how_often
    assert result.errors == {"ChangedMeanwhile": (WINDOWS - 1) * how_often}


def test_without_the_locks_the_later_one_wins_silently():
    how_often = rounds(5)

    with without_row_locks():
        result = save_at_once(how_often)

    assert len(result.winners) > how_often
