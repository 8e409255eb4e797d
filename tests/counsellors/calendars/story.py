"""Bent lets us read a calendar; the week of the story is that of availability's."""

from __future__ import annotations

from datetime import datetime

from counsellors.availability.models import BusyTime
from counsellors.calendars.domain.reading import read_calendar
from counsellors.calendars.enums import Kind
from counsellors.calendars.models import CalendarSubscription
from counsellors.models import Counsellor
from jobcenter.accounts.enums import RoleKind
from jobcenter.shared.fetching.sealing import Way, seal
from jobcenter.shared.periods import COPENHAGEN
from tests.counsellors.availability.story import MONDAY, NOW, at
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.calendars import calendar, event
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

__all__ = ["MONDAY", "NOW", "at"]

DENTIST = event("DTSTART:20261123T080000Z", "DTEND:20261123T090000Z", "SUMMARY:Dentist", uid="a")
LUNCH = event("DTSTART:20261124T110000Z", "DTEND:20261124T120000Z", "SUMMARY:Lunch", uid="b")
ONE, TWO = calendar(*DENTIST), calendar(*DENTIST, *LUNCH)


def bent_with_an_account(**fields) -> Counsellor:
    user = UserFactory(email=fields.pop("email", "bent@example.org"))
    centre = fields.pop("centre", None) or CentreFactory()
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=centre.pk)
    return CounsellorFactory(user=user, centres=[centre], **fields)


def subscription(url: str, *, counsellor=None, **fields) -> CalendarSubscription:
    way = Way(url, fields.pop("user", ""), fields.pop("password", ""))
    return CalendarSubscription.objects.create(
        **{
            "counsellor": counsellor or bent_with_an_account(),
            "name": "Outlook",
            "kind": Kind.CALDAV if way.user else Kind.ADDRESS,
            "sealed": seal(way),
            "host": "127.0.0.1",
            "due_at": NOW,
            **fields,
        }
    )


def read(one: CalendarSubscription, now: datetime = NOW) -> CalendarSubscription:
    read_calendar(subscription_id=one.pk, now=now)
    return CalendarSubscription.objects.get(pk=one.pk)


def busy_of(counsellor: Counsellor) -> list[str]:
    """ "23.11. 9.00–10.00" on Copenhagen's clock."""
    rows = BusyTime.objects.filter(counsellor=counsellor).order_by("during")
    local = [
        (row.during.lower.astimezone(COPENHAGEN), row.during.upper.astimezone(COPENHAGEN))
        for row in rows
    ]
    return [f"{start:%d.%m. %H.%M}–{end:%H.%M}" for start, end in local]
