from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a call is. How it ended is told in the thread, never kept here."""

    WAITING = "waiting"
    CALLING = "calling"
    # We did not talk, for whatever reason: other windows are on offer.
    OFFERED = "offered"
    OVER = "over"


class Told(models.TextChoices):
    """What an event of a call tells: `facts["state"]`. The number is never among the facts."""

    ASKED = "asked"
    PLACE = "place"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    CALLING = "calling"
    BACK = "back"
    TALKED = "talked"
    NOT_REACHED = "not_reached"
    NOT_CALLED = "not_called"
    OVER = "over"


OPEN = (State.WAITING, State.CALLING, State.OFFERED)
# A call in one of these holds its place in a window.
PROMISED = (State.WAITING, State.CALLING)
