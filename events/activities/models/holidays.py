"""Days on which series pause."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobcenter.centres.models import Centre


class HolidayPeriod(models.Model):
    """Days on which series pause: of one house, or of all when no house is named."""

    centre = models.ForeignKey(
        Centre, on_delete=models.CASCADE, null=True, blank=True, related_name="holiday_periods"
    )
    days = DateRangeField()
    name = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("holiday period")
        verbose_name_plural = _("holiday periods")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(days__isempty=False, days__lower_inf=False, days__upper_inf=False),
                name="a_holiday_period_begins_and_ends",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_holiday_period_has_a_name"),
            ExclusionConstraint(
                name="holiday_periods_of_a_house_do_not_overlap",
                expressions=[("centre", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.name
