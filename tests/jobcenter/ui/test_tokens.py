"""The colour table of the design language, checked against the style sheet itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path("static/css/site.css").read_text(encoding="utf-8")
AAA, AA, CONTROL = 7.0, 4.5, 3.0

# (what is seen, what it stands on, least ratio): the same pairs by day and by night.
PAIRS = [
    *[("ink", ground, AAA) for ground in ("paper", "surface", "sand")],
    *[("ink", tint, AAA) for tint in ("brand-tint", "honey-tint", "clay-tint")],
    *[("ink-2", ground, AAA) for ground in ("paper", "surface")],
    *[("ink-2", ground, AA) for ground in ("sand", "brand-tint", "honey-tint", "clay-tint")],
    *[("brand", ground, AAA) for ground in ("paper", "surface")],
    *[("brand", ground, AA) for ground in ("sand", "brand-tint", "honey-tint", "clay-tint")],
    *[("brand-strong", ground, AAA) for ground in ("paper", "surface", "sand", "brand-tint")],
    ("on-brand", "brand", AAA),
    ("on-brand", "brand-strong", AAA),
    *[("clay", ground, AA) for ground in ("paper", "surface", "sand", "clay-tint")],
    *[("ok", ground, AA) for ground in ("paper", "surface")],
    *[("danger", ground, AA) for ground in ("paper", "surface", "sand")],
    *[("plum", ground, AAA) for ground in ("paper", "surface")],
    *[("control", ground, CONTROL) for ground in ("paper", "surface", "sand")],
    ("on-honey", "honey", AAA),
    ("honey", "night", AAA),
    ("on-night", "night", AAA),
    ("focus", "paper", AAA),
    ("focus", "surface", AAA),
]

# Ratios the design language states, so that a drift of a colour is seen even above the limits.
STATED = [
    ("light", "ink", "paper", 14.7),
    ("light", "ink", "sand", 13.2),
    ("light", "ink-2", "paper", 7.6),
    ("light", "brand", "paper", 8.1),
    ("light", "on-brand", "brand", 8.7),
    ("light", "brand-strong", "paper", 11.7),
    ("light", "clay", "paper", 6.5),
    ("light", "ok", "paper", 6.8),
    ("light", "danger", "paper", 6.8),
    ("light", "plum", "paper", 9.4),
    ("light", "control", "paper", 5.4),
    ("light", "on-honey", "honey", 8.9),
    ("dark", "ink", "paper", 15.4),
    ("dark", "ink-2", "paper", 9.8),
    ("dark", "brand", "paper", 10.1),
    ("dark", "on-brand", "brand", 8.8),
    ("dark", "clay", "paper", 9.1),
    ("dark", "ok", "paper", 10.6),
    ("dark", "danger", "paper", 8.9),
    ("dark", "control", "paper", 6.2),
]


def tokens_of(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6});", block))


def palettes() -> dict[str, dict[str, str]]:
    day, night = re.findall(r":root\s*\{(.*?)\}", CSS, flags=re.DOTALL)
    assert "prefers-color-scheme: dark" in CSS.split(night)[0].rsplit("}", 1)[1]
    light = tokens_of(day)
    return {"light": light, "dark": light | tokens_of(night)}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("seen", "ground", "least"), PAIRS)
def test_token_pair_keeps_its_contrast(scheme, seen, ground, least):
    palette = palettes()[scheme]
    assert contrast(palette[seen], palette[ground]) >= least


@pytest.mark.parametrize(("scheme", "seen", "ground", "ratio"), STATED)
def test_token_pair_has_the_ratio_the_design_states(scheme, seen, ground, ratio):
    palette = palettes()[scheme]
    assert contrast(palette[seen], palette[ground]) == pytest.approx(ratio, abs=0.11)


def test_contrast_is_measured_as_wcag_measures_it():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_night_names_every_colour_that_must_change_in_the_dark():
    day, night = (tokens_of(b) for b in re.findall(r":root\s*\{(.*?)\}", CSS, flags=re.DOTALL))
    same_by_day_and_night = {"honey", "night", "on-night", "on-honey"}
    assert set(day) - set(night) == same_by_day_and_night


def test_honey_and_line_are_never_the_colour_of_text():
    assert not re.findall(r"(?<![\w-])color:\s*var\(--(?:honey|line)\)", CSS)
