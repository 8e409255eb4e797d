from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobcenter.centres.enums import RoomFact

from .houses import Centre

BUS_CHARS = 100


class Room(models.Model):
    """A room where two people can talk: the second resource of a conversation in person.

    The columns of RoomFact and `bus` are its access facts. Where nobody has checked them, a no is
    not known rather than no: pages say so.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=60)
    is_step_free = models.BooleanField(_("step-free"), default=False)
    has_hearing_loop = models.BooleanField(_("hearing loop"), default=False)
    is_quiet = models.BooleanField(_("quiet"), default=False)
    has_accessible_toilet = models.BooleanField(_("accessible toilet nearby"), default=False)
    has_calm_light = models.BooleanField(
        _("light one can turn down"), default=False, db_default=False
    )
    # In words: which stop, and how far from it.
    bus = models.CharField(_("bus"), max_length=BUS_CHARS, blank=True, default="", db_default="")
    facts_checked_on = models.DateField(_("access last checked on"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=4)
    note = models.CharField(_("good to know"), max_length=200, blank=True)
    is_bookable = models.BooleanField(_("can be booked"), default=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "name"], name="room_names_differ_within_a_centre"
            ),
            # The older facts stood here before anybody dated them.
            models.CheckConstraint(
                condition=Q(bus="", has_calm_light=False) | Q(facts_checked_on__isnull=False),
                name="what_is_said_of_bus_and_light_was_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.centre.name}"

    @property
    def facts(self) -> list[RoomFact]:
        return [fact for fact in RoomFact if getattr(self, fact.value)]

    @property
    def facts_it_lacks(self) -> list[RoomFact]:
        """Known only where somebody has checked."""
        if self.facts_checked_on is None:
            return []
        return [fact for fact in RoomFact if not getattr(self, fact.value)]
