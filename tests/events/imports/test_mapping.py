"""A mapping as an editor writes it: each wrong line named, and what the first items become."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from events.imports.domain.mapping import faults_of_mapping
from events.imports.domain.previewing import preview_list
from events.imports.models import ImportSource
from tests.factories.imports import MAPPING, NOW, json_source

from .test_pages import add, editor, house, text_of  # noqa: F401

WRONG = """{
  "id": "id",
  "titel": "navn",
  "start": 7,
  "end": "a..b",
  "id": "nummer",
  "place": {"name": 1}
}"""
GOOD = {"id": 7, "name": "<b>Strik</b>", "start": "2026-12-01T19:00", "about": "Kom og strik.",
        "place": {"name": "Salen"}, "link": "https://example.org/7"}  # fmt: skip


def said(text: str) -> list[str]:
    with override("en"):
        return [str(fault.said) for fault in faults_of_mapping(text)]


def test_every_wrong_line_is_named_with_its_value():
    no_path = "That is no path such as “place.name”."
    first, *others = said(WRONG)

    assert first.startswith("line 3: The mapping has a key nobody knows: “titel”.")
    assert others == [
        f"line 4: In the mapping, “start” is “7”. {no_path}",
        f"line 5: In the mapping, “end” is “a..b”. {no_path}",
        "line 6: In the mapping, “id” stands twice.",
        f"line 7: In the mapping, “place” is “{{…}}”. {no_path}",
        "The mapping has no “title”.",
    ]


def test_a_mapping_without_a_fault_has_none():
    assert said(json.dumps(MAPPING)) == []
    assert said(json.dumps(MAPPING, indent=4)) == []


@pytest.mark.parametrize("text", ['[["id", "a"]]', '"id"', "7", "[]", "null"])
def test_what_is_no_object_is_said_once(text):
    assert said(text) == ["The mapping is no JSON object: it begins with {."]


def test_the_first_three_items_show_what_becomes_of_each_field():
    data = json.dumps({"events": [GOOD, GOOD | {"id": 8}, GOOD | {"id": 9}, GOOD | {"id": 10}]})
    previews = preview_list(data.encode(), MAPPING, now=NOW)

    assert len(previews) == 3
    shown = {field.key: (field.path, field.found, field.becomes) for field in previews[0].fields}
    assert previews[0].trouble is None
    assert shown["id"] == ("id", "7", "7")
    assert shown["title"] == ("name", "<b>Strik</b>", "Strik")
    assert "1. december" in shown["start"][2]
    assert "20.00" in shown["end"][2]  # Nothing lies there: an hour later.
    assert shown["place"] == ("place.name", "Salen", "Salen")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": "snart"}, "“start” is no date or time: “snart”."),
        ({"name": ""}, "It has no title."),
        ({"start": "2020-01-01"}, "It is over"),
        ({"start": None}, "“start” is missing."),
    ],
)
def test_an_item_that_would_not_be_taken_says_why(change, words):
    data = json.dumps({"events": [GOOD | change]}).encode()
    with override("en"):
        (one,) = preview_list(data, MAPPING, now=NOW)
        assert words in str(one.trouble)
    assert not any(field.becomes for field in one.fields)


def test_a_cpr_number_is_not_shown():
    data = json.dumps({"events": [GOOD | {"about": "Ring til 010190-1234"}]}).encode()
    (one,) = preview_list(data, MAPPING, now=NOW)

    assert one.trouble is not None
    assert not any("1234" in field.found for field in one.fields)


@pytest.mark.django_db
def test_editor_sees_each_wrong_line_beside_the_field(editor):  # noqa: F811
    sent = add(editor, url="https://a.example.org/a", kind="json", mapping=WRONG)

    assert sent.status_code == 422
    shown = text_of(sent)
    for words in ("linje 3:", "“titel”", "linje 4:", "“7”", "linje 5:", "“a..b”", "linje 6:"):
        assert words in shown


@pytest.mark.django_db
def test_editor_sees_what_a_file_becomes_before_it_is_saved(editor):  # noqa: F811
    file = SimpleUploadedFile("liste.json", json.dumps({"events": [GOOD]}).encode())
    sent = add(editor, upload=file, kind="json", mapping=json.dumps(MAPPING), se="1")

    assert sent.status_code == 200
    assert "Sådan læser vi listen" in text_of(sent)
    assert "Salen" in text_of(sent)
    assert not ImportSource.objects.exists()


@pytest.mark.django_db
def test_of_an_address_the_page_says_where_to_try_it(editor):  # noqa: F811
    sent = add(editor, url="https://a.example.org/a", kind="json", mapping=json.dumps(MAPPING),
               se="1")  # fmt: skip

    assert sent.status_code == 200
    assert "Prøv uden at ændre noget" in text_of(sent)
    assert not ImportSource.objects.exists()


@pytest.mark.django_db
def test_the_file_that_was_handed_in_is_shown_by_a_new_mapping(editor, house):  # noqa: F811
    one = json_source([GOOD], centre=house)
    body = {"name": one.name, "kind": "json", "activity_kind": "workshop", "se": "1",
            "mapping": json.dumps(MAPPING | {"title": "about"})}  # fmt: skip
    sent = editor.post(f"/vejleder/kilder/{one.public_id}/ret/", body)

    assert sent.status_code == 200
    assert "Kom og strik." in text_of(sent)
    one.refresh_from_db()
    assert one.mapping == MAPPING
