from __future__ import annotations

from enum import StrEnum


class Answering(StrEnum):
    """How a house answers whoever writes to it now."""

    HERE = "here"  # somebody of the house
    ELSEWHERE = "elsewhere"  # somebody of another house, which is open
    NOBODY_YET = "nobody yet"  # it is open, but nobody is at it
    CLOSED = "closed"
    NEVER = "never"  # the house has no chat

    @property
    def can_be_written_to(self) -> bool:
        return self in {Answering.HERE, Answering.ELSEWHERE, Answering.NOBODY_YET}
