"""Files of strangers as items: texts, times, mappings, and what is wrong with each."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.imports.domain.ics import read_ics
from events.imports.domain.lists import read_list
from events.imports.domain.mapping import read_mapping
from events.imports.domain.saying import Unreadable
from events.imports.domain.texts import plain_line, plain_text
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.calendars import calendar, event
from tests.factories.imports import MAPPING, NOW, evening

STARTS = {"start": "2026-12-01T19:00:00", "id": "1", "name": "Strik"}


def listed(*items: object, mapping=MAPPING):
    return read_list(json.dumps({"events": items}).encode(), mapping, now=NOW)


def only(**said):
    read = listed(STARTS | said)
    assert read.refused == []
    [item] = read.items
    return item


def times(item) -> str:
    [one] = item.dates
    start, end = one.starts_at.astimezone(COPENHAGEN), one.ends_at.astimezone(COPENHAGEN)
    return f"{start:%-d.%-m. %H.%M} – {end:%-d.%-m. %H.%M}"


# --- Texts --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<p>Kom &amp; vær med</p><p>Kaffe<br>og kage</p>", "Kom & vær med\n\nKaffe\nog kage"),
        ("<ul><li>En</li><li>To</li></ul>", "– En\n– To"),
        ("<script>alert(1)</script>Hej<style>p{}</style>", "Hej"),
        ("<svg><g>x</svg>Hej", "Hej"),
        ("3 < 4 og R&D", "3 < 4 og R&D"),
        ("Kaffe &amp; kage", "Kaffe & kage"),
        ("a\u202eb\u200bc", "abc"),
        ("<b onclick=x()>Fed", "Fed"),
        ("En\r\n\r\n\r\n\r\nTo", "En\n\nTo"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    ],
)
def test_html_becomes_plain_text(written, plain):
    assert plain_text(written, most=4000) == plain


@given(st.text(max_size=400), st.integers(2, 80))
def test_any_text_fits_and_is_one_line(text, most):
    line = plain_line(text, most=most)

    assert len(line) <= most
    assert "\n" not in line


def test_long_titles_and_texts_are_cut_and_say_so():
    item = only(name="x" * 500, about="ord " * 5000)

    assert (len(item.title), item.title[-1]) == (120, "…")
    assert len(item.text) <= 3400


# --- JSON ---------------------------------------------------------------------------------------
def test_a_list_is_read_by_its_mapping():
    item = only(
        end="2026-12-01T21:00:00+01:00", about="<p>Kom</p>", place={"name": "Salen"},
        link="https://a.dk/1", id=17,
    )  # fmt: skip

    assert (item.external_id, item.title, item.text) == ("17", "Strik", "Kom")
    assert (item.place, item.url) == ("Salen", "https://a.dk/1")
    assert times(item) == "1.12. 19.00 – 1.12. 21.00"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-12-01T19:00:00", None, "1.12. 19.00 – 1.12. 20.00"),
        ("2026-12-01T19:00:00Z", "2026-12-01T20:00Z", "1.12. 20.00 – 1.12. 21.00"),
        ("2026-12-01", None, "1.12. 00.00 – 1.12. 23.59"),
        ("2026-12-01", "2026-12-03", "1.12. 00.00 – 3.12. 23.59"),
        ("2026-12-01 19:00", "2026-12-01 19:00", "1.12. 19.00 – 1.12. 20.00"),
        ("2027-03-28T19:00", "2027-03-28T21:00", "28.3. 19.00 – 28.3. 21.00"),
    ],
)
def test_times_are_those_of_copenhagen_and_whole_days_end_on_their_day(start, end, said):
    assert times(only(start=start, end=end)) == said


def test_a_whole_day_of_a_calendar_ends_on_its_day():
    data = calendar(*event("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261203", "SUMMARY:x"))
    [item] = read_ics(data, now=NOW).items

    assert times(item) == "1.12. 00.00 – 2.12. 23.59"


@pytest.mark.parametrize(
    ("said", "sentence", "key"),
    [
        ({"start": ""}, "“%(key)s” is missing.", "start"),
        ({"start": "i morgen"}, "“%(key)s” is no date or time: “%(written)s”.", "start"),
        ({"start": "0001-01-01T00:00"}, "“%(key)s” is no date or time: “%(written)s”.", "start"),
        ({"end": "9999-12-31T23:59"}, "“%(key)s” is no date or time: “%(written)s”.", "end"),
        ({"start": ["x"]}, "“%(key)s” is no text.", "start"),
        ({"id": "  "}, "“%(key)s” is missing.", "id"),
        ({"name": {"da": "x"}}, "“%(key)s” is no text.", "name"),
        ({"name": " <p> "}, "It has no title.", None),
        ({"end": "2026-12-01T18:00"}, "It ends before it begins.", None),
        ({"end": "2027-01-01T18:00"}, "It lasts longer than two weeks.", None),
        ({"about": "CPR 010190-1234"}, "There is a CPR number in it. Such numbers are never kept.",
         None),
    ],
)  # fmt: skip
def test_one_bad_item_is_refused_by_name_and_the_others_come(said, sentence, key):
    read = listed(STARTS | said, STARTS | {"id": "2"})

    [refused] = read.refused
    assert refused.why.sentence == sentence
    assert refused.why.params.get("key") == key
    assert [item.external_id for item in read.items] == ["2"]


def test_same_id_twice_and_items_that_are_no_objects_are_refused():
    read = listed(STARTS, STARTS, "x", None, 7)

    assert len(read.items) == 1
    assert [one.external_id for one in read.refused] == ["1", "#3", "#4", "#5"]


@pytest.mark.parametrize(
    ("state", "is_off"),
    [(True, True), ("CANCELLED", True), ("https://schema.org/EventCancelled", True),
     ("Aflyst", True), (False, False), ("planned", False), (None, False)],
)  # fmt: skip
def test_cancelled_is_understood_in_many_words(state, is_off):
    assert only(state=state).is_cancelled is is_off


def test_what_is_over_or_far_away_is_left_out_and_not_refused():
    read = listed(STARTS | {"start": "2020-01-01"}, STARTS | {"start": "2031-01-01"})

    assert (read.items, read.refused, read.over) == ([], [], 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"{",
        b"[" * 100_000,
        b'{"events": {}}',
        b'{"events": 1' + b"0" * 5000 + b"}",
        b'{"events": [' + b"{}," * 20_000 + b"{}]}",
        b" " * 5_000_001,
        b"BEGIN:VCALENDAR",
    ],
    ids=["empty", "binary", "cut", "deep", "no list", "digits", "many", "large", "calendar"],
)
def test_a_list_that_is_broken_as_a_whole_is_refused(data):
    with pytest.raises(Unreadable):
        read_list(data, MAPPING, now=NOW)


@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_of_old_programs_are_read(how):
    data = json.dumps({"events": [STARTS | {"name": "Æbler på Ø"}]}, ensure_ascii=False)

    assert read_list(data.encode(how), MAPPING, now=NOW).items[0].title == "Æbler på Ø"


NO_PATH = "In the mapping, “%(key)s” is “%(value)s”. That is no path such as “place.name”."


@pytest.mark.parametrize(
    ("written", "sentence", "key"),
    [
        ("", "The mapping is no JSON.", None),
        ("[]", "The mapping is no JSON object: it begins with {.", None),
        ('{"id":"a","title":"b"}', "The mapping has no “%(key)s”.", "start"),
        ('{"id":"a","title":"b","start":""}', "The mapping has no “%(key)s”.", "start"),
        ('{"id":"a","title":"b","start":7}',
         NO_PATH, "start"),
        ('{"id":"a","title":"b","start":"a..b"}',
         NO_PATH, "start"),
        ('{"id":"a","title":"b","start":"c","begin":"d"}',
         "The mapping has a key nobody knows: “%(key)s”. Known are %(known)s.", "begin"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_names_its_key(written, sentence, key):
    with pytest.raises(Unreadable) as wrong:
        read_mapping(written)

    assert (wrong.value.said.sentence, wrong.value.said.params.get("key")) == (sentence, key)


def test_paths_lead_through_lists_and_an_empty_path_is_the_file_itself():
    mapping = read_mapping('{"list":"","id":"a.0","title":"a.1","start":"when"}')
    data = json.dumps([{"a": ["7", "Strik"], "when": "2026-12-01T19:00"}]).encode()

    assert read_list(data, mapping, now=NOW).items[0].external_id == "7"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20),
                    lambda one: st.lists(one, max_size=4)
                    | st.dictionaries(st.sampled_from(["id", "name", "start", "end", "place", "x"]),
                                      one, max_size=5), max_leaves=20))  # fmt: skip
def test_no_item_breaks_the_reader(found):
    read = listed(found, STARTS | {"id": "good"})

    assert "good" in {item.external_id for item in read.items}


def test_very_long_ids_and_calendars_of_one_uid_stay_apart():
    long = calendar(*evening(1, uid="x" * 5000), *evening(2, uid="x" * 4999 + "y"))

    assert len({item.external_id for item in read_ics(long, now=NOW).items}) == 2
