"""My day and my week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from counsellors.workday.access import see_my_day, see_my_week
from counsellors.workday.domain.days import Day, Entry
from counsellors.workday.enums import Stretch
from counsellors.workday.forms import asked_day, asked_week
from jobcenter.accounts.access import staff_required, user_of
from jobcenter.accounts.enums import RoleKind
from jobcenter.ui.dates import in_copenhagen
from jobcenter.ui.responses import page

from .rows import timeline_of

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
MINUTES_OF_A_ROW = 15
SATURDAY = 6
USUAL_HOURS = (8, 16)


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def day(request: HttpRequest) -> HttpResponse:
    """Today's conversations and the gaps between them, and what else waits; or another day."""
    now = timezone.now()
    today = in_copenhagen(now).date()
    asked, complaint = asked_day(request.GET, today=today)
    shown, waiting, call_backs = see_my_day(user_of(request), day=asked, now=now)
    context = {
        "day": asked,
        "is_today": asked == today,
        "previous": asked - A_DAY,
        "next": asked + A_DAY,
        "week": week_in_address(asked),
        "complaint": complaint,
        **timeline_of(shown),
        "call_backs": call_backs,
        "waiting": waiting,
    }
    return page(request, "counsellors/workday/day.html", context)


@require_safe
@staff_required(RoleKind.COUNSELLOR)
def week(request: HttpRequest) -> HttpResponse:
    """Seven days as a list, which wide windows draw as a grid."""
    now = timezone.now()
    today = in_copenhagen(now).date()
    monday, complaint = asked_week(request.GET, today=today)
    days = see_my_week(user_of(request), monday=monday, now=now)
    first_hour, last_hour = _hours_of(days)
    context = {
        "monday": monday,
        "sunday": monday + 6 * A_DAY,
        "number": monday.isocalendar().week,
        "this_week": week_in_address(today),
        "is_this_week": monday <= today < monday + A_WEEK,
        "previous": week_in_address(monday - A_WEEK),
        "next": week_in_address(monday + A_WEEK),
        "complaint": complaint,
        "days": [_shown(one, today=today, hours=(first_hour, last_hour)) for one in days],
        "has_weekend": any(one.talks for one in days if one.date.isoweekday() >= SATURDAY),
        "hours": [
            {"hour": hour, "row": (hour - first_hour) * 60 // MINUTES_OF_A_ROW + 1}
            for hour in range(first_hour, last_hour)
        ],
    }
    return page(request, "counsellors/workday/week.html", context)


def week_in_address(day: date) -> str:
    """2026-W48, as `?uge=` reads it."""
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02}"


def _shown(one: Day, *, today: date, hours: tuple[int, int]) -> dict[str, Any]:
    """A day with its rows of the grid: classes, because nothing may be styled inline."""
    entries = [
        {"entry": entry, **_place(entry, hours)}
        for entry in one.entries
        if entry.kind != Stretch.FREE
    ]
    return {
        "date": one.date,
        "entries": entries,
        "has_talks": bool(one.talks),
        "is_today": one.date == today,
        "is_weekend": one.date.isoweekday() >= SATURDAY,
    }


def _place(entry: Entry, hours: tuple[int, int]) -> dict[str, int]:
    """The first row in the grid, and how many: by the clock on the wall, cut to what is drawn."""
    drawn = (hours[1] - hours[0]) * 60
    starts = in_copenhagen(entry.start)
    begins = (starts.hour - hours[0]) * 60 + starts.minute
    ends = min(begins + int((entry.end - entry.start) / timedelta(minutes=1)), drawn)
    begins = min(max(begins, 0), drawn - MINUTES_OF_A_ROW)
    rows = max(-(-(ends - begins) // MINUTES_OF_A_ROW), 1)
    return {"row": begins // MINUTES_OF_A_ROW + 1, "rows": rows}


def _hours_of(days: list[Day]) -> tuple[int, int]:
    """From the first to the last hour in which there is a conversation, at least eight to four."""
    talks = [talk.conversation for one in days for talk in one.talks]
    starts = [in_copenhagen(talk.starts_at).hour for talk in talks]
    ends = [in_copenhagen(talk.ends_at - timedelta(minutes=1)).hour + 1 for talk in talks]
    return min([USUAL_HOURS[0], *starts]), max([USUAL_HOURS[1], *ends])
