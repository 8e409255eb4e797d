"""What a measurement says: name, value, unit, target. Printed as a table, written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

RESULTS = Path(__file__).resolve().parents[2] / "bench-results"


@dataclass(frozen=True, slots=True)
class Row:
    """One number. `at_most` tells which side of the target is good; no target: just told."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = True

    @property
    def is_reached(self) -> bool:
        if self.target is None:
            return True
        return self.value <= self.target if self.at_most else self.value >= self.target

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        target = f"{sign} {self.target:g} {self.unit}" if self.target is not None else ""
        verdict = "" if self.is_reached else "  MISSED"
        return f"{self.name:<66} {self.value:>9.4g} {self.unit:<10} {target}{verdict}"


def percentile(milliseconds: Sequence[float], percent: int) -> float:
    return quantiles(milliseconds, n=100, method="inclusive")[percent - 1]


def write(rows: Iterable[Row]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y%m%dT%H%M%S}.json"
    measured = [{**asdict(row), "is_reached": row.is_reached} for row in rows]
    path.write_text(json.dumps({"at": now.isoformat(), "rows": measured}, indent=2) + "\n")
    return path
