from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Weekday(models.IntegerChoices):
    """ISO weekdays: Monday is 1, as Danish weeks count."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class HoursKind(models.TextChoices):
    """What is open: the door, the phone, the chat, a talk without an appointment."""

    DOOR = "door", _("The house is open")
    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat")
    WALK_IN = "walk_in", _("Come by without an appointment")


class PaletteBlock(models.TextChoices):
    """The ways to reach a centre. A centre that lacks one shows its editors so."""

    ADDRESS = "address", _("Address")
    MAIL = "mail", _("Mail")
    PHONE = "phone", _("Phone and its hours")
    CHAT = "chat", _("Chat")
    HOTLINE = "hotline", _("Hotline")
    WALK_IN = "walk_in", _("Come by without an appointment")
    BOOKING = "booking", _("Book a conversation")
    PARTNERS = "partners", _("Partners")


class Illustration(models.TextChoices):
    """Which of our own drawings a centre wears (static/img/centre-<value>.svg)."""

    ARCH = "arch", _("The arch")
    HARBOUR = "harbour", _("By the water")
    LIBRARY = "library", _("The library")
    GARDEN = "garden", _("The garden")
    WORKSHOP = "workshop", _("The workshop")
    KITCHEN = "kitchen", _("The long table")
