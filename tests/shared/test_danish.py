"""Danish order and Danish names as people type them."""

from __future__ import annotations

import pytest

from jobcenter.shared.danish import danish_order, folded


def test_danish_order_puts_ae_oe_aa_last_when_lists_are_sorted():
    towns = ["Århus", "Ærø", "Zealand", "Ørsted", "Albertslund"]
    assert sorted(towns, key=danish_order) == ["Albertslund", "Zealand", "Ærø", "Ørsted", "Århus"]


def test_danish_order_files_double_a_as_aa_when_a_name_is_written_the_old_way():
    assert sorted(["Aalborg", "Odense", "Ålesund", "Aarhus", "Vejle"], key=danish_order) == [
        "Odense",
        "Vejle",
        "Aalborg",
        "Ålesund",
        "Aarhus",
    ]


def test_danish_order_ignores_capitals_and_accents_when_letters_are_the_same():
    assert sorted(["bo", "Andersen", "André", "Andy", "Bodil"], key=danish_order) == [
        "Andersen",
        "André",
        "Andy",
        "bo",
        "Bodil",
    ]


def test_danish_order_puts_a_space_first_when_one_name_begins_another():
    assert sorted(["Huset", "Hus Nord"], key=danish_order) == ["Hus Nord", "Huset"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("arhus", "Aarhus"), ("Århus", "Aarhus"), ("kobenhavn", "København"), ("Soroe", "Sorø")],
)
def test_folded_names_are_equal_when_somebody_types_them_without_danish_letters(typed, meant):
    assert folded(typed) == folded(meant)


def test_folded_names_differ_when_the_towns_do():
    assert folded("Viby") != folded("Vejby")
