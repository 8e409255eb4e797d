"""Several dates of one activity get words of their own at the same moment."""

from __future__ import annotations

import pytest

from events.activities.domain import change_date, dates
from events.activities.domain.dates import Own
from events.activities.models import Activity
from events.search.domain import ask
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, public_activity
from tests.races.arena import race, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TITLES = ["Sokker", "Vanter", "Huer", "Tæpper", "Trøjer", "Sjaler"]
ROUNDS = 4


def titles_that_are_not_found() -> list[str]:
    """After every date was given one of the titles, all at once, a few times over."""
    erik = UserFactory()
    lost: list[str] = []
    activities: list[Activity] = []

    def rename_every_date(_round: int):
        if activities:
            lost.extend(_not_found(activities[-1]))
        activities.append(public_activity())
        rows = activities[-1].dates.order_by("pk")
        return [
            lambda one=one, title=title: change_date(
                one=one, own=Own(title=title), actor=erik, now=NOW
            )
            for one, title in zip(rows, TITLES, strict=True)
        ]

    run = race(rename_every_date, rounds=rounds(ROUNDS), lanes=len(TITLES))
    assert not run.errors
    return lost + _not_found(activities[-1])


def _not_found(activity: Activity) -> list[str]:
    about = activity.public_id
    return [title for title in TITLES if not ask(title).entries().filter(about=about).exists()]


def test_an_activity_is_found_by_all_its_dates_when_they_change_at_once():
    assert titles_that_are_not_found() == []


def test_without_the_lock_the_same_race_loses_titles(monkeypatch):
    monkeypatch.setattr(dates, "locked_activity", lambda one: Activity.objects.get(pk=one.pk))

    assert titles_that_are_not_found()
