"""The floor plan of `counsellors`."""

from .availability.models import Absence, BusyCalendar, BusyTime, SpecialDay, WorkingHours
from .calendars.models import CalendarFeed, CalendarSubscription
from .conversations.models import Conversation, Wish
from .people.models import Counsellor

__all__ = [
    "Absence",
    "BusyCalendar",
    "BusyTime",
    "CalendarFeed",
    "CalendarSubscription",
    "Conversation",
    "Counsellor",
    "SpecialDay",
    "Wish",
    "WorkingHours",
]
