"""Base forms, parts and spellings of Danish words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcenter.shared.danish_words.analysis import base_forms, marks_of, roots, wanted, words_in
from jobcenter.shared.danish_words.compounds import parts_of
from jobcenter.shared.danish_words.lexicon import bases, entry
from jobcenter.shared.danish_words.nearness import mistakes, nearest
from jobcenter.shared.danish_words.spellings import meant, one_spelling, plain

LETTERS = st.text(alphabet="abcdefghijklmnoprstuvyæøåé", max_size=25)


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("bøgerne", "bog"),
        ("børn", "barn"),
        ("kurserne", "kursus"),
        ("museerne", "museum"),
        ("skrev", "skrive"),
        ("kopper", "kop"),
        ("gamle", "gammel"),
        ("cykler", "cykel"),
        ("mødres", "mor"),
        ("kogebøger", "kogebog"),
        ("jobmesserne", "jobmesse"),
    ],
)
def test_a_form_goes_back_to_its_base_when_it_is_bent(form, base):
    assert base in base_forms(form)


@pytest.mark.parametrize(("form", "other"), [("led", "lede"), ("have", "hav"), ("hav", "have")])
def test_a_word_of_its_own_is_no_form_of_another_when_both_exist(form, other):
    assert other not in base_forms(form)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("jobmesse", ["job", "messe"]),
        ("arbejdsglæde", ["arbejds", "glæde"]),
        ("børneloppemarked", ["børne", "loppemarked"]),
        ("vandretur", ["vandre", "tur"]),
        ("zumbahold", ["zumba", "hold"]),
        ("bordtennis", ["bord", "tennis"]),
    ],
)
def test_a_long_word_is_cut_where_it_was_joined(word, parts):
    assert [part.letters for part in parts_of(word)] == parts


@pytest.mark.parametrize(
    "word",
    ["udstilling", "frivillig", "island", "køkken", "idræt", "mandag", "vejledning", "billeder",
     "overgang", "fremgang", "tilbagegang", "kultur", "nordsjælland", "opgave", "måltid", "job"],
)  # fmt: skip
def test_a_word_stays_whole_when_its_parts_would_mislead(word):
    assert parts_of(word) == ()


@pytest.mark.parametrize(
    ("typed", "known"),
    [("sogning", "søgning"), ("moede", "møde"), ("aarhus", "århus"), ("cafe", "café"),
     ("gaeld", "gæld"), ("foraar", "forår")],
)  # fmt: skip
def test_letters_typed_otherwise_are_understood_when_they_make_no_word(typed, known):
    assert {one_spelling(word) for word in meant(typed)} >= {one_spelling(known)}


def test_a_known_word_is_never_read_as_another():
    assert meant("mal") == ("mal",)
    assert meant("kor") == ("kor",)


@pytest.mark.parametrize(
    ("word", "root"), [("søgning", "søge"), ("strikning", "strikke"), ("ensomhed", "ensom"),
                       ("rådgiver", "rådgive"), ("uddannelse", "uddanne"), ("strik", "strikke")]
)  # fmt: skip
def test_a_word_knows_what_it_is_made_of(word, root):
    assert root in roots(word)


@pytest.mark.parametrize(
    ("typed", "intended", "count"),
    [("frivilig", "frivillig", 1), ("jbo", "job", 1), ("kurssus", "kursus", 1), ("a", "", 1),
     ("hus", "bus", 1), ("", "job", 3), ("job", "job", 0)],
)  # fmt: skip
def test_mistakes_are_counted(typed, intended, count):
    assert mistakes(typed, intended) == count


def test_nothing_is_near_when_the_word_is_known_or_short():
    assert nearest(wanted("vand")[0], ["mand", "sand"]) == frozenset()
    assert nearest(wanted("jxb")[0], ["job"]) == frozenset()
    assert nearest(wanted("frivilig")[0], ["frivillig", "fredelig"]) == {"frivillig"}


def test_small_words_are_left_out_when_others_stand_beside_them():
    assert [word.letters for word in wanted("hjælp til din ansøgning")] == ["hjælp", "ansøgning"]
    assert [word.letters for word in wanted("til")] == ["til"]


def test_words_are_found_between_signs():
    assert words_in("CV-kursus: «A-kasse», C++ & 3D!") == ["cv-kursus", "a-kasse", "c++", "3d"]


@given(LETTERS)
def test_parts_hold_all_letters_in_order_whatever_is_cut(word):
    parts = parts_of(word)
    assert not parts or "".join(part.letters for part in parts) == word
    assert len(parts) != 1


@given(LETTERS)
def test_every_word_finds_itself_whatever_it_is(word):
    assert all(asked.is_met_by(marks_of(word)) for asked in wanted(word))


@given(LETTERS, LETTERS)
def test_mistakes_are_the_same_from_both_sides(one, other):
    assert mistakes(one, other) == mistakes(other, one)
    assert (mistakes(one, other) == 0) == (one == other)


@given(LETTERS)
def test_plain_letters_stay_plain(word):
    assert plain(plain(word)) == plain(word)


def test_the_dictionary_stands_in_the_house():
    assert entry("jobmesse") is None
    assert bases("job")[0].kind.may_end
    assert entry("island").kind.is_name
