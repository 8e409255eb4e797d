"""Why a foreign file did not come."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Rooms say it in words of their own.

    A host that does not exist, one that does not answer and one we may not ask are one and the
    same here: nobody can map a network by adding addresses.
    """

    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    GONE = "gone"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
