"""The floor plan of `counsellors`."""

from .availability.models import Absence, BusyCalendar, BusyTime, SpecialDay, WorkingHours
from .conversations.models import Conversation, Wish
from .people.models import Counsellor
from .responsibility.models import Handover, Offer, Responsibility

__all__ = [
    "Absence",
    "BusyCalendar",
    "BusyTime",
    "Conversation",
    "Counsellor",
    "Handover",
    "Offer",
    "Responsibility",
    "SpecialDay",
    "Wish",
    "WorkingHours",
]
