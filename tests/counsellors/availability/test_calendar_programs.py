"""One file in the manner of each program: what its owner would call busy."""

from __future__ import annotations

import pytest

from jobcenter.shared.calendar_files.gathering import gather
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import FILES, WINDOW, busy

EXPECTED = {
    "outlook.ics": [
        "2026-12-01 09:00 – 10:30",
        "2026-12-08 09:00 – 10:30",
        "2026-12-15 11:00 – 13:00",  # moved, and tentative
        "2026-12-21 00:00 – 2026-12-24 00:00",  # out of office
    ],
    "exchange.ics": [
        "2026-12-31 00:00 – 2027-01-01 00:00",
        "2027-01-05 12:00 – 13:00",  # 8 o'clock at UTC-3
        "2027-01-07 00:00 – 2027-01-08 00:00",
        "2027-01-07 08:00 – 09:00",
        # UNTIL is the midnight of the last day, in UTC.
        "2027-01-14 00:00 – 2027-01-15 00:00",
        "2027-03-25 14:00 – 15:00",
        "2027-04-01 14:00 – 15:00",
    ],
    "google.ics": [
        "2026-12-07 10:00 – 11:00",
        "2026-12-10 14:00 – 15:00",  # moved from the 9th; the 14th is cancelled
        "2026-12-11 08:00 – 09:00",  # tentative
        "2026-12-16 10:00 – 11:00",
        "2026-12-18 12:00 – 13:30",
        "2026-12-21 10:00 – 11:00",
        "2026-12-30 10:00 – 11:00",
        "2027-01-04 10:00 – 11:00",
        "2027-01-06 10:00 – 11:00",
    ],
    "korganizer.ics": [
        "2026-12-02 17:00 – 18:30",
        "2026-12-04 15:00 – 16:00",
        "2026-12-10 17:00 – 18:30",  # the 9th, left out as a whole day and put back as moved
        "2026-12-16 17:00 – 18:30",
        "2026-12-23 17:00 – 18:30",  # UNTIL as a date includes that day
    ],
    "nextcloud.ics": [
        "2026-12-02 08:30 – 09:30",
        "2026-12-07 00:00 – 2026-12-08 00:00",
        "2026-12-08 00:00 – 2026-12-09 00:00",
        "2026-12-09 00:00 – 2026-12-10 00:00",
        "2027-01-06 08:30 – 09:30",
        "2027-02-04 13:00 – 15:00",  # from here on a day later, and longer
        "2027-03-04 13:00 – 15:00",
    ],
    "apple.ics": [
        "2026-12-05 00:00 – 2026-12-06 00:00",  # every year since 1604
        "2026-12-31 12:00 – 13:00",
        "2027-01-29 12:00 – 13:00",  # the last working day of the month
        "2027-03-27 22:00 – 2027-03-28 06:00",
    ],
    "thunderbird.ics": [
        "2026-12-08 12:30 – 13:30",
        "2026-12-09 12:30 – 13:30",
        "2026-12-10 12:30 – 13:30",
        "2026-12-14 12:30 – 13:30",
        "2026-12-15 12:30 – 14:30",
    ],
    "notes.ics": ["2026-12-09 13:00 – 14:00", "2026-12-16 13:00 – 14:30"],
    "office365.ics": [
        "2026-12-01 09:00 – 09:30",
        "2027-03-15 09:00 – 10:00",
        "2027-03-29 09:00 – 10:00",  # the 22nd is free
        "2027-04-05 09:00 – 10:00",
    ],
    "freebusy.ics": [
        "2026-12-01 09:00 – 10:00",
        "2026-12-02 09:00 – 12:00",  # two that overlap
        "2026-12-03 09:00 – 09:30",
        "2026-12-04 17:00 – 18:00",
    ],
    "two_calendars.ics": ["2026-12-01 10:00 – 11:00", "2026-12-02 09:00 – 10:00"],
    "empty.ics": [],
}


def test_every_file_is_in_the_table():
    assert {path.name for path in FILES.glob("*.ics")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_file_of_a_program_is_read_as_its_owner_means_it(name):
    assert busy((FILES / name).read_bytes()) == EXPECTED[name]


def _with_line_ends(end):
    return lambda data: data.replace(b"\n", end)


def _latin(data):
    return data.decode().encode("cp1252")


DISGUISES = {
    "CRLF": _with_line_ends(b"\r\n"),
    "CR alone": _with_line_ends(b"\r"),
    "CR CR LF": _with_line_ends(b"\r\r\n"),
    "LF and CRLF mixed": lambda data: data.replace(b"\nD", b"\r\nD"),
    "CR and LF mixed": lambda data: data.replace(b"\nD", b"\rD"),
    "blank lines between all lines": _with_line_ends(b"\r\n\r\n"),
    "no line end at the end": lambda data: data.rstrip(b"\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16 with mark": lambda data: data.decode().encode("utf-16"),
    "UTF-16 big endian": lambda data: data.decode().encode("utf-16-be"),
    "UTF-16 little endian": lambda data: data.decode().encode("utf-16-le"),
    "Latin letters": _latin,
    "small letters": lambda data: data.lower(),
    "a comment at the end": lambda data: data + b"X-COMMENT:made by hand\nand more\n\0\x1a",
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_file_says_the_same_when_it_is_written_with(disguise, name):
    data = DISGUISES[disguise]((FILES / name).read_bytes())

    assert busy(data) == EXPECTED[name]


@pytest.mark.parametrize("width", [1, 2, 5, 20, 74])
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_file_says_the_same_when_folded_anywhere_also_within_names_and_letters(name, width):
    whole = (FILES / name).read_bytes().replace(b"\n\t", b"").replace(b"\n ", b"")
    folded = b"\r\n".join(
        b"\r\n\t".join(line[at : at + width] for at in range(0, len(line), width))
        for line in whole.splitlines()
    )

    assert busy(folded) == EXPECTED[name]


def test_same_uid_has_the_same_hash_in_every_encoding_and_another_uid_has_another():
    hashes = [
        {each.uid_hash for each in _read(data).busy}
        for name in ("google.ics", "outlook.ics")
        for data in (
            (FILES / name).read_bytes(),
            (FILES / name).read_bytes().decode().encode("utf-16"),
        )
    ]

    assert hashes[0] == hashes[1] != hashes[2] == hashes[3]
    assert all(len(each) == 32 for found in hashes for each in found)


def test_what_keeps_nobody_busy_is_counted_with_its_reason():
    read = _read((FILES / "korganizer.ics").read_bytes())
    assert (read.events_read, read.ignored) == (3, {"VTODO": 1, "VJOURNAL": 1})
    read = _read((FILES / "google.ics").read_bytes())
    assert (read.events_read, read.ignored) == (6, {"cancelled": 1, "free": 1})


def _read(data):
    return gather(data, window_from=WINDOW[0], window_to=WINDOW[1], default_zone=COPENHAGEN)
