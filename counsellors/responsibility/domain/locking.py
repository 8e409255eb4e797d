"""Counsellors before citizens before what is between them, as in the whole house.

See also `LOCK_ORDER` in counsellors/conversations/domain/locking.py: the counsellor's row is what a
ceiling is counted under, the citizen's row is what "at most one" is decided under.
"""

from __future__ import annotations

from collections.abc import Iterable

from citizens.people.models import Citizen
from counsellors.people.models import Counsellor


def lock_counsellor(slug: str) -> Counsellor | None:
    """Whoever has this slug and meets people, locked."""
    return (
        Counsellor.objects.active()
        .filter(slug=slug)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )


def lock_counsellors(numbers: Iterable[int]) -> dict[int, Counsellor]:
    """Several at once, in id order: two handovers in opposite directions queue. By id."""
    locked = (
        Counsellor.objects.filter(pk__in=set(numbers))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    return {counsellor.pk: counsellor for counsellor in locked}


def lock_citizen(citizen_id: int) -> Citizen:
    return Citizen.objects.select_for_update(no_key=True).get(pk=citizen_id)
