"""What is on in a house today, which rooms are used for it, and what changed since yesterday."""

from .changes import Change, changes_since_yesterday
from .days import OnToday, on_today
from .rooms import RoomToday, rooms_today

__all__ = [
    "Change",
    "OnToday",
    "RoomToday",
    "changes_since_yesterday",
    "on_today",
    "rooms_today",
]
