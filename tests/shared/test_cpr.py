"""Finding CPR numbers, and leaving other numbers alone. No number here belongs to anybody:
they are the CPR office's published examples, dates nobody was born on, or broken on purpose.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcenter.shared.cpr import WEIGHTS, cpr_numbers_in


def found(text: str) -> list[tuple[str, bool]]:
    return [(number.passage, number.is_certain) for number in cpr_numbers_in(text)]


def fits_the_modulus(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdigit()]
    return sum(w * d for w, d in zip(WEIGHTS, digits, strict=True)) % 11 == 0


@pytest.mark.parametrize(
    "typed",
    ["070761-4285", "0707614285", "070761 4285", "070761 - 4285", "070761–4285", "07.07.61-4285"],
)
def test_number_that_fits_the_modulus_is_certain_however_it_is_typed(typed):
    assert fits_the_modulus("0707614285")
    assert found(f"Mit nummer er {typed}, tak.") == [(typed, True)]


def test_number_given_since_2007_without_the_modulus_is_certain_with_its_hyphen():
    assert not fits_the_modulus("0101901234")
    assert found("010190-1234") == [("010190-1234", True)]


@pytest.mark.parametrize("typed", ["0101901234", "010190 1234"])
def test_bare_digits_with_a_date_but_without_the_modulus_may_be_one(typed):
    assert found(typed) == [(typed, False)]


def test_replacement_number_with_sixty_added_to_the_day_is_one():
    assert found("610190-1234") == [("610190-1234", True)]


@pytest.mark.parametrize(
    "innocent",
    [
        "20 30 40 50",
        "+45 20 30 40 50",
        "+4520304050",
        "0045 20304050",
        "3213901234",  # no 32nd day
        "011390-1234",  # no 13th month
        "310290-1234",  # no 31st of February
        "kl. 10.15–11.00 den 7. december 2026",
        "DK50 0040 0440 1162 43",
        "reg. 1234 konto 0012345678",
        "12345678901234",
        "1.000.000.000 kr.",
        "ean 5798000416604",
        "",
    ],
)
def test_other_numbers_are_left_alone(innocent):
    assert found(innocent) == []


def test_leap_day_is_judged_in_the_century_the_seventh_digit_tells():
    # 4 and a low year: 2000, which had a 29th of February; 0: 1900, which had none.
    assert found("290200-4000") == [("290200-4000", True)]
    assert found("290200-0000") == []


def test_every_number_in_a_text_is_named():
    text = "Hendes er 070761-4285 og hans er\n0101901234."

    assert found(text) == [("070761-4285", True), ("0101901234", False)]


def test_digits_of_other_scripts_count_as_well():
    arabic = "".join(chr(0x0660 + int(sign)) for sign in "0707614285")

    assert found(arabic) == [(arabic, True)]


@given(
    day=st.integers(1, 28), month=st.integers(1, 12), year=st.integers(0, 99),
    running=st.integers(0, 9999), before=st.sampled_from(["", "a ", "(", "\n"]),
)  # fmt: skip
def test_no_hyphened_number_with_a_date_of_birth_gets_through(day, month, year, running, before):
    number = f"{day:02}{month:02}{year:02}-{running:04}"

    assert found(f"{before}{number}.") == [(number, True)]


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text):
    for number in cpr_numbers_in(text):
        assert number.passage in text
