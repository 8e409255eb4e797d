"""What a poster of a date or a series says, in the language that is active."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import dateformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.activities.enums import DateState, Whereabouts
from events.activities.models import Activity, ActivityDate
from jobcenter.centres.enums import RoomFact
from jobcenter.centres.models import Centre, Room
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.ui.dates import (
    clock_in_words,
    day_in_words,
    in_copenhagen,
    plain_day_in_words,
    short_day_in_words,
    span_in_words,
)
from jobcenter.ui.money import price_in_words

from .scripts import Words, words

# A wall is no calendar: more days than these are counted, and the square shows them.
MOST_DAYS = 24


class Join(StrEnum):
    """How one gets the link to take part online: it is printed on no paper."""

    BY_SIGNING_UP = "by_signing_up"
    ON_THE_PAGE = "on_the_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayings:
    """`days` are those of a series in short words; `further` how many more there are. `place` is
    empty for what is only online; `join` says how to take part there while it is on. `seed` keeps
    the picture the same on every poster of the activity."""

    title: Words
    text: Words
    house: str
    state: str
    reason: Words
    is_off: bool
    when: list[str]
    days: list[str]
    has_common_clock: bool
    further: int
    room: Words
    is_online: bool
    join: Join | None
    place: str
    tags: list[Words]
    phone: str
    seed: str


def sayings_of_date(one: ActivityDate, *, now: datetime) -> Sayings:
    """Also of one that was cancelled: that poster hangs on the door."""
    state = one.state_at(now)
    is_off = state == DateState.CANCELLED
    is_on = not is_off and one.starts_at is not None
    return Sayings(
        **_said_of(one.activity, title=one.title, text=one.text, room=one.room,
                   language=one.language, price=one.price_kroner, is_on=is_on),
        state=_state_in_words(state), reason=words(one.reason), is_off=is_off,
        when=_when(one, now=now), days=[], has_common_clock=True, further=0,
    )  # fmt: skip


def sayings_of_series(activity: Activity, dates: Sequence[ActivityDate]) -> Sayings:
    """`dates` are those to come that are on, next first; at least one."""
    spans = [(one.starts_at, one.ends_at) for one in dates if one.starts_at and one.ends_at]
    clocks = {span_in_words(*span) for span in spans}
    has_common_clock = len(clocks) == 1
    return Sayings(
        **_said_of(activity, title=activity.title, text=activity.text, room=activity.room,
                   language=activity.language, price=activity.price_kroner, is_on=True),
        state="", reason=words(""), is_off=False, when=_rhythm(spans, clocks),
        days=[_short(start, with_clock=not has_common_clock) for start, _end in spans[:MOST_DAYS]],
        has_common_clock=has_common_clock, further=max(0, len(spans) - MOST_DAYS),
    )  # fmt: skip


def place_in_words(centre: Centre) -> str:
    """The house and the way there: "Havnehuset, Havnegade 1, 8000 Aarhus C"."""
    town = f"{centre.postcode} {centre.town}".strip()
    return ", ".join(part for part in (centre.name, centre.street, town) if part)


def phone_of(centre: Centre) -> str:
    """The house's own, or the one of all houses."""
    return centre.phone or settings.HOTLINE_PHONE


def _said_of(
    activity: Activity,
    *,
    title: str,
    text: str,
    room: Room | None,
    language: str,
    price: int,
    is_on: bool,
) -> dict[str, Any]:
    centre = activity.centre
    is_in_house = activity.whereabouts != Whereabouts.ONLINE
    return {
        "title": words(title, language=language),
        "text": words(" ".join(text.split()), language=language),
        "house": centre.name,
        "room": words(room.name if room and is_in_house else ""),
        "is_online": activity.whereabouts != Whereabouts.IN_HOUSE,
        "join": _join(activity) if is_on else None,
        "place": place_in_words(centre) if is_in_house else "",
        "tags": _tags(activity, room=room, language=language, price=price, is_on=is_on),
        "phone": phone_of(centre),
        "seed": activity.public_id,
    }


def access_facts(activity: Activity, room: Room | None) -> list[RoomFact]:
    """What holds where it happens: online there is no door."""
    if room is None or activity.whereabouts == Whereabouts.ONLINE:
        return []
    return room.facts


def bus_to(activity: Activity, room: Room | None) -> str:
    """Which stop and how far; empty where nobody wrote it, or nobody need go."""
    if room is None or activity.whereabouts == Whereabouts.ONLINE:
        return ""
    return room.bus


def checked_in_words(room: Room) -> str:
    """How fresh the facts of the room are; the phone stands below."""
    if room.facts_checked_on is None:
        return _("Not checked yet: ask the house")
    return _("Checked on %(day)s") % {"day": plain_day_in_words(room.facts_checked_on)}


def _signs_up(activity: Activity) -> bool:
    return getattr(activity, "signup_terms", None) is not None


def _join(activity: Activity) -> Join | None:
    if activity.whereabouts == Whereabouts.IN_HOUSE:
        return None
    return Join.BY_SIGNING_UP if _signs_up(activity) else Join.ON_THE_PAGE


def _tags(
    activity: Activity, *, room: Room | None, language: str, price: int, is_on: bool
) -> list[Words]:
    said = [words(price_in_words(price), language="")]
    if is_on:
        said.append(
            words(_("Sign up first") if _signs_up(activity) else _("Just come"), language="")
        )
    if language != SpokenLanguage.DANISH:
        said.append(words(str(SpokenLanguage(language).label), language=language))
    facts = [words(told, language="") for told in _room_in_words(activity, room)]
    partner = activity.partner
    with_whom = _("Together with %(partner)s") % {"partner": partner.name} if partner else ""
    return [*said, *facts, *([words(with_whom, language="")] if with_whom else [])]


def _room_in_words(activity: Activity, room: Room | None) -> list[str]:
    """What it is like, how one gets there by bus, and when somebody last looked."""
    bus = bus_to(activity, room)
    told = [str(fact.label) for fact in access_facts(activity, room)]
    told += [_("Bus: %(bus)s") % {"bus": bus}] if bus else []
    return [*told, checked_in_words(room)] if room and told else told


def _state_in_words(state: DateState) -> str:
    """That it is full is not printed: tomorrow somebody gives a place back."""
    return {
        DateState.CANCELLED: _("Cancelled"),
        DateState.POSTPONED: _("Postponed, no new date yet"),
        DateState.MOVED: _("New time"),
    }.get(state, "")


def _when(one: ActivityDate, *, now: datetime) -> list[str]:
    """Two lines: the day and the clock; or from and until when it lasts for days."""
    if one.starts_at is None or one.ends_at is None:
        return []
    first, last = in_copenhagen(one.starts_at), in_copenhagen(one.ends_at)
    year = first.year != in_copenhagen(now).year
    if first.date() == last.date():
        return [capfirst(day_in_words(first, year=year)), span_in_words(first, last)]
    begins = f"{day_in_words(first, year=year)} {clock_in_words(first)}"
    return [capfirst(begins), f"– {day_in_words(last, year=year)} {clock_in_words(last)}"]


def _rhythm(spans: Sequence[tuple[datetime, datetime]], clocks: set[str]) -> list[str]:
    """What all days of a series have in common: "Torsdag kl. 19.00–21.00"."""
    if len(clocks) != 1:
        return []
    weekdays = {dateformat.format(in_copenhagen(start), "l") for start, _end in spans}
    (clock,) = clocks
    return [f"{capfirst(weekdays.pop())} {clock}"] if len(weekdays) == 1 else [capfirst(clock)]


def _short(start: datetime, *, with_clock: bool) -> str:
    day = short_day_in_words(start)
    return f"{day} {clock_in_words(start)}" if with_clock else day
