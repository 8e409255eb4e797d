"""ours.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("ours.yaml")


@dataclass(frozen=True)
class Ours:
    """See the comments in ours.yaml; `kin` answers for each word the first of its family."""

    beginnings: frozenset[str]
    endings: frozenset[str]
    short_first: frozenset[str]
    short_last: frozenset[str]
    whole: frozenset[str]
    irregular: dict[str, str]
    kin: dict[str, str]
    unsaid: frozenset[str]


@cache
def ours() -> Ours:
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Ours(
        beginnings=frozenset(read["beginnings"]),
        endings=frozenset(read["endings"]),
        short_first=frozenset(read["short_parts"]["both"] + read["short_parts"]["first"]),
        short_last=frozenset(read["short_parts"]["both"] + read["short_parts"]["last"]),
        whole=frozenset(read["whole"]),
        irregular=read["irregular"],
        kin={word: family[-1] for family in read["kin"] for word in family},
        unsaid=frozenset(read["unsaid"]),
    )
