"""How long an offer stands. Its clock runs from eight to eight, and not on Sundays or holidays:
nobody loses a place because they slept."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from jobcenter.centres.domain.hours import public_holiday
from jobcenter.shared.periods import COPENHAGEN

DAY_BEGINS, DAY_ENDS = time(8), time(20)
OFFER_STANDS = timedelta(hours=12)
# Who gets an offer must be able to come; with less waking time than this left nobody is asked.
ENDS_BEFORE_START = timedelta(hours=2)
LEAST_TO_ANSWER = timedelta(hours=2)
_SUNDAY = 7


def offer_ends(*, now: datetime, starts_at: datetime) -> datetime | None:
    """Twelve waking hours from now, at the latest two hours before it begins.

    None when under two waking hours are left: from then on a free place goes to whoever comes
    first.
    """
    latest = starts_at - ENDS_BEFORE_START
    ends = _after_waking(OFFER_STANDS, now)
    if ends <= latest:
        return ends
    return latest if _after_waking(LEAST_TO_ANSWER, now) <= latest else None


def next_waking(moment: datetime) -> datetime:
    """This moment, or the next at which one may ring somebody's phone."""
    local = moment.astimezone(COPENHAGEN)
    if _is_quiet_day(local) or local.time() >= DAY_ENDS:
        return next_waking(_begin_of_day_after(local))
    return max(local, datetime.combine(local.date(), DAY_BEGINS, COPENHAGEN))


def _after_waking(length: timedelta, moment: datetime) -> datetime:
    start = next_waking(moment)
    while True:
        # Between eight and eight no clock ever changes: the wall clock may be used to count.
        evening = datetime.combine(start.date(), DAY_ENDS, COPENHAGEN)
        left = evening - start
        if length <= left:
            return start + length
        length, start = length - left, next_waking(evening)


def _begin_of_day_after(local: datetime) -> datetime:
    return datetime.combine(local.date() + timedelta(days=1), DAY_BEGINS, COPENHAGEN)


def _is_quiet_day(local: datetime) -> bool:
    return local.isoweekday() == _SUNDAY or bool(public_holiday(local.date()))
