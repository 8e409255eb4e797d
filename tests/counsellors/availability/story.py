"""The week of November 2026 in which the stories of this room play, and short ways to tell them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import NumericRange
from django.utils import timezone

from counsellors.availability.domain.offers import Question, offer_times
from counsellors.availability.models import Absence, BusyCalendar, BusyTime, SpecialDay
from jobcenter.shared.periods import COPENHAGEN, period
from tests.factories.counsellors import ConversationFactory, CounsellorFactory, WorkingHoursFactory

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


def at(day: date, clock: str) -> datetime:
    """`at(MONDAY, "9.15")`: a wall-clock time in Copenhagen."""
    hour, minute = clock.split(".")
    return datetime.combine(day, time(int(hour), int(minute)), COPENHAGEN)


NOW = at(MONDAY - timedelta(days=3), "12.00")  # a Friday


def minutes(opens: str, closes: str) -> NumericRange:
    def minute(clock: str) -> int:
        hour, minute = clock.split(".")
        return int(hour) * 60 + int(minute)

    return NumericRange(minute(opens), minute(closes))


def bent_at(centre, opens="9.00", closes="12.00", **fields):
    """Bent, who works on Mondays."""
    hours = {key: fields.pop(key) for key in ("weekday", "modes", "valid_on") if key in fields}
    bent = fields.pop("counsellor", None) or CounsellorFactory(**fields)
    WorkingHoursFactory(counsellor=bent, centre=centre, minutes=minutes(opens, closes), **hours)
    return bent


def starts(day=MONDAY, *, now=NOW, **question) -> list[str]:
    """The clock times on offer that day, as "9.15", each as often as it is offered."""
    asked = Question(**{"from_date": day, "days": 1} | question)
    offers = offer_times(question=asked, now=now)
    return [clock(time.start) for found in offers.days for time in found.times]


def clock(moment: datetime) -> str:
    local = timezone.localtime(moment, COPENHAGEN)
    return f"{local.hour}.{local.minute:02}"


def away(counsellor, day, opens, closes):
    return Absence.objects.create(
        counsellor=counsellor, during=period(at(day, opens), at(day, closes))
    )


def busy(counsellor, start, end):
    calendar, _ = BusyCalendar.objects.get_or_create(
        counsellor=counsellor, name="Outlook", defaults={"imported_at": NOW}
    )
    return BusyTime.objects.create(
        calendar=calendar, counsellor=counsellor, during=period(start, end), uid_hash=b"x"
    )


def booked(counsellor, centre, day, opens, closes, **fields):
    return ConversationFactory(
        counsellor=counsellor,
        centre=centre,
        starts_at=at(day, opens),
        ends_at=at(day, closes),
        **fields,
    )


def special_day(counsellor, centre, day, opens=None, closes=None, modes=("phone",)):
    return SpecialDay.objects.create(
        counsellor=counsellor,
        centre=centre,
        on_date=day,
        minutes=minutes(opens, closes) if opens else None,
        modes=list(modes),
    )
