"""The scene: Amal waits at Bent's house, whose chat is open; Dorte is in a house farther away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from counsellors.chat.domain.starting import Route, take_thread
from counsellors.duty.domain import go_on_duty
from counsellors.duty.models import Duty
from counsellors.line.models import Wait
from counsellors.models import Counsellor, Responsibility, Thread
from counsellors.responsibility.enums import Origin
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import period
from tests.counsellors.chat.story import DAY, MINUTE, NOW, Talk, begin
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, OpeningHoursFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import CounsellorFactory

__all__ = ["DAY", "MINUTE", "NOW"]
# A Tuesday at ten in Copenhagen; the chat is open from nine to three.
NIGHT = NOW + timedelta(hours=12)


def open_house(**more: Any) -> Centre:
    house = CentreFactory(has_chat=True, **more)
    for weekday in range(1, 6):
        OpeningHoursFactory(centre=house, kind="chat", weekday=weekday, minutes=(540, 900))
    return house


def somebody_at(house: Centre, *, is_here: bool = True, **more: Any) -> Counsellor:
    counsellor = CounsellorFactory(centres=[house], **more)
    if is_here:
        arrive(counsellor)
    return counsellor


def arrive(counsellor: Counsellor, *, hours: int = 12, now: datetime = NOW) -> Duty:
    """On duty, with a lease long enough for a story that lasts hours."""
    duty = go_on_duty(counsellor=counsellor, centre=counsellor.centres.first(), now=now)
    Duty.objects.filter(pk=duty.pk).update(lease_until=now + timedelta(hours=hours))
    return duty


def wait(bent: Counsellor, *, at: datetime = NOW, route: Route | None = None, **more: Any) -> Talk:
    """Somebody in the line of Bent's house since `at`, held for as long as it takes."""
    talk = begin(taken=False, bent=bent, route=route or Route(), **more)
    Thread.objects.filter(pk=talk.thread.pk).update(started_at=at)
    talk.fresh()
    return talk


def take(talk: Talk, *, by: Counsellor | None = None, now: datetime = NOW) -> bool:
    return take_thread(thread=talk.thread, counsellor=by or talk.bent, now=now)


def own_counsellor(counsellor: Counsellor):
    """A citizen with an account, whose own counsellor this is."""
    amal = CitizenFactory(user=UserFactory())
    Responsibility.objects.create(
        citizen=amal,
        counsellor=counsellor,
        name="Amal",
        during=period(NOW - 30 * DAY, None),
        came_by=Origin.CHOSEN,
    )
    return amal


def past_waits(
    house: Centre,
    *minutes: float,
    place: int = 1,
    ago: timedelta = MINUTE,
    promised: int | None = None,
    was_reached: bool = True,
) -> None:
    """Waits that ended `ago`, each as long as said."""
    Wait.objects.bulk_create(
        Wait(
            centre=house,
            place=place,
            joined_at=NOW - ago - one * MINUTE,
            ended_at=NOW - ago,
            was_reached=was_reached,
            promised_minutes=promised,
        )
        for one in minutes
    )


def said(talk: Talk) -> list[str]:
    """What the house has told in the thread."""
    return [event.facts["why"] for event in talk.after().events if "why" in event.facts]
