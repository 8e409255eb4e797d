"""Phone numbers as people write them."""

from __future__ import annotations

import pytest

from jobcenter.shared.phones import NotAPhoneNumber, reachable_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("20304050", "+4520304050"),
        ("20 30 40 50", "+4520304050"),
        ("+45 20 30 40 50", "+4520304050"),
        ("0045 20304050", "+4520304050"),
        ("+46 70 123 45 67", "+46701234567"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, stored):
    assert reachable_phone(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2030",
        "ring til mig",
        "+45",
        "1" * 30,
        "+1 900 555 1234",
        "90 12 34 56",
        "+44 909 8790000",
    ],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotAPhoneNumber):
        reachable_phone(typed)
