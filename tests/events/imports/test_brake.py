"""The brake: when very much of a source is gone at once, nothing is done before it is asked."""

from __future__ import annotations

import pytest

from events.activities.models import ActivityDate
from events.imports.domain.sources import go_on
from events.imports.enums import OnGone, Pause
from events.imports.models import ImportedItem, ImportSource
from jobcenter.audit.models import Change
from tests.factories.accounts import UserFactory
from tests.factories.calendars import calendar, event
from tests.factories.imports import NOW, dates_of, evening, evenings, ics_source, read

pytestmark = pytest.mark.django_db
SERIES = event(
    "DTSTART;TZID=Europe/Copenhagen:20261201T190000", "DURATION:PT2H", "SUMMARY:Strik",
    "RRULE:FREQ=WEEKLY;COUNT=4", uid="series",
)  # fmt: skip


def test_brake_stops_when_more_than_five_and_a_fifth_would_vanish():
    source = ics_source(evenings(*range(1, 11)), attested=True)
    read(source)

    read(source, evenings(1, 2, 3, 4))

    assert (source.paused_why, source.paused_at) == (Pause.BRAKE, NOW)
    assert all(each.endswith("planned") for each in dates_of(source))
    change = Change.objects.get(action="import.paused")
    assert change.facts == {"vanishing": 6, "known": 10}


@pytest.mark.parametrize("left", [5, 30])
def test_brake_does_not_stop_for_five_or_for_a_fifth(left):
    days = [(month, day) for month in (12,) for day in range(1, 31)]
    some = days[:10] if left == 5 else days
    whole = calendar(*[line for _month, day in some for line in evening(day)])
    source = ics_source(whole, attested=True)
    read(source)
    fewer = some[:5] if left == 5 else some[:24]

    read(source, calendar(*[line for _month, day in fewer for line in evening(day)]))

    assert source.paused_at is None
    assert sum(each.endswith("cancelled") for each in dates_of(source)) == len(some) - len(fewer)


def test_brake_counts_the_dates_of_a_series_and_an_empty_file():
    long = calendar(*SERIES).replace(b"COUNT=4", b"COUNT=8")
    source = ics_source(long, attested=True)
    read(source)

    read(source, calendar(*SERIES).replace(b"COUNT=4", b"COUNT=1"))
    assert source.paused_why == Pause.BRAKE
    go_on(source=source, actor=UserFactory(), now=NOW)
    read(source, calendar())

    assert source.paused_why == Pause.BRAKE
    assert len([each for each in dates_of(source) if each.endswith("planned")]) == 8


def test_editor_says_remove_them_and_is_asked_again_the_next_time():
    source = ics_source(evenings(*range(1, 11)), attested=True)
    read(source)
    read(source, evenings(1, 2, 3, 4))

    go_on(source=source, on_gone=OnGone.REMOVE, actor=UserFactory(), now=NOW)
    read(source)

    assert (source.paused_at, source.on_gone) == (None, OnGone.ASK)
    assert sum(each.endswith("cancelled") for each in dates_of(source)) == 6


def test_editor_says_keep_them_and_they_are_ours_from_then_on():
    source = ics_source(evenings(*range(1, 11)), attested=True)
    read(source)
    read(source, evenings(1, 2, 3, 4))

    go_on(source=source, on_gone=OnGone.KEEP, actor=UserFactory(), now=NOW)
    read(source)
    read(source, evenings(1, 2, 3, 4))

    assert source.paused_at is None
    assert ActivityDate.objects.filter(state="planned").count() == 10
    assert ImportedItem.objects.count() == 4


def braked(answer: OnGone) -> ImportSource:
    """Ten evenings of which six went; an editor was asked and has answered."""
    source = ics_source(evenings(*range(1, 11)), attested=True)
    read(source)
    read(source, evenings(1, 2, 3, 4))
    go_on(source=source, on_gone=answer, actor=UserFactory(), now=NOW)
    return source


@pytest.mark.parametrize("answer", [OnGone.REMOVE, OnGone.KEEP])
def test_an_answer_is_for_what_was_asked_about_and_not_for_an_empty_file(answer):
    source = braked(answer)
    read(source, calendar())

    assert (source.paused_why, source.on_gone) == (Pause.BRAKE, OnGone.ASK)
    assert all(each.endswith("planned") for each in dates_of(source))
    assert len(dates_of(source)) == ImportedItem.objects.count() == 10
    go_on(source=source, on_gone=OnGone.REMOVE, actor=UserFactory(), now=NOW)
    read(source)
    assert all(each.endswith("cancelled") for each in dates_of(source))


@pytest.mark.parametrize("answer", [OnGone.REMOVE, OnGone.KEEP])
def test_an_answer_does_not_outlive_a_reading_that_failed(answer):
    source = braked(answer)
    read(source, b"<html>Log ind</html>")
    assert source.on_gone == OnGone.ASK
    read(source, evenings(1, 2, 3, 4))

    assert source.paused_why == Pause.BRAKE
    assert all(each.endswith("planned") for each in dates_of(source))


def test_keep_is_for_what_was_asked_about_when_one_more_is_gone_without_the_brake():
    source = braked(OnGone.KEEP)
    read(source, evenings(*range(1, 4), *range(5, 10)))

    assert source.paused_at is None
    assert sorted(each for each in dates_of(source) if each.endswith("cancelled")) == [
        "Strik 4.12. 19.00–21.00 cancelled"
    ]
    # Of the two that are gone one was asked about, and is ours.
    assert ImportedItem.objects.count() == 9
    assert ActivityDate.objects.filter(state="planned").count() == 9
