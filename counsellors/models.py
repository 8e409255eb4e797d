"""The floor plan of `counsellors`."""

from .availability.models import Absence, BusyCalendar, BusyTime, SpecialDay, WorkingHours
from .calendars.models import CalendarFeed, CalendarSubscription
from .conversations.models import Conversation, Wish
from .covering.models import Opening
from .people.models import Counsellor
from .practice.models import AgreedStep, NotePart, PastWords, SharedNote
from .responsibility.models import Handover, Offer, Responsibility

__all__ = [
    "Absence",
    "AgreedStep",
    "BusyCalendar",
    "BusyTime",
    "CalendarFeed",
    "CalendarSubscription",
    "Conversation",
    "Counsellor",
    "Handover",
    "NotePart",
    "Offer",
    "Opening",
    "PastWords",
    "Responsibility",
    "SharedNote",
    "SpecialDay",
    "Wish",
    "WorkingHours",
]
