"""Faces for the pages that span rooms, and when the first of them is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from counsellors.availability.domain.offers import OfferedTime, Question, offer_times
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

# One search with a fixed number of queries; further ahead the booking pages look.
DAYS_TO_LOOK_AHEAD = 14


def counsellors_at(*, centre: Centre) -> list[Counsellor]:
    """Everybody who meets people at this house, by first name in Danish order."""
    counsellors = Counsellor.objects.active().at_centre(centre)
    return sorted(counsellors, key=lambda counsellor: danish_order(counsellor.name))


def first_time_at(
    *, centre: Centre, counsellors: Sequence[Counsellor], now: datetime
) -> OfferedTime | None:
    """The first time somebody can book at this house within two weeks. At most 4 queries, and none
    when nobody meets people there; `counsellors` are all who do."""
    if not counsellors:
        return None
    question = Question(centre=centre, days=DAYS_TO_LOOK_AHEAD)
    known = {counsellor.pk: counsellor for counsellor in counsellors}
    return offer_times(question=question, now=now, known=known).first


def faces_of_the_day(*, today: date, count: int = 6) -> list[Counsellor]:
    """A few counsellors to greet on the front page. 2 queries.

    Everybody gets the same number of days there: the alphabetical list goes round, `count` steps a
    day. Nobody is chosen, so nobody is ranked.
    """
    people = Counsellor.objects.active().filter(centres__is_published=True)
    numbers = list(people.order_by("slug").distinct().values_list("pk", flat=True))
    if not numbers:
        return []
    first = today.toordinal() * count
    chosen = {numbers[(first + step) % len(numbers)] for step in range(min(count, len(numbers)))}
    found = Counsellor.objects.filter(pk__in=chosen)
    return sorted(found, key=lambda counsellor: danish_order(counsellor.name))
