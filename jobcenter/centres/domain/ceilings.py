"""How many people one counsellor may have: set by the house, with a reason, in public."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jobcenter.accounts.models import User
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Ceiling, Centre, CentreQuerySet


@transaction.atomic
def set_ceiling(
    *, centre: Centre, editor: User, most_people: int | None, reason: str, now: datetime
) -> bool:
    """Let `most_people` hold from now on; None lifts the ceiling. False when it is so already.

    Whoever has more people than a lowered ceiling keeps them all: it only closes the door to new
    ones. No form key: sent twice, the second one changes nothing.
    """
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre.pk)
    if ceiling_of(centre) == most_people:
        return False
    Ceiling.objects.create(centre=centre, most_people=most_people, reason=reason, set_at=now)
    record_change(
        "ceiling.changed",
        subject=f"centre:{centre.slug}",
        actor=editor,
        actor_kind=Change.ActorKind.STAFF,
        facts={"most_people": most_people},
    )
    return True


def ceiling_of(centre: Centre) -> int | None:
    """What holds at this house; None where it has set no ceiling."""
    return Ceiling.objects.filter(centre=centre).values_list("most_people", flat=True).first()


def lowest_ceiling(centres: CentreQuerySet) -> int | None:
    """The lowest one of these houses: whoever works in two is not given twice as many people."""
    return min(ceilings_of(centres).values(), default=None)


def ceilings_of(centres: CentreQuerySet) -> dict[int, int]:
    """What holds, by the number of the house; without those that have set none."""
    newest = (
        Ceiling.objects.filter(centre__in=centres)
        .order_by("centre_id", "-set_at", "-pk")
        .distinct("centre_id")
        .values_list("centre_id", "most_people")
    )
    return {centre: most for centre, most in newest if most is not None}
