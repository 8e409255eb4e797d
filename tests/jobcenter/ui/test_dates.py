"""Times as people say them, on the wall clock in Denmark."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import engines
from django.utils import timezone, translation

from jobcenter.ui.dates import (
    COPENHAGEN,
    clock_in_words,
    day_in_words,
    span_in_words,
    when_in_words,
)

START = datetime(2026, 12, 10, 9, 15, tzinfo=UTC)
END = START + timedelta(minutes=45)


def shown(template: str, language: str = "da", **context: object) -> str:
    with translation.override(language):
        return engines["django"].from_string(template).render(context)


def test_when_says_weekday_date_and_hours_in_danish():
    with translation.override("da"):
        assert when_in_words(START, END) == "torsdag den 10. december kl. 10.15–11.00"
        assert when_in_words(START) == "torsdag den 10. december kl. 10.15"
        assert when_in_words(START, year=True) == "torsdag den 10. december 2026 kl. 10.15"


def test_when_says_weekday_date_and_24_hours_in_english():
    with translation.override("en"):
        assert when_in_words(START, END) == "Thursday 10 December, 10:15–11:00"
        assert clock_in_words(datetime(2026, 12, 10, 7, 5, tzinfo=UTC)) == "08:05"
        assert day_in_words(date(2026, 3, 1), year=True) == "Sunday 1 March 2026"


def test_clock_has_no_leading_zero_in_danish():
    with translation.override("da"):
        assert clock_in_words(datetime(2026, 12, 10, 8, 5, tzinfo=UTC)) == "kl. 9.05"
        assert span_in_words(START, END) == "kl. 10.15–11.00"
        assert day_in_words(date(2026, 5, 1)) == "fredag den 1. maj"


def test_time_is_copenhagen_time_whatever_zone_is_active():
    with translation.override("da"), timezone.override("Pacific/Auckland"):
        assert when_in_words(START) == "torsdag den 10. december kl. 10.15"
        assert day_in_words(datetime(2026, 12, 10, 23, 30, tzinfo=UTC)) == "fredag den 11. december"


def test_clock_is_right_on_both_sides_of_the_spring_change():
    # 29 March 2026: 02:00 does not exist, 01:00 UTC is 03:00.
    with translation.override("da"):
        before, after = (
            datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        )
        assert [clock_in_words(t) for t in (before, after)] == ["kl. 1.59", "kl. 3.00"]


def test_repeated_autumn_hour_differs_in_the_machine_readable_time():
    # 25 October 2026: 02:30 happens twice.
    first = shown("{% clock at %}", at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    second = shown("{% clock at %}", at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert first == '<time datetime="2026-10-25T02:30+02:00">kl. 2.30</time>'
    assert second == '<time datetime="2026-10-25T02:30+01:00">kl. 2.30</time>'


def test_tags_carry_the_exact_time_for_machines():
    assert shown("{% when a b %}", a=START, b=END) == (
        '<time datetime="2026-12-10T10:15+01:00">torsdag den 10. december '
        '<span class="whole">kl. 10.15–11.00</span></time>'
    )
    assert shown("{% day a capital=True %}", a=START) == (
        '<time datetime="2026-12-10">Torsdag den 10. december</time>'
    )
    assert shown("{% clock a b %}", "en", a=START, b=END) == (
        '<time datetime="2026-12-10T10:15+01:00">10:15–11:00</time>'
    )


def test_naive_time_is_refused_because_nobody_knows_what_it_means():
    with pytest.raises(ValueError, match="naive"):
        when_in_words(datetime(2026, 12, 10, 10, 15))  # noqa: DTZ001  the point of the test
    assert START.astimezone(COPENHAGEN).hour == 10
