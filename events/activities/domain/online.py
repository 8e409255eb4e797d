"""Where one takes part online.

Strangers break into meetings whose address is public. So the address of a meeting stands on no
public page, in no feed and not in what is searched; whoever has a place gets it (`events.signups`).
Drop-in has no sign-up: there its page shows it, from shortly before it begins until it is over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlsplit

from events.activities.enums import DateState, Whereabouts
from events.activities.models import ADDRESS_CHARS, HTTPS, Activity, ActivityDate
from jobcenter.shared.fetching.addresses import KEPT_SIGNS, AddressNotUsable, read_address

from .refusals import NotAMeetingAddress, NothingToClickInTheHouse

SHOWN_BEFORE = timedelta(minutes=30)


class HowToJoin(StrEnum):
    """What a public page says of taking part online."""

    BY_MAIL = "by_mail"  # whoever has a place gets the link
    LATER = "later"  # drop-in: the link stands there shortly before
    NOW = "now"  # drop-in, and it is time
    ASK = "ask"  # drop-in, and nobody has written the link yet


def read_online_address(typed: str) -> str:
    """`typed` as an address to click on, in ASCII; "" for nothing. Nobody is asked whether it
    answers. Raises NotAMeetingAddress."""
    typed = typed.strip()
    if not typed:
        return ""
    try:
        address = read_address(typed)
    except AddressNotUsable as error:
        raise NotAMeetingAddress from error
    # Some rooms have their key behind the #, which no server is ever asked for.
    key = quote(urlsplit(typed).fragment, safe=KEPT_SIGNS)
    written = f"{address.url}#{key}" if key else address.url
    is_too_long = len(written) > ADDRESS_CHARS
    if not typed.lower().startswith(HTTPS) or address.is_on_this_machine or is_too_long:
        raise NotAMeetingAddress
    return written


def address_at(whereabouts: Whereabouts, typed: str) -> str:
    """The same for something that happens there. Raises NothingToClickInTheHouse."""
    if typed.strip() and whereabouts == Whereabouts.IN_HOUSE:
        raise NothingToClickInTheHouse
    return read_online_address(typed)


def how_to_join(one: ActivityDate, *, signs_up: bool, now: datetime) -> HowToJoin | None:
    """None where nobody takes part online: in the house, called off, over."""
    on = {DateState.PLANNED, DateState.MOVED, DateState.FULL}
    if one.activity.whereabouts == Whereabouts.IN_HOUSE or one.state_at(now) not in on:
        return None
    if signs_up:
        return HowToJoin.BY_MAIL
    if not one.online_address:
        return HowToJoin.ASK
    is_time = one.starts_at is not None and now >= one.starts_at - SHOWN_BEFORE
    return HowToJoin.NOW if is_time else HowToJoin.LATER


def lacks_online_address(activity: Activity, *, now: datetime) -> bool:
    """Somebody could come to a date online and would not know where to click."""
    if activity.whereabouts == Whereabouts.IN_HOUSE or activity.online_address:
        return False
    dates = activity.dates.upcoming(now)  # type: ignore[attr-defined]
    return bool(dates.filter(own_online_address="").exclude(state=DateState.CANCELLED).exists())
