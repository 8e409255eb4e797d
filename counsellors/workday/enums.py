from __future__ import annotations

from enum import StrEnum


class Stretch(StrEnum):
    """What a stretch of a day is."""

    TALK = "talk"
    FREE = "free"
    AWAY = "away"
    BUSY = "busy"


class Waiting(StrEnum):
    """Why somebody waits for a counsellor, or is new with one."""

    WISH = "wish"
    HANDOVER = "handover"
    NEW = "new"
