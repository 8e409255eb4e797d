from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """How two people meet. None is preferred: lists show them in this order, none is preselected."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")
    WALK = "walk", _("Walk and talk")


class Rule(models.TextChoices):
    """Why a time is not on offer; the answer to "why are there no times?" counts these."""

    NOT_WORKING = "not_working", _("nobody works then")
    OTHER_MODE = "other_mode", _("only in another way of meeting")
    CLOSED = "closed", _("the house is closed")
    ABSENT = "absent", _("the counsellor is away")
    BUSY = "busy", _("the counsellor has something else")
    BOOKED = "booked", _("somebody else has booked")
    NO_ROOM = "no_room", _("no room is free")
    TOO_SOON = "too_soon", _("too soon to prepare")
    TOO_FAR = "too_far", _("too far ahead")
