"""The tables of a talk: the thread and who is in it, its events, and the cards of handovers."""

from .events import LONGEST_MESSAGE, Event
from .handovers import ThreadHandover, ThreadHandoverQuerySet
from .threads import LONGEST_NICKNAME, Participant, Thread, ThreadQuerySet

__all__ = [
    "LONGEST_MESSAGE",
    "LONGEST_NICKNAME",
    "Event",
    "Participant",
    "Thread",
    "ThreadHandover",
    "ThreadHandoverQuerySet",
    "ThreadQuerySet",
]
