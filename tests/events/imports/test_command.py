"""`manage.py import_events`: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.activities.models import Activity, ActivityDate
from events.imports.models import ImportedItem, ImportReport, ImportSource
from tests.factories.calendars import calendar, event
from tests.factories.centres import CentreFactory, PartnerFactory

pytestmark = pytest.mark.django_db
TABLES = (Activity, ActivityDate, ImportSource, ImportedItem, ImportReport)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "program.ics"
    path.write_bytes(program(1, 2))
    return path


def soon() -> date:
    """The first of a month within a year, whenever the tests run."""
    return (timezone.localdate() + timedelta(days=60)).replace(day=1)


def program(*days: int) -> bytes:
    """Evenings of that month."""
    return calendar(*[
        line
        for day in days
        for line in event(
            f"DTSTART;TZID=Europe/Copenhagen:{soon():%Y%m}{day:02}T190000", "DURATION:PT2H",
            f"SUMMARY:Aften {day}", uid=str(day),
        )
    ])  # fmt: skip


@pytest.fixture
def house():
    return CentreFactory(slug="havnehuset")


def said(path, *more: str) -> list[str]:
    out = StringIO()
    call_command("import_events", str(path), "--centre", "havnehuset", *more, stdout=out)
    return out.getvalue().splitlines()


def test_dry_run_tells_and_writes_nothing(house, file):
    lines = said(file, "--dry-run")

    month = f"{soon():%-m.%Y}"
    assert lines == [
        "Source: program.ics (new).",
        f"new       Aften 1: 1.{month} 19.00",
        f"new       Aften 2: 2.{month} 19.00",
        "2 new, 0 changed, 0 cancelled, 0 gone, 0 kept, 0 refused, 0 same.",
        "This was a dry run: nothing was changed.",
    ]
    assert [table.objects.count() for table in TABLES] == [0] * len(TABLES)


def test_second_run_tells_each_difference_with_its_reason(house, file):
    said(file, "--partner", PartnerFactory(name="Kirken").name)
    assert Activity.objects.filter(partner__name="Kirken").count() == 2
    changed = program(1, 3).replace(b"T190000", b"T200000", 1)
    bad = event("DTSTART;TZID=Maanen:20270301T190000", "SUMMARY:Måne", uid="bad")
    file.write_bytes(
        changed.replace(b"END:VCALENDAR", ("\r\n".join(bad)).encode() + b"\r\nEND:VCALENDAR")
    )

    lines = said(file)

    month = f"{soon():%-m.%Y}"
    assert lines[:5] == [
        "Source: program.ics.",
        "refused   Måne: line 17: The time zone “Maanen” is unknown, and the file does not"
        " describe it.",
        f"gone      Aften 2: 2.{month} 19.00, it no longer stands there",
        "changed   Aften 1: moved: 1",
        f"new       Aften 3: 3.{month} 19.00",
    ]
    assert said(file)[-1] == "0 new, 0 changed, 0 cancelled, 0 gone, 0 kept, 1 refused, 2 same."


def test_a_json_list_is_read_by_its_mapping(house, tmp_path):
    mapping, file = tmp_path / "mapping.json", tmp_path / "list.json"
    mapping.write_text('{"list": "a", "id": "i", "title": "t", "start": "s"}')
    start = f"{soon()}T19:00"
    file.write_text(json.dumps({"a": [{"i": 1, "t": "Strik", "s": start}]}))

    said(file, "--json", str(mapping))

    assert Activity.objects.get().title == "Strik"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no calendar file"),
        (b"\x00\x01" * 9000, "no calendar file"),
        (program(1)[:-20], "cut off"),
        (b"x" * 20_000_001, "larger than 20 MB"),
        (calendar(*[line for n in range(100_000) for line in ("BEGIN:VEVENT", f"UID:{n}",
                                                               "END:VEVENT")]), "more than 20000"),
    ],
    ids=["empty", "binary", "cut off", "huge", "100,000 events"],
)  # fmt: skip
def test_a_bad_file_is_refused_clearly_and_nothing_is_lost(house, file, data, words):
    said(file)
    before = list(ActivityDate.objects.values())
    file.write_bytes(data)

    with pytest.raises(CommandError, match=words) as refused:
        said(file)

    assert "Nothing was changed." in str(refused.value)
    assert refused.value.returncode == 1
    assert list(ActivityDate.objects.values()) == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["/ingen/fil.ics"], "cannot be opened"),
        (["http://10.0.0.1/a.ics"], "https://"),
    ],
)
def test_a_file_or_address_that_is_none_is_said(house, args, words):
    with pytest.raises(CommandError, match=words):
        said(*args)


def test_an_unknown_house_or_partner_is_said_with_what_is_near(house, file):
    with pytest.raises(CommandError, match="Did you mean havnehuset"):
        call_command("import_events", str(file), "--centre", "havnehus")
    with pytest.raises(CommandError, match="no partner"):
        said(file, "--partner", "Ingen")


def test_a_mapping_that_is_wrong_names_its_key(house, file, tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"id": "i", "title": "t", "begins": "s"}')

    with pytest.raises(CommandError, match="“begins”"):
        said(file, "--json", str(mapping))


def test_the_brake_holds_here_too_until_one_says_so(house, file):
    file.write_bytes(program(*range(1, 11)))
    said(file)
    file.write_bytes(program(1))

    with pytest.raises(CommandError, match="9 of 10 dates would vanish"):
        said(file)
    assert ActivityDate.objects.count() == 10
    said(file, "--remove-gone")

    assert ActivityDate.objects.count() == 1


@pytest.fixture
def web(monkeypatch):
    """What lies at which address; everything before the fetching is real."""
    lies: dict[str, bytes] = {}
    name = "events.management.commands.import_events.fetched"
    monkeypatch.setattr(name, lambda way, kind: lies[way.url])
    return lies


def titles() -> set[str]:
    return set(Activity.objects.values_list("title", flat=True))


def test_two_calendars_on_one_host_are_two_sources_and_nothing_is_removed(house, web):
    one, other = "https://kalender.example.org/a.ics", "https://kalender.example.org/b.ics?q=1"
    web |= {one: program(1, 2), other: program(3, 4)}
    said(one)
    lines = said(other)

    assert lines[0] == "Source: kalender.example.org 2 (new)."
    assert titles() == {"Aften 1", "Aften 2", "Aften 3", "Aften 4"}
    assert said(one)[-1] == "0 new, 0 changed, 0 cancelled, 0 gone, 0 kept, 0 refused, 2 same."
    assert said(other)[0] == "Source: kalender.example.org 2."
    assert ImportSource.objects.count() == 2


def test_two_files_of_one_name_are_two_sources(house, file, tmp_path):
    said(file)
    other = tmp_path / "kirken" / file.name
    other.parent.mkdir()
    other.write_bytes(program(5))
    said(other)

    assert titles() == {"Aften 1", "Aften 2", "Aften 5"}
    assert sorted(ImportSource.objects.values_list("name", flat=True)) == [
        "program.ics", "program.ics 2",
    ]  # fmt: skip


def test_source_of_that_name_is_read_from_elsewhere_only_when_one_says_so(house, file, tmp_path):
    said(file, "--source", "Kirken")
    other = tmp_path / "nyt.ics"
    other.write_bytes(program(2, 5))
    with pytest.raises(CommandError, match="--from-now-on"):
        said(other, "--source", "Kirken")
    assert titles() == {"Aften 1", "Aften 2"}

    said(other, "--source", "Kirken", "--from-now-on")
    assert titles() == {"Aften 2", "Aften 5"}
    assert ImportSource.objects.count() == 1


def test_source_whose_file_lay_nobody_knows_where_is_not_taken_by_its_name(house, file):
    said(file)
    ImportSource.objects.update(path_hash="")
    with pytest.raises(CommandError, match="Nothing was changed"):
        said(file)

    said(file, "--from-now-on")
    assert said(file)[-1].endswith("2 same.")
