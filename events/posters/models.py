from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.activities.models import Activity, ActivityDate
from jobcenter.centres.models import Centre
from jobcenter.shared.secrets import new_public_id

from .enums import PaperSize

CODE_CHARS = 6


class ShortAddress(models.Model):
    """`/p/<code>/` leads to one date, or to a series: whichever of its dates comes next.

    For life: it stands on paper in shop windows and is never given to anything else.
    """

    code = models.CharField(max_length=CODE_CHARS)
    date = models.OneToOneField(
        ActivityDate, on_delete=models.CASCADE, null=True, related_name="short_address"
    )
    activity = models.OneToOneField(
        Activity, on_delete=models.CASCADE, null=True, related_name="short_address"
    )

    class Meta:
        verbose_name = _("short address")
        verbose_name_plural = _("short addresses")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code"], name="a_short_address_leads_to_one_place"),
            models.CheckConstraint(
                condition=Q(date=None, activity__isnull=False)
                | Q(date__isnull=False, activity=None),
                name="a_short_address_leads_to_a_date_or_a_series",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PosterQuerySet(models.QuerySet["Poster"]):
    def hanging(self, now: datetime) -> PosterQuerySet:
        """Not taken down, and not all that they tell of is over."""
        return self.filter(Q(until=None) | Q(until__gt=now), taken_down_at=None)


class Poster(models.Model):
    """A poster the people of a house have printed, and what it says. Not who printed it.

    `said` is what `domain.remembering.sayings_of` put together; `until` the end of the last date on
    it, None when it names no time. Without a `date` it is of the whole series.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="posters")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="posters")
    date = models.ForeignKey(
        ActivityDate, on_delete=models.CASCADE, null=True, related_name="posters"
    )
    size = models.CharField(max_length=2, choices=PaperSize, default=PaperSize.A4)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="da")
    said = models.JSONField()
    until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)

    objects = PosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("poster")
        verbose_name_plural = _("posters")
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(size__in=PaperSize.values), name="a_poster_is_a4_or_a3"
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None) | Q(taken_down_at__gte=F("made_at")),
                name="a_poster_is_taken_down_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.size}"

    @property
    def told_start(self) -> datetime | None:
        """When it says that the first of its dates begins."""
        starts = [start for _state, start, *_more in self.said["dates"].values() if start]
        return datetime.fromisoformat(min(starts)) if starts else None
