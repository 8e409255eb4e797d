"""Monday to Friday, without the country's holidays."""

from __future__ import annotations

from datetime import date

import pytest

from jobcenter.centres.domain.hours import working_day_after


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # a Friday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # a Saturday
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2027, 3, 24), 10, date(2027, 4, 12)),  # Maundy Thursday to Easter Monday
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day, count, then):
    assert working_day_after(day, count) == then
