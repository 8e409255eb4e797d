"""Danish public holidays, without the rest of the world's."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from holidays import country_holidays

from jobcenter.centres.domain.hours import public_holiday

EASTER = {2023: date(2023, 4, 9), 2026: date(2026, 4, 5), 2027: date(2027, 3, 28)}


def holidays_of(year):
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    return {day: name for day in days if (name := public_holiday(day))}


@pytest.mark.parametrize("year", EASTER)
def test_the_holidays_of_a_year_are_those_in_the_law(year):
    moving = {
        -3: "Skærtorsdag",
        -2: "Langfredag",
        0: "Påskedag",
        1: "Anden påskedag",
        39: "Kristi himmelfartsdag",
        49: "Pinsedag",
        50: "Anden pinsedag",
    }
    if year < 2024:  # abolished by act no. 214 of 6 March 2023
        moving[26] = "Store bededag"
    fixed = {(1, 1): "Nytårsdag", (12, 25): "Juledag", (12, 26): "Anden juledag"}
    with override("da"):
        assert holidays_of(year) == {
            **{EASTER[year] + timedelta(days=days): name for days, name in moving.items()},
            **{date(year, *day): name for day, name in fixed.items()},
        }


def test_great_prayer_day_is_an_ordinary_day_since_2024():
    fourth_fridays = {2023: date(2023, 5, 5), 2024: date(2024, 4, 26), 2026: date(2026, 5, 1)}
    with override("da"):
        assert {year: public_holiday(day) for year, day in fourth_fridays.items()} == {
            2023: "Store bededag",
            2024: "",
            2026: "",
        }


def test_an_english_reader_gets_english_names():
    with override("en"):
        assert public_holiday(date(2026, 4, 6)) == "Easter Monday"


def test_the_answer_is_the_packages_own():
    with override("da"):
        assert holidays_of(2026) == dict(country_holidays("DK", years=2026, language="da"))


# In a process of its own: this one may long have loaded them all.
IN_A_NEW_PROCESS = """
import sys, datetime, django
django.setup()
from jobcenter.centres.domain.hours import public_holiday
print(bool(public_holiday(datetime.date(2026, 12, 25))))
print(sum(name.startswith("holidays.countries.") for name in sys.modules))
"""


def test_other_countries_are_not_loaded():
    child = subprocess.run(
        [sys.executable, "-c", IN_A_NEW_PROCESS],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "jobcenter.settings.test"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert child.stdout.split() == ["True", "0"]
