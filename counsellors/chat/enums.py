from __future__ import annotations

from django.db import models


class Side(models.TextChoices):
    """Whose hand an event is of. The house's own are nobody's: a queue that moved on, a date."""

    CITIZEN = "citizen"
    COUNSELLOR = "counsellor"
    HOUSE = "house"


class WaitsAs(models.TextChoices):
    """How somebody waits whom nobody has taken yet: there and then, for a call when their place in
    line comes, for a call in a window they chose, or for an answer that may come later.
    """

    LINE = "line"
    PHONE = "phone"
    CALL = "call"
    LETTER = "letter"


class EventKind(models.TextChoices):
    """Everything that changes what somebody sees of a thread. Typing and presence are not here:
    they are gone in a blink and carry no number.
    """

    MESSAGE = "message"
    EDIT = "edit"
    REDACTION = "redaction"
    READ = "read"
    QUEUE_JOINED = "queue_joined"
    QUEUE_LEFT = "queue_left"
    TAKEN = "taken"
    HANDOVER = "handover"
    INVITED = "invited"
    BOOKED = "booked"
    CALL_BACK = "call_back"
    FILE = "file"
    CLAIMED = "claimed"
    STOPPED = "stopped"
    ENDED = "ended"
    ERASED = "erased"


class Card(models.TextChoices):
    """What has become of a card with which a talk was handed over. In the first two it stands: the
    colleague answers. Whatever ends it does so once.
    """

    WAITING = "waiting"
    FINE = "fine"
    DECLINED = "declined"
    RETURNED = "returned"
    PASSED_ON = "passed_on"


STANDING = (Card.WAITING, Card.FINE)

# What an event of these kinds does, it does to an earlier message.
ABOUT_A_MESSAGE = (EventKind.EDIT, EventKind.REDACTION, EventKind.READ)
# The others are told by their kind and facts alone.
WITH_WORDS = (EventKind.MESSAGE, EventKind.HANDOVER, EventKind.INVITED, EventKind.CALL_BACK)
