"""The rules of the tables, each broken once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from events.activities.enums import DateState
from events.activities.models import Activity, ActivityDate, HolidayPeriod
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW, planned_activity
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("a_public_activity_is_open_voluntary_and_unreported", {"published_at": NOW}),
        ("an_activity_has_a_title", {"title": ""}),
        ("an_activity_in_the_house_has_no_online_address", {"online_address": "https://a.dk"}),
        ("an_online_address_is_https", {"online_address": "http://a.dk", "whereabouts": "online"}),
        ("an_activity_begins_at_a_minute_of_the_day", {"begins_at_minute": 1440}),
        ("an_activity_lasts_from_five_minutes_to_two_weeks", {"minutes": 4}),
        ("limited_places_are_one_or_more", {"places": 0}),
        ("a_rule_leaves_out_eleven_weeks_or_months_at_most", {"every": 13}),
        ("a_rule_has_a_first_and_a_last_day", {"last_on": date(2026, 10, 5)}),
        ("a_rule_has_a_first_and_a_last_day", {"first_on": None}),
        ("a_rule_names_its_weekdays", {"weekdays": []}),
        ("a_rule_names_its_weekdays", {"weekdays": [8]}),
        ("a_monthly_rule_says_which_weekday_of_the_month", {"repeats": "monthly"}),
    ],
)
def test_an_activity_keeps_its_rules(constraint, wrong):
    activity = planned_activity()
    with refused_by(constraint):
        Activity.objects.filter(pk=activity.pk).update(**wrong)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("only_a_postponed_date_has_no_time", {"starts_at": None}),
        ("only_a_postponed_date_has_no_time", {"ends_at": NOW - timedelta(days=900)}),
        ("only_a_postponed_date_has_no_time", {"state": DateState.POSTPONED}),
        ("full_and_held_are_never_written_down", {"state": DateState.FULL}),
        ("full_and_held_are_never_written_down", {"state": DateState.HELD}),
        ("a_cancelled_date_says_why", {"state": DateState.CANCELLED}),
        ("limited_places_of_a_date_are_one_or_more", {"own_places": 0}),
        ("an_online_address_of_a_date_is_https", {"own_online_address": "javascript:alert(1)"}),
        ("what_the_rule_leaves_out_is_cancelled", {"is_left_out": True}),
    ],
)
def test_a_date_keeps_its_rules(constraint, wrong):
    one = planned_activity().dates.first()
    with refused_by(constraint):
        ActivityDate.objects.filter(pk=one.pk).update(**wrong)


def test_a_planned_start_is_one_date():
    one = planned_activity().dates.first()
    with refused_by("one_date_of_an_activity_per_planned_start"):
        ActivityDate.objects.create(
            activity=one.activity, planned_at=one.planned_at, starts_at=one.starts_at,
            ends_at=one.ends_at, changed_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("constraint", "days", "name"),
    [
        ("a_holiday_period_begins_and_ends", DateRange(date(2026, 7, 1), None), "Sommer"),
        ("a_holiday_period_has_a_name", DateRange(date(2026, 7, 1), date(2026, 8, 1)), ""),
    ],
)
def test_a_holiday_period_keeps_its_rules(constraint, days, name):
    with refused_by(constraint):
        HolidayPeriod.objects.create(centre=CentreFactory(), days=days, name=name)


def test_holiday_periods_of_a_house_stand_apart():
    july = DateRange(date(2026, 7, 1), date(2026, 8, 1))
    period = HolidayPeriod.objects.create(centre=CentreFactory(), days=july, name="Sommer")
    with refused_by("holiday_periods_of_a_house_do_not_overlap"):
        HolidayPeriod.objects.create(centre=period.centre, days=july, name="Sommer igen")
