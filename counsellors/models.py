"""The floor plan of `counsellors`."""

from .availability.models import Absence, BusyCalendar, BusyTime, SpecialDay, WorkingHours
from .calendars.models import CalendarFeed, CalendarSubscription
from .callbacks.models import CallBack
from .chat.models import Event, Participant, Thread, ThreadHandover
from .conversations.models import Conversation, Wish
from .covering.models import Opening, TakenOn
from .duty.models import Duty
from .files.models import Attachment, Leftover
from .inbox.models import DeskLook, Snippet
from .letters.models import Letter
from .line.models import Wait
from .people.models import Counsellor
from .practice.models import AgreedStep, NotePart, PastWords, SharedNote
from .responsibility.models import Handover, Offer, Responsibility
from .safety.models import Block, HelpCall, MessageReport, Sighting
from .team.models import Cover, Minutes, RoomHold, SparringAnswer, SparringQuestion

__all__ = [
    "Absence",
    "AgreedStep",
    "Attachment",
    "Block",
    "BusyCalendar",
    "BusyTime",
    "CalendarFeed",
    "CalendarSubscription",
    "CallBack",
    "Conversation",
    "Counsellor",
    "Cover",
    "DeskLook",
    "Duty",
    "Event",
    "Handover",
    "HelpCall",
    "Leftover",
    "Letter",
    "MessageReport",
    "Minutes",
    "NotePart",
    "Offer",
    "Opening",
    "Participant",
    "PastWords",
    "Responsibility",
    "RoomHold",
    "SharedNote",
    "Sighting",
    "Snippet",
    "SparringAnswer",
    "SparringQuestion",
    "SpecialDay",
    "TakenOn",
    "Thread",
    "ThreadHandover",
    "Wait",
    "Wish",
    "WorkingHours",
]
