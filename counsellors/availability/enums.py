from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """How two people meet. Lists show them in this order; none is better, none is preselected."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")
    WALK = "walk", _("Walk and talk")


class Need(models.TextChoices):
    """What makes a conversation easier for this person. Self-declared, never a diagnosis."""

    INTERPRETER = "interpreter", _("An interpreter")
    QUIET_ROOM = "quiet_room", _("A quiet room")
    STEP_FREE = "step_free", _("Step-free access")
    COMPANION = "companion", _("I bring a companion")
    SHORT_TALK = "short_talk", _("A short talk")


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning, before noon")
    AFTERNOON = "afternoon", _("Afternoon, noon to 16")
    EVENING = "evening", _("Late afternoon or evening, after 16")

    @property
    def wall_minutes(self) -> tuple[int, int]:
        """From and to, in minutes of the wall clock since midnight."""
        return _WALL_MINUTES[self]


_WALL_MINUTES = {
    PartOfDay.MORNING: (0, 12 * 60),
    PartOfDay.AFTERNOON: (12 * 60, 16 * 60),
    PartOfDay.EVENING: (16 * 60, 24 * 60),
}


class Rule(models.TextChoices):
    """Why a time is not on offer; the answer to "why are there no times?" counts these.

    A time that several rules take away counts under the first of them in this order: what the
    person asked for comes first, because that is what the person can change.
    """

    NOT_WORKING = "not_working", _("nobody works then")
    OTHER_TOPIC = "other_topic", _("the counsellor talks about other things")
    OTHER_LANGUAGE = "other_language", _("the counsellor speaks other languages")
    OTHER_MODE = "other_mode", _("only in another way of meeting")
    OTHER_PART_OF_DAY = "other_part_of_day", _("at another time of the day")
    CLOSED = "closed", _("the house is closed")
    TOO_SOON = "too_soon", _("too soon to prepare")
    TOO_FAR = "too_far", _("too far ahead")
    ABSENT = "absent", _("the counsellor is away")
    BUSY = "busy", _("the counsellor has something else")
    BOOKED = "booked", _("somebody else has booked")
    NO_ROOM = "no_room", _("no room is free")
