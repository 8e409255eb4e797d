"""One source read by several workers at once, and an editor who saves in between."""

from __future__ import annotations

import pytest

from events.activities.models import Activity, ActivityDate
from events.imports.domain.running import claim_due_sources, run_import
from events.imports.models import ImportedItem, ImportSource
from tests.factories.imports import NOW, dates_of, evenings, ics_source, read
from tests.races.arena import Race, race
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAYS = range(1, 9)


def _read_by_four(source: ImportSource) -> Race:
    act = lambda: run_import(source_id=source.pk, now=NOW)  # noqa: E731
    return race(lambda _round: [act] * 4, rounds=1, lanes=4)


def test_one_source_read_four_times_at_once_brings_each_thing_once():
    source = ics_source(evenings(*DAYS), attested=True)

    run = _read_by_four(source)

    assert not run.errors
    assert (Activity.objects.count(), ActivityDate.objects.count()) == (len(DAYS), len(DAYS))
    assert not ImportedItem.objects.exclude(trouble={}).exists()


def test_without_the_lock_the_same_readings_get_in_each_others_way():
    """The unique constraint still stands: the loser's item is refused instead of being the same."""
    source = ics_source(evenings(*DAYS), attested=True)
    collided = False
    with without_row_locks():
        for _ in range(3):
            run = _read_by_four(source)
            reports = [report for report in run.winners if report]
            collided |= bool(run.errors) or any(r.counts["refused"] for r in reports)
            if collided:
                break
            ImportedItem.objects.all().delete()

    assert collided


def test_dates_that_move_are_moved_once_when_read_four_times_at_once():
    source = ics_source(evenings(*DAYS), attested=True)
    read(source)
    source.file.data = evenings(*DAYS).replace(b"T190000", b"T200000")
    source.file.save()

    run = _read_by_four(source)

    assert not run.errors
    assert dates_of(source) == [f"Strik {day}.12. 20.00–22.00 moved" for day in DAYS]
    assert set(ActivityDate.objects.values_list("sequence", flat=True)) == {1}


def test_a_source_that_is_due_is_given_to_one_worker():
    for number in range(6):
        ics_source(evenings(1), name=f"Kilde {number}")

    run = race(lambda _round: [lambda: claim_due_sources(now=NOW, limit=50)] * 6, rounds=1, lanes=6)

    given = [pk for ids in run.winners for pk in ids]
    assert sorted(given) == sorted(ImportSource.objects.values_list("pk", flat=True))
