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


class RoomFact(models.TextChoices):
    """What a room has or has not, by the column that says so: for pages, filters, posters, data."""

    STEP_FREE = "is_step_free", _("Step-free")
    HEARING_LOOP = "has_hearing_loop", _("Hearing loop")
    QUIET = "is_quiet", _("Quiet")
    TOILET = "has_accessible_toilet", _("Accessible toilet")
    CALM_LIGHT = "has_calm_light", _("Light one can turn down")

    @property
    def icon(self) -> str:
        return _ICONS.get(self, "")

    @property
    def otherwise(self) -> str:
        """In words, where somebody has looked and it is not so."""
        return str(_OTHERWISE[self])


_OTHERWISE = {
    RoomFact.STEP_FREE: _("There are steps"),
    RoomFact.HEARING_LOOP: _("No hearing loop"),
    RoomFact.QUIET: _("It can be noisy"),
    RoomFact.TOILET: _("No accessible toilet"),
    RoomFact.CALM_LIGHT: _("The light cannot be turned down"),
}
_ICONS = {RoomFact.STEP_FREE: "step-free", RoomFact.HEARING_LOOP: "ear", RoomFact.QUIET: "quiet"}


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
