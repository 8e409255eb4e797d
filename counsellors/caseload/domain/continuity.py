"""How many of a house's follow-ups are with the person's own counsellor: one figure, no people."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from counsellors.conversations.models import Conversation
from counsellors.responsibility.models import Responsibility
from jobcenter.centres.models import Centre
from jobcenter.shared.memory import ShortMemory
from jobcenter.shared.periods import local_day
from jobcenter.ui.dates import in_copenhagen

FEWEST_PEOPLE = 5
LOOKED_BACK = timedelta(days=30)
# In steps of five, so that no single conversation can be read from how the figure moves.
STEP = 5

# Of a house and a day. Counting a house of a large city takes as long as a page may take.
_figures = ShortMemory[tuple[int, date], int | None](seconds=24 * 3600, most=512)


def figure_of_today(*, centre: Centre, now: datetime) -> int | None:
    """As it stood when the day began: the same all day, in every process, counted once in each.

    So nobody can watch it move while a single conversation ends.
    """
    today = in_copenhagen(now).date()
    midnight = local_day(today).lower
    return _figures.recall(
        (centre.pk, today), lambda: share_with_own_counsellor(centre=centre, now=midnight)
    )


def share_with_own_counsellor(*, centre: Centre, now: datetime) -> int | None:
    """Percent, in steps of 5, of the follow-ups of the last 30 days; None below five people.

    A follow-up is a conversation that is over, of somebody who had an own counsellor when it began.
    Further back nobody stands on a conversation any more, so nothing could be said.
    """
    held = Responsibility.objects.filter(
        citizen=OuterRef("citizen"), during__contains=OuterRef("begins_at")
    )
    with_own = held.filter(counsellor=OuterRef("counsellor"))
    counted = (
        Conversation.objects.booked()
        .filter(
            centre=centre,
            citizen__isnull=False,
            during__endswith__lte=now,
            during__endswith__gt=now - LOOKED_BACK,
        )
        .annotate(begins_at=F("during__startswith"))
        .filter(Exists(held))
        .annotate(is_with_own=Exists(with_own))
        .aggregate(
            people=Count("citizen", distinct=True),
            all=Count("pk"),
            own=Count("pk", filter=Q(is_with_own=True)),
        )
    )
    if counted["people"] < FEWEST_PEOPLE:
        return None
    return round(100 * counted["own"] / counted["all"] / STEP) * STEP
