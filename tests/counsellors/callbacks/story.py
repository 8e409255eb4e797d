"""Amal asks to be called; Bent and Dorte take phone conversations at Havnehuset on all weekdays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from counsellors.availability.enums import Mode
from counsellors.callbacks.domain.asking import FORM, ask_for_call, keep_place_by_phone
from counsellors.callbacks.domain.windows import windows
from counsellors.callbacks.models import CallBack
from counsellors.models import Counsellor, Event, Thread
from jobcenter.centres.models import Centre
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW, Talk, begin
from tests.factories.centres import CentreFactory, OpeningHoursFactory
from tests.factories.counsellors import CounsellorFactory, WorkingHoursFactory

# NOW is a Tuesday, ten o'clock in Copenhagen.
NUMBER, READ = "+4520304050", "20 30 40 50"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
__all__ = ["NOW", "Talk"]


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """That time on the wall clock in Copenhagen, on the Tuesday or so many days later."""
    return datetime(2026, 12, 1, hour - 1, minute, tzinfo=UTC) + days * DAY


def house(*, opens: int = 9, closes: int = 15, **fields: Any) -> Centre:
    """The phone answers on weekdays, nine to three."""
    centre = CentreFactory(**fields)
    for weekday in range(1, 6):
        OpeningHoursFactory(
            centre=centre, kind="phone", weekday=weekday, minutes=(opens * 60, closes * 60)
        )
    return centre


def somebody(centre: Centre, *, first: int = 9, last: int = 15, **fields: Any) -> Counsellor:
    """At the house on weekdays, in person and by phone."""
    modes = fields.pop("modes", [Mode.IN_PERSON, Mode.PHONE])
    who = CounsellorFactory(**({"centres": [centre]} | fields))
    for weekday in range(1, 6):
        WorkingHoursFactory(
            counsellor=who, centre=centre, weekday=weekday, minutes=(first * 60, last * 60),
            modes=modes,
        )  # fmt: skip
    return who


def talk_of(bent: Counsellor, **more: Any) -> Talk:
    return begin(bent=bent, **({"taken": False} | more))


def value(start: datetime) -> str:
    return f"{start:%Y-%m-%dT%H:%MZ}"


def ask(talk: Talk, start: datetime | None = None, **more: Any) -> CallBack:
    """From one to three in the afternoon of today, unless said otherwise."""
    said = {"phone": NUMBER, "window": value(start or at(13)), "form_key": mint_form_key(form=FORM)}
    return ask_for_call(thread=talk.fresh(), **({"now": NOW} | said | more))


def keep_place(talk: Talk, **more: Any) -> CallBack:
    said = {"phone": NUMBER, "form_key": mint_form_key(form=FORM)}
    return keep_place_by_phone(thread=talk.fresh(), **({"now": NOW} | said | more))


def fresh(call: CallBack) -> CallBack:
    return CallBack.objects.get(pk=call.pk)


def told(thread: Thread) -> list[str]:
    """What the thread was told of its calls, in order."""
    events = Event.objects.filter(thread=thread, kind="call_back").order_by("seq")
    return [event.facts["state"] for event in events]


def starts(centre: Centre, *, now: datetime = NOW) -> list[datetime]:
    return [one.start for one in windows(centre=Centre.objects.get(pk=centre.pk), now=now)]
