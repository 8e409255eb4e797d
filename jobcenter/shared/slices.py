"""Walking through many rows a handful at a time, so that no lock is held for long."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Model, QuerySet

SLICE = 500


def in_slices[Row: Model](rows: QuerySet[Row], act: Callable[[list[int]], int]) -> int:
    """Hand the keys of `rows` to `act`, at most 500 at once, and add up what it answers.

    Each slice is locked and is a transaction of its own; what somebody else holds is skipped. `act`
    must take its rows out of `rows`, or a full slice would come again.
    """
    total = 0
    while True:
        with transaction.atomic():
            ids = list(
                rows.select_for_update(skip_locked=True, of=("self",))
                .order_by("pk")
                .values_list("pk", flat=True)[:SLICE]
            )
            total += act(ids)
        if len(ids) < SLICE:
            return total


def delete_in_slices[Row: Model](rows: QuerySet[Row]) -> int:
    """How many of `rows` were deleted; what goes along with them is not counted."""

    def delete(ids: list[int]) -> int:
        rows.model._base_manager.filter(pk__in=ids).delete()  # noqa: SLF001
        return len(ids)

    return in_slices(rows, delete)
