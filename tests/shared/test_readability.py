"""LIX by Danish sentence rules."""

from __future__ import annotations

import pytest

from jobcenter.shared.readability import lix


def test_lix_counts_words_per_sentence_and_long_words():
    # 8 words, 2 sentences, 2 long words: 4 + 25.
    assert lix("Du kan booke en samtale. Kom bare forbi.") == pytest.approx(4 + 12.5)


@pytest.mark.parametrize(
    "text",
    [
        "Vi har åbent kl. 9.00 hver dag",
        "Det koster ca. 1.234 kr. om ugen",
        "Vi ses den 11. december ved havnen",
        "Tag evt. en ven med bl.a. til kaffe",
    ],
)
def test_full_stop_ends_no_sentence_when_it_belongs_to_an_abbreviation_or_a_number(text):
    longs = sum(len(word) >= 7 for word in text.split())
    words = len(text.replace("9.00", "900").split())
    assert lix(text) == pytest.approx(words + 100 * longs / words, rel=0.02)


def test_lix_rises_when_words_are_long_and_sentences_too():
    easy = "Kom ind. Her er kaffe. Du vælger selv."
    hard = (
        "Arbejdsmarkedsforvaltningens beskæftigelsesindsats omfatter aktiveringsforanstaltninger"
        " for ydelsesmodtagere, hvis rådighedsforpligtelse er præciseret i bekendtgørelsen."
    )
    assert lix(easy) < 10
    assert lix(hard) > 70


def test_lines_end_sentences_when_a_list_has_no_full_stops():
    assert lix("Kaffe\nTe\nVand") == 1


def test_hyphenated_words_count_once():
    assert lix("Gå til din a-kasse.") == 4


@pytest.mark.parametrize("text", ["", " \n ", "…"])
def test_nothing_is_easy_when_there_are_no_words(text):
    assert lix(text) == 0
