"""What the team page shows beside who is here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from counsellors.people.models import Counsellor
from counsellors.team.models import Cover, SparringQuestion
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order


def colleagues_of(centre: Centre) -> list[Counsellor]:
    """Everybody who meets people in this house, from A to Å."""
    people = Counsellor.objects.active().at_centre(centre)
    return sorted(people, key=lambda one: (*danish_order(one.name), one.pk))


def covers_ahead(*, centres: Sequence[Centre], today: date) -> dict[int, list[Cover]]:
    """Agreed and waiting by the number of the house, today's first. 1 query."""
    covers = Cover.objects.not_over(today).filter(centre__in=centres)
    return _by_house(covers.select_related("absent", "covering").order_by("during", "pk"))


def questions_for(
    counsellor: Counsellor, *, centres: Sequence[Centre], now: datetime
) -> dict[int, list[SparringQuestion]]:
    """What this counsellor may see by the number of the house, the newest first, with the answers.

    At most 3 queries.
    """
    seen = SparringQuestion.objects.open(now).seen_by(counsellor).filter(centre__in=centres)
    return _by_house(
        seen.select_related("asked_by", "asked")
        .prefetch_related("answers__by")
        .order_by("-asked_at", "-pk")
    )


def _by_house[Row: (Cover, SparringQuestion)](rows: Iterable[Row]) -> dict[int, list[Row]]:
    by_house: dict[int, list[Row]] = {}
    for row in rows:
        by_house.setdefault(row.centre_id, []).append(row)
    return by_house
