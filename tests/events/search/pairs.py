"""The pairs of pairs.yaml and the half each belongs to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

TUNED, KEPT = "tuned", "kept"


@dataclass(frozen=True)
class Pair:
    typed: str
    title: str
    should_be_found: bool
    half: str


def half_of(line: str) -> str:
    """Drawn by the letters of the pair, so nobody chose."""
    return (TUNED, KEPT)[int(hashlib.sha256(line.encode()).hexdigest(), 16) % 2]


def read_pairs(name: str = "pairs.yaml") -> list[Pair]:
    groups = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return [
        Pair(*line.split(" | "), should_be_found=kind == "found", half=half_of(line))
        for kind in ("found", "not_found")
        for lines in groups[kind].values()
        for line in lines
    ]
