"""At the ceiling, somebody new is shown who has room and is free first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from counsellors.availability.domain.offers import Offers, Question, offer_times
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre

from .reading import has_room

DAYS_AHEAD = 14
MOST_SHOWN = 3
# Each one looked at costs two questions; where so many are full, somebody should be called.
MOST_LOOKED_AT = 10
MOST_HOUSES = 3


@dataclass(frozen=True, slots=True)
class FreeColleague:
    """Somebody with room for one more, and when the two could talk first."""

    counsellor: Counsellor
    first_start: datetime


def free_colleagues(*, of: Counsellor, now: datetime) -> list[FreeColleague]:
    """At most three colleagues in the same houses with room, by their first free time."""
    found: dict[int, FreeColleague] = {}
    houses = Centre.objects.published().filter(counsellors=of).order_by("pk")[:MOST_HOUSES]
    for house in houses:
        offers = offer_times(question=Question(centre=house, days=DAYS_AHEAD), now=now)
        for colleague in _first_times(offers):
            known = found.get(colleague.counsellor.pk)
            if known is None or colleague.first_start < known.first_start:
                found[colleague.counsellor.pk] = colleague
    found.pop(of.pk, None)
    soonest = sorted(found.values(), key=lambda colleague: colleague.first_start)
    with_room = [one for one in soonest[:MOST_LOOKED_AT] if has_room(one.counsellor)]
    return with_room[:MOST_SHOWN]


def _first_times(offers: Offers) -> Iterator[FreeColleague]:
    seen: set[int] = set()
    for day in offers.days:
        for time in sorted(day.each(), key=lambda time: time.start):
            if time.counsellor_id not in seen:
                seen.add(time.counsellor_id)
                yield FreeColleague(offers.counsellors[time.counsellor_id], time.start)
        if len(seen) == len(offers.counsellors):
            return
