"""Who is asked for whom: the own counsellor, then the house, then another house that is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from citizens.models import Citizen
from counsellors.chat.domain.starting import Route
from counsellors.duty.domain import duty_of, houses_with_somebody, languages_here
from counsellors.duty.models import Duty
from counsellors.people.models import Counsellor
from counsellors.responsibility.models import Responsibility
from jobcenter.centres.domain.hours import open_now
from jobcenter.centres.domain.positions import Position, distance_km
from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

# The own counsellor has so long before the house is asked. It is said on the page, with the time.
ASKED_ALONE = timedelta(minutes=3)
# After this another house may answer; at once where nobody is here.
ANSWERED_AT_HOME = timedelta(minutes=10)
# The place is held so long after the last sign of the browser: time to find a charger.
GRACE = timedelta(minutes=20)


def route(*, citizen: Citizen | None, centre: Centre, now: datetime, language: str = "da") -> Route:
    """Whom somebody who begins now is led to. The same people on duty lead to the same route.

    `language` is that of the pages they read: another house takes over only if somebody there
    speaks it.
    """
    own = _own_counsellor_on_duty(citizen, now)
    is_somebody_here = own or Duty.objects.lasting(now).filter(centre=centre).exists()
    return Route(
        first_asked=own,
        team_from=now + ASKED_ALONE if own else None,
        elsewhere=None if is_somebody_here else house_that_helps(centre, language, now=now),
        elsewhere_from=now + ANSWERED_AT_HOME if is_somebody_here else now,
        grace_until=now + GRACE,
    )


def house_that_helps(centre: Centre, language: str, *, now: datetime) -> Centre | None:
    """The nearest other house whose chat is open and where somebody on duty speaks the language;
    of two as near the first by name. Four queries.
    """
    spoken = languages_here(now=now)
    able: Iterable[Centre] = (
        house
        for house in houses_with_somebody(now=now)
        if house.pk != centre.pk and language in spoken[house.pk] and is_open(house, now=now)
    )
    return min(able, key=lambda house: _nearness(centre, house), default=None)


def somebody_answers(centre: Centre, language: str, *, now: datetime) -> bool:
    """Whether it makes sense to wait: somebody is here, or another house can answer."""
    is_here = Duty.objects.lasting(now).filter(centre=centre).exists()
    return is_here or house_that_helps(centre, language, now=now) is not None


def is_open(centre: Centre, *, now: datetime) -> bool:
    """Whether the house answers chats at this hour. Expects its hours to be prefetched."""
    return centre.has_chat and open_now(centre=centre, now=now, kind=HoursKind.CHAT) is not None


def _own_counsellor_on_duty(citizen: Citizen | None, now: datetime) -> Counsellor | None:
    if citizen is None:
        return None
    held = Responsibility.objects.current().filter(citizen=citizen).select_related("counsellor")
    own = held.first()
    if own is None or duty_of(counsellor=own.counsellor, now=now) is None:
        return None
    return own.counsellor


def _nearness(centre: Centre, house: Centre) -> tuple[float, tuple[str, str] | str]:
    here = Position(centre.latitude, centre.longitude)
    there = Position(house.latitude, house.longitude)
    return round(distance_km(here, there), 3), danish_order(house.name)
