"""Hours as text, there and back."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jobcenter.centres.domain.hours_text import HoursNotUnderstood, hours_in_words, read_hours


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("9.00–15.00", [(540, 900)]),
        ("9-15", [(540, 900)]),
        ("kl. 9:30 - 12", [(570, 720)]),
        ("13–15, 9–12", [(540, 720), (780, 900)]),
        ("9-12 og 13-24", [(540, 720), (780, 1440)]),
        ("", []),
        ("Lukket", []),
    ],
)
def test_hours_are_read_when_people_write_them_their_way(text, stretches):
    assert read_hours(text) == stretches


@pytest.mark.parametrize(
    "text", ["ni til tre", "15–9", "9–9", "9.75–10", "20–25", "9–12, 11–13", "9", "9–15 måske"]
)
def test_hours_are_refused_with_the_bad_words_when_they_make_no_sense(text):
    with pytest.raises(HoursNotUnderstood) as refused:
        read_hours(text)
    assert f"“{text}”" in str(refused.value.message)
    assert "9.00–15.00" in str(refused.value.next_step)


@given(st.lists(st.integers(0, 1440), unique=True, max_size=8), st.sampled_from(["da", "en"]))
def test_hours_come_back_unchanged_when_written_and_read_again(minutes, language):
    edges = sorted(minutes)[: len(minutes) // 2 * 2]
    stretches = list(zip(edges[::2], edges[1::2], strict=True))
    with override(language):
        assert read_hours(hours_in_words(stretches)) == stretches


def test_hours_are_written_with_a_full_stop_in_danish_and_a_colon_in_english():
    with override("da"):
        assert hours_in_words([(540, 900)]) == "9.00–15.00"
    with override("en"):
        assert hours_in_words([(540, 900)]) == "09:00–15:00"
