"""How to reach somebody is found however it is written, and what everybody writes is let be."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcenter.shared.reaching import TellsHowToReach, refuse_ways_to_reach, ways_to_reach

FOUND = [
    "20 11 11 11", "+45 20111111", "20111111", "O20481632", "2O481632", "tlf20481632",
    "tlf.20481632", "20–48–16–32", "20 - 48 - 16 - 32", "20,48,16,32", "20:48:16:32",
    "20.48.16.32", "20.48-16.32", "20\u00a048\u00a016\u00a032", "20  48  16  32",
    "20\n48\n16\n32", "20\r\n48\r\n16\r\n32", "- 20\r\n- 48\r\n- 16\r\n- 32", "2048 1632",
    "2048/1632", "(20) 48 16 32", "2\u200b0481632", "kl. 20.48.16.32", "uge 20, 48, 16, 32",
    "２０４８１６３２", "20_48_16_32", "010190-1234", "20481632 kr.", "mette@example.org",
    "www.example.org", "koret.dk", "KORET.DK", "t.me/kor", "discord.gg/abc", "spam.io",
    "kor.info", "bit.ly/x1", "https://x", "sang.kor.nu", "eksempel.museum/kor", "Nørregade 12",
    "Vestre Ringvej 3B", "Nørre Alle 3B", "Nørre Allé 3", "Gammel Torv 8", "Kirkealle 4",
]  # fmt: skip
LET_BE = [
    "Et kursus for 12 mennesker kl. 10.30", "I 2027, højst 100 kr.", "Uge 40 og 41",
    "den 12.12.2026 kl. 19", "den 12.12.26 kl. 19.00-21.30", "12/12-2026 19.00", "12/12 19.00",
    "2026-12-12 19.00", "kl. 19.00–21.30", "kl. 10.30, 12.30 og 14.30", "10.30-12.30 14.00-16.00",
    "i 8000 Aarhus C eller 8200 Aarhus N", "2026-2027", "2025, 2026 og 2027", "1.250.000 kr.",
    "100000 kr.", "49,95 kr.",
    "100,- kr", "uge 40, 41, 42, 43 og 44", "den 1., 8., 15., 22. og 29.",
    "f.eks. kor, bl.a. salmer m.m.", "Kom og syng.Se her", "Vi alle 3 vil med", "og/eller",
    "Har du plads 2 steder?", "Lokale 3.14", "18-25 år, 10 gange, 2 timer",
]  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
@pytest.mark.parametrize("around", ["{}", "Skriv til mig: {}.", "Hej\n{}\nTak"])
def test_what_leads_to_somebody_is_refused_with_its_passage(text, around):
    with pytest.raises(TellsHowToReach) as refused:
        refuse_ways_to_reach("Sang", around.format(text))
    assert refused.value.passages


@pytest.mark.parametrize("text", LET_BE)
def test_hours_days_years_weeks_prices_and_postcodes_lead_to_nobody(text):
    assert ways_to_reach(f"Jeg vil synge {text}") == []


BETWEEN = st.lists(st.sampled_from(" ;_()·*+\u00a0\u2009\t\n"), max_size=3).map("".join)
DIGITS = st.from_regex(r"[2-9][0-9]{7}", fullmatch=True)


@given(DIGITS, st.lists(BETWEEN, min_size=7, max_size=7), st.sampled_from(["", "tlf", "+45 ", "O"]))
def test_eight_digits_are_found_whatever_stands_between_them(number, between, before):
    parts = [sign + gap for sign, gap in zip(number, [*between, ""], strict=True)]
    written = before + "".join(parts)
    assert ways_to_reach(f"Ring {written} nu")


@given(DIGITS, st.sampled_from(["", " ", ".", ",", ":", "–", " - ", "\u00a0", "  ", "\r\n", "_"]))
def test_four_pairs_are_found_with_any_sign_between_them(number, between):
    pairs = [number[at : at + 2] for at in (0, 2, 4, 6)]
    assert ways_to_reach(f"Ring {between.join(pairs)} nu")


CLOCKS = st.times().map(lambda at: f"{at:%H.%M}")
DAYS = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2039, 12, 31))
HARMLESS = st.one_of(
    DAYS.map(lambda day: f"den {day.day}.{day.month}.{day.year}"),
    DAYS.map(lambda day: f"den {day.day}/{day.month}-{day.year}"),
    DAYS.map(lambda day: f"i {day.year}"),
    CLOCKS.map(lambda at: f"kl. {at}"),
    st.tuples(CLOCKS, CLOCKS)
    .filter(lambda two: two[0] < two[1])
    .map(lambda two: f"kl. {two[0]}-{two[1]}"),
    st.integers(1, 999_999).map(lambda kroner: f"for {kroner} kr."),
    st.integers(1000, 9990).map(lambda code: f"i {code} Byen"),
)


@given(st.lists(HARMLESS, min_size=1, max_size=5))
def test_hours_days_years_prices_and_postcodes_in_a_row_lead_to_nobody(said):
    assert ways_to_reach("Sang " + ", ".join(said)) == []
