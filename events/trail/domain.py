"""The public trail of an activity: lines are added, read, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from .enums import Step
from .models import TrailEntry

# A field's name, what it was and what it is; both empty where only that it changed is said.
Changed = tuple[str, str, str]
MOST_ENTRIES = 100


def add_entry(
    *, about: str, step: Step, by: str, now: datetime, why: str = "",
    changes: Sequence[Changed] = (),
) -> None:  # fmt: skip
    """`by` is an organisation's name, empty for the house. The caller's transaction writes it."""
    TrailEntry.objects.create(
        about=about, step=step, by=by, why=why, changes=[list(one) for one in changes], at=now
    )


def entries_about(public_id: str) -> list[TrailEntry]:
    """The latest first."""
    rows = TrailEntry.objects.filter(about=public_id).order_by("-at", "-pk")
    return list(rows[:MOST_ENTRIES])


__all__ = ["Changed", "add_entry", "entries_about"]
