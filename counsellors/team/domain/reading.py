"""What the team page shows beside who is here."""

from __future__ import annotations

from datetime import date, datetime

from counsellors.people.models import Counsellor
from counsellors.team.models import Cover, SparringQuestion
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order


def colleagues_of(centre: Centre) -> list[Counsellor]:
    """Everybody who meets people in this house, from A to Å."""
    people = Counsellor.objects.active().at_centre(centre)
    return sorted(people, key=lambda one: (*danish_order(one.name), one.pk))


def covers_ahead(*, centre: Centre, today: date) -> list[Cover]:
    """Agreed and waiting, today's first. 1 query."""
    covers = Cover.objects.not_over(today).filter(centre=centre)
    return list(covers.select_related("absent", "covering").order_by("during", "pk"))


def questions_for(
    counsellor: Counsellor, *, centre: Centre, now: datetime
) -> list[SparringQuestion]:
    """What this counsellor may see, the newest first, with the answers. 2 queries."""
    seen = SparringQuestion.objects.open(now).seen_by(counsellor).filter(centre=centre)
    return list(
        seen.select_related("asked_by", "asked")
        .prefetch_related("answers__by")
        .order_by("-asked_at", "-pk")
    )
