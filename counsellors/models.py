"""The floor plan of `counsellors`."""

from .availability.models import Absence, BusyCalendar, BusyTime, SpecialDay, WorkingHours
from .calendars.models import CalendarFeed, CalendarSubscription
from .conversations.models import Conversation, Wish
from .covering.models import Opening
from .people.models import Counsellor
from .practice.models import AgreedStep, NotePart, PastWords, SharedNote
from .responsibility.models import Handover, Offer, Responsibility
from .team.models import Cover, Minutes, RoomHold, SparringAnswer, SparringQuestion

__all__ = [
    "Absence",
    "AgreedStep",
    "BusyCalendar",
    "BusyTime",
    "CalendarFeed",
    "CalendarSubscription",
    "Conversation",
    "Counsellor",
    "Cover",
    "Handover",
    "Minutes",
    "NotePart",
    "Offer",
    "Opening",
    "PastWords",
    "Responsibility",
    "RoomHold",
    "SharedNote",
    "SparringAnswer",
    "SparringQuestion",
    "SpecialDay",
    "Wish",
    "WorkingHours",
]
