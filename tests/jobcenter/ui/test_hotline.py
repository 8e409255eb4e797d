"""One setting, said in every language."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from jobcenter.ui.checks import check_hotline_hours
from jobcenter.ui.hotline import HoursNotUnderstood, hotline_hours_in_words, weekly_hours


@pytest.mark.parametrize(
    ("hours", "danish", "english"),
    [
        ("mon-fri 8-18", "Mandag–fredag kl. 8–18", "Monday–Friday 08:00–18:00"),
        (
            "Mon–Thu 9:00-17.30; sat 10-14",
            "Mandag–torsdag kl. 9–17.30, lørdag kl. 10–14",
            "Monday–Thursday 09:00–17:30, Saturday 10:00–14:00",
        ),
        ("mon-sun 0-24", "Mandag–søndag kl. 0–24", "Monday–Sunday 00:00–24:00"),
        ("", "", ""),
    ],
)
def test_hotline_hours_are_said_in_the_readers_language(hours, danish, english):
    with translation.override("da"):
        assert hotline_hours_in_words(hours) == danish
    with translation.override("en"):
        assert hotline_hours_in_words(hours) == english


@pytest.mark.parametrize(
    "hours",
    ["hverdage kl. 8–18", "mon-fri", "fri-mon 8-18", "mon 18-8", "mon 8-25", "mon 8-18 tue 9-10"],
)
def test_hotline_hours_nobody_can_read_are_refused(hours, settings):
    with pytest.raises(HoursNotUnderstood):
        weekly_hours(hours)
    settings.HOTLINE_HOURS = hours
    (fault,) = check_hotline_hours()
    assert "HOTLINE_HOURS" in fault.msg
    assert "mon-fri 8-18" in fault.hint


def test_english_page_says_no_danish_hours(client: Client):
    danish = client.get("/ask/").content.decode()
    english = client.get("/en/ask/").content.decode()
    assert "Mandag–fredag kl. 8–18" in danish
    assert "Monday–Friday 08:00–18:00" in english
    assert "kl. 8" not in english
