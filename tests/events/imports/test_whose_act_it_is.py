"""The public trail of what was read elsewhere names whose programme it is, not the house."""

from __future__ import annotations

import pytest

from events.imports.domain.sources import go_on
from events.imports.enums import OnGone
from events.trail.enums import Step
from events.trail.models import TrailEntry
from tests.factories.accounts import UserFactory
from tests.factories.calendars import calendar, event
from tests.factories.centres import PartnerFactory
from tests.factories.imports import A_DAY, NOW, evening, evenings, ics_source, read

pytestmark = pytest.mark.django_db
STARTS = "DTSTART;TZID=Europe/Copenhagen:202612{}"
SERIES = event(
    STARTS.format("01T190000"), "DURATION:PT2H", "SUMMARY:Strik", "RRULE:FREQ=WEEKLY;COUNT=3",
    uid="series",
)  # fmt: skip
ONE_OF_THEM = event(
    "RECURRENCE-ID;TZID=Europe/Copenhagen:20261208T190000", STARTS.format("08T190000"),
    "DURATION:PT2H", "SUMMARY:Strik i haven", uid="series",
)  # fmt: skip


def signatures() -> set[tuple[str, str]]:
    return set(TrailEntry.objects.values_list("step", "by"))


def test_whatever_a_night_changes_is_signed_by_the_partner_whose_calendar_it_is():
    partner = PartnerFactory(name="Frivilligcentret")
    source = ics_source(calendar(*SERIES), attested=True, partner=partner)

    read(source)
    assert signatures() == {(Step.PUBLISHED, partner.name)}
    longer = calendar(*SERIES).replace(b"COUNT=3", b"COUNT=4")
    read(source, longer)
    renamed = calendar(*SERIES, *ONE_OF_THEM).replace(b"COUNT=3", b"COUNT=4")
    read(source, renamed.replace(b"SUMMARY:Strik\r", b"SUMMARY:Strik og kaffe\r"))
    read(source, calendar(*SERIES).replace(b"T190000", b"T183000"))
    read(source, calendar(*evening(1, "STATUS:CANCELLED", uid="series")))

    assert signatures() == {
        (step, partner.name)
        for step in (Step.PUBLISHED, Step.DATE_ADDED, Step.CHANGED, Step.DATE_CHANGED,
                     Step.DATE_MOVED, Step.DATE_CANCELLED)
    }  # fmt: skip


def test_what_leaves_a_calendar_without_a_partner_is_signed_by_its_name():
    source = ics_source(evenings(*range(1, 11)), attested=True, name="Biblioteket")
    read(source)
    read(source, evenings(1, 2, 3, 4))
    go_on(source=source, on_gone=OnGone.REMOVE, actor=UserFactory(), now=NOW)
    read(source, now=NOW + A_DAY)

    assert (Step.DATE_CANCELLED, "Biblioteket") in signatures()
    assert {by for _step, by in signatures()} == {"Biblioteket"}
