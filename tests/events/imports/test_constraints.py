"""Each named constraint is broken once."""

from __future__ import annotations

import pytest

from events.activities.models import Activity
from events.imports.models import (
    ImportedDate,
    ImportedItem,
    ImportReport,
    ImportSource,
    TwinVerdict,
)
from tests.factories.imports import NOW, evenings, ics_source, read
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "constraint", "wrong"),
    [
        (ImportSource, "a_source_has_a_name", {"name": ""}),
        (ImportSource, "a_paused_source_says_why", {"paused_at": NOW}),
        (ImportSource, "a_paused_source_says_why", {"paused_why": "brake"}),
        (ImportSource, "a_json_source_has_a_mapping", {"kind": "json"}),
        (ImportSource, "a_failing_source_says_when_it_failed", {"failed_nights": 1}),
        (ImportSource, "a_failing_source_says_when_it_failed", {"failed_on": NOW.date()}),
        (ImportedItem, "an_item_has_an_id", {"external_id": ""}),
    ],
)
def test_sources_keep_their_rules(model, constraint, wrong):
    read(ics_source(evenings(1)))
    with refused_by(constraint):
        model.objects.update(**wrong)


def test_nothing_of_a_source_is_there_twice():
    source = ics_source(evenings(1))
    read(source)
    item = ImportedItem.objects.get()
    twice = {
        "names_of_sources_differ_per_house": lambda: ImportSource.objects.create(
            centre=source.centre, name=source.name, kind="ics", due_at=NOW
        ),
        "one_report_of_each_kind_per_source": lambda: ImportReport.objects.create(
            source=source, is_trial=False, made_at=NOW
        ),
        "one_item_per_source_and_id": lambda: ImportedItem.objects.create(
            source=source, external_id=item.external_id, seen_at=NOW
        ),
        "one_imported_date_per_which": lambda: ImportedDate.objects.create(item=item, which=""),
    }
    for constraint, again in twice.items():
        with refused_by(constraint):
            again()


def test_a_pair_has_one_verdict_written_one_way_round():
    read(ics_source(evenings(1, 2)))
    one, other = Activity.objects.order_by("pk")
    TwinVerdict.objects.create(first=one, second=other, is_same=True, decided_at=NOW)
    with refused_by("one_verdict_per_pair"):
        TwinVerdict.objects.create(first=one, second=other, is_same=False, decided_at=NOW)
    with refused_by("a_pair_is_written_one_way_round"):
        TwinVerdict.objects.create(first=other, second=one, is_same=True, decided_at=NOW)
