from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre


class DutyQuerySet(models.QuerySet["Duty"]):
    def lasting(self, now: datetime) -> DutyQuerySet:
        """Of whoever is really there: a lease that ran out counts for nothing, also while the
        clockwork that should have cleared it stands still.
        """
        return self.filter(lease_until__gt=now, counsellor__is_active=True)

    def run_out(self, now: datetime) -> DutyQuerySet:
        return self.filter(lease_until__lte=now)


class Duty(models.Model):
    """Somebody answers now, for one house. Deleted when it ends: that it was, is kept nowhere."""

    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="duties")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="duties")
    since = models.DateTimeField()
    lease_until = models.DateTimeField()
    # A script has renewed it: it needs no time for writing without one.
    has_scripts = models.BooleanField(default=False, db_default=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counsellor"], name="one_house_at_a_time_for_whoever_is_on_duty"
            ),
            models.CheckConstraint(
                condition=Q(lease_until__gt=F("since")), name="a_duty_ends_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["centre", "lease_until"], name="duties_of_a_house")]

    def __str__(self) -> str:
        return f"{self.counsellor_id} {self.centre_id}"
