"""What somebody typed is shown as it was meant; signs nobody sees play no tricks."""

from __future__ import annotations

import pytest

from jobcenter.shared.typed import is_readable, lines, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amal \t Nasser ", "Amal Nasser"),
        ("Amal\r\nBcc: all@example.org", "Amal Bcc: all@example.org"),
        ("Amal\u2028Nasser", "Amal Nasser"),
        ("Amal\u202egnp.exe", "Amalgnp.exe"),
        ("Amal\ufffe\ufdd0\U0001ffff", "Amal"),
        ("Am\ud800al", "Amal"),
        ("👩\u200d👧 Ærø é", "👩\u200d👧 Ærø é"),
        ("می\u200cروم", "می\u200cروم"),
    ],
)
def test_one_line_keeps_what_can_be_seen(typed, kept):
    assert one_line(typed) == kept


def test_lines_stay_lines_and_lose_only_what_nobody_sees():
    assert lines("\nFirst\r\nsecond\r\rthird\u202e\ufffe\x07.\n") == "First\nsecond\n\nthird ."


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u200b", "\u200d", "\u00a0\u3000", "\u0301"])
def test_nothing_to_see_is_no_name(name):
    assert not is_readable(name)


@pytest.mark.parametrize("name", ["A", "7", "👩", "Åse", "李", "-"])
def test_one_sign_one_can_see_is_a_name(name):
    assert is_readable(name)
