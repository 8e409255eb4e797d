from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

from .enums import Verdict

LONGEST_WORD = 500


class Sample(models.Model):
    """What a house's team leads look through of one week, Monday to Sunday: drawn once.

    `seed` is made by the database and kept: whoever has the log can draw the same sample again.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="samples")
    week = models.DateField()
    seed = models.UUIDField(db_default=RandomUUID(), editable=False)
    drawn_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "week"], name="one_sample_per_house_and_week"
            ),
            models.CheckConstraint(
                condition=Q(week__iso_week_day=1), name="a_sample_begins_on_a_monday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.week}"


class SampledReading(models.Model):
    """One look of the sample, and what a team lead says of it.

    The log's own row is named by month and number, without a foreign key: months are dropped as a
    whole. `handle` stands for the citizen and leads nowhere.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="readings")
    month = models.DateField()
    number = models.BigIntegerField()
    place = models.PositiveIntegerField()
    handle = models.CharField(max_length=8)
    verdict = models.CharField(_("what you say of it"), max_length=5, choices=Verdict, blank=True)
    words = models.CharField(_("your question"), max_length=LONGEST_WORD, blank=True)
    looked_by = models.CharField(max_length=120, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "month", "number"], name="a_look_is_in_a_sample_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", looked_by="", looked_at=None)
                | (~Q(verdict="") & ~Q(looked_by="") & Q(looked_at__isnull=False)),
                name="a_verdict_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=(Q(verdict=Verdict.ASK) & ~Q(words=""))
                | (~Q(verdict=Verdict.ASK) & Q(words="")),
                name="who_asks_about_a_look_says_what",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
