from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from counsellors.chat.models import Thread
from jobcenter.centres.models import Centre


class WaitQuerySet(models.QuerySet["Wait"]):
    def going_on(self) -> WaitQuerySet:
        return self.filter(ended_at=None)

    def over(self) -> WaitQuerySet:
        return self.filter(ended_at__isnull=False)

    def of_house(self, centre: Centre) -> WaitQuerySet:
        return self.filter(centre=centre)


class Wait(models.Model):
    """One stay in the line of a house: from which place, what was promised, and how it went.

    Who waited is known only as long as they do, and who answered is not noted at all: when the wait
    is over, its row is about the house. `was_reached` False: they left, or it became a letter.
    """

    # Each has an index among those below.
    centre = models.ForeignKey(
        Centre, db_index=False, on_delete=models.CASCADE, related_name="waits"
    )
    thread = models.ForeignKey(
        Thread, null=True, db_index=False, on_delete=models.SET_NULL, related_name="waits"
    )
    joined_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    promised_minutes = models.PositiveSmallIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    was_reached = models.BooleanField(null=True)

    objects = WaitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread"], name="one_wait_at_a_time_per_thread"),
            models.CheckConstraint(
                condition=Q(ended_at=None, was_reached=None)
                | Q(ended_at__isnull=False, was_reached__isnull=False, thread=None),
                name="a_wait_that_is_over_is_about_nobody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("joined_at")),
                name="a_wait_ends_after_it_began",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="places_in_a_line_begin_at_one"),
            models.CheckConstraint(
                condition=Q(promised_minutes=None) | Q(promised_minutes__gte=1),
                name="a_promise_is_at_least_a_minute",
            ),
        ]
        indexes = [
            # They hold all that is asked of a past wait: the table itself is not looked at.
            models.Index(
                fields=["centre", "place", "ended_at"],
                include=["joined_at", "was_reached"],
                name="waits_of_a_house_by_place",
            ),
            models.Index(
                fields=["centre", "ended_at"],
                include=["joined_at", "was_reached", "promised_minutes"],
                name="waits_of_a_house_by_end",
            ),
            models.Index(
                fields=["centre", "joined_at"],
                condition=Q(ended_at=None),
                name="waits_of_a_house_that_go_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.place}"

    def minutes(self, now: datetime) -> float:
        """How long it took, or has taken until `now`."""
        return ((self.ended_at or now) - self.joined_at) / timedelta(minutes=1)
