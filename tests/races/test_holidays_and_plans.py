"""A holiday period and a series that are written at the same moment know of each other."""

from __future__ import annotations

from datetime import date
from time import sleep

import pytest

from events.activities.domain import holidays, pause_for_holidays, planning, series
from events.activities.models import ActivityDate
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW, planned_activity
from tests.races.arena import race, rounds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
FIRST, LAST = date(2026, 10, 12), date(2026, 10, 18)


def dates_in_the_holiday(monkeypatch) -> int:
    """Dates that stand as planned on a day on which the house pauses, after both were written."""
    days = planning.days_without_pauses

    def slowly(activity, asked):
        found = days(activity, asked)
        sleep(0.2)
        return found

    # Between reading the periods and writing the dates there is time for somebody else.
    monkeypatch.setattr(planning, "days_without_pauses", slowly)
    erik = UserFactory()
    houses = []

    def both(_round: int):
        houses.append(CentreFactory())
        house = houses[-1]
        return [
            lambda: planned_activity(centre=house, actor=erik),
            lambda: (
                sleep(0.1),
                pause_for_holidays(
                    centre=house, first=FIRST, last=LAST, name="Ferie", actor=erik, now=NOW
                ),
            ),
        ]

    run = race(both, rounds=rounds(3), lanes=2)
    assert not run.errors, run.errors
    rows = ActivityDate.objects.filter(activity__centre__in=houses, state="planned")
    return rows.filter(starts_at__date__gte=FIRST, starts_at__date__lte=LAST).count()


def test_no_date_stands_in_a_holiday_when_both_are_written_at_once(monkeypatch):
    assert dates_in_the_holiday(monkeypatch) == 0


def test_without_the_lock_dates_stand_in_the_holiday(monkeypatch):
    for module in (series, holidays):
        monkeypatch.setattr(module, "lock_plan_of", lambda _centre: None)

    assert dates_in_the_holiday(monkeypatch) > 0
