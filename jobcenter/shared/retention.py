"""The retention policy, read from `jobcenter/retention.yaml`: published and obeyed."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

POLICY_FILE = Path(__file__).resolve().parents[1] / "retention.yaml"


@cache
def read_policy() -> dict[str, Any]:
    policy: dict[str, Any] = yaml.safe_load(POLICY_FILE.read_text())
    return policy


def kept_for(period: str) -> timedelta:
    """How long rows of this period are kept; KeyError for a period without an end."""
    return timedelta(days=read_policy()["periods"][period]["days"])
