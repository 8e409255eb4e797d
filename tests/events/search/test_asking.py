"""One question, many things: the order of the answers and what they are found by."""

from __future__ import annotations

import pytest

from events.search.domain import Described, ask, forget_entry, forget_lonely_words, write_entry
from events.search.models import ProgrammeWord, SearchEntry
from jobcenter.shared.secrets import new_public_id

pytestmark = pytest.mark.django_db


def written(**texts: str) -> str:
    about = new_public_id()
    write_entry(about=about, described=Described(**texts))
    return about


def found(typed: str) -> list[str]:
    return list(ask(typed).entries().order_by("rank", "pk").values_list("about", flat=True))


def test_whole_words_come_first_when_others_only_hold_the_word():
    in_a_part = written(title="Jobmesse")
    in_the_text = written(title="Kaffe", text="Vi snakker om job og mad.")
    in_the_title = written(title="Find et job")

    assert found("job") == [in_the_title, in_the_text, in_a_part]


def test_every_field_is_searched_when_the_title_says_nothing():
    topics = written(title="Åben aften", topics="Gældsrådgivning Dansk Folkehjælp")
    place = written(title="Fredagsbar", place="Kulturhuset Aarhus C")
    text = written(title="Torsdag", text="Tag dit strikketøj med.")

    assert found("gæld") == [topics]
    assert found("århus") == [place]
    assert found("strikketøj") == [text]


def test_parts_of_words_in_a_long_text_find_nothing_when_they_stand_only_there():
    written(title="Keramik", text="Mød op ved jobcentret, kursuslokalet ligger bag caféen.")

    assert found("job") == []
    assert found("kursus") == []


def test_all_words_must_be_there_when_several_are_typed():
    both = written(title="Jobmesse", place="Aalborg")
    written(title="Jobmesse", place="Aarhus")

    assert found("jobmesse aalborg") == [both]


def test_nothing_is_asked_when_no_word_is_typed():
    assert not ask("")
    assert not ask(" ?! ")


@pytest.mark.parametrize(
    "typed", ["'", "a & b | !c", "job:*", "\\", "(((", "'; DROP", "<->", "𝓳𝓸𝓫"]
)
def test_signs_of_the_query_language_are_letters_when_somebody_types_them(typed):
    written(title="Kaffe")

    assert list(ask(typed).entries()) == []
    assert list(ask(typed).forgiving().entries()) == []


def test_very_long_words_and_questions_are_answered_when_somebody_pastes_a_page():
    long_word = written(title="a" * 500 + " kaffe")

    assert found("kaffe") == [long_word]
    assert found("jobmesse " * 2_000) == []


def test_an_entry_is_rewritten_when_its_title_changes():
    about = written(title="Yogahold")
    write_entry(about=about, described=Described(title="Danseaften"))

    assert found("yoga") == []
    assert found("dans") == [about]
    assert SearchEntry.objects.count() == 1


def test_words_go_when_nothing_in_the_programme_holds_them_any_more():
    going, staying = written(title="Origami"), written(title="Keramik")
    forget_entry(about=going)
    forget_lonely_words()

    assert set(ProgrammeWord.objects.values_list("word", flat=True)) == {"keramik"}
    assert found("keramik") == [staying]


def test_a_question_costs_one_query_and_a_forgiving_one_two(django_assert_num_queries):
    written(title="Frivillig")

    with django_assert_num_queries(1):
        found("frivilig")
    with django_assert_num_queries(2):
        assert list(ask("frivilig").forgiving().entries())


def test_a_known_word_is_asked_for_no_other_when_nothing_answers(django_assert_num_queries):
    written(title="Mand")

    with django_assert_num_queries(1):
        assert list(ask("vand").forgiving().entries()) == []
