from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    IntegerRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counsellors.people.models import Counsellor
from jobcenter.centres.enums import Weekday
from jobcenter.centres.models import Centre, is_a_stretch_of_one_day

from .enums import Mode


def _modes() -> Any:
    return ArrayField(models.CharField(max_length=10, choices=Mode), verbose_name=_("ways to meet"))


class WorkingHours(models.Model):
    """Weekly hours at one place, valid for a range of dates, e.g. Tuesdays 9–15 at Havnehuset.

    Not `WITHOUT OVERLAPS`: that compares one range column, and two must be free of overlap together
    here (the minutes of the day and the dates of validity).
    """

    counsellor = models.ForeignKey(
        Counsellor, on_delete=models.CASCADE, related_name="working_hours"
    )
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    minutes = IntegerRangeField(_("minutes since midnight"))
    modes = _modes()
    valid_on = DateRangeField(_("valid from and until"))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints = [
            ExclusionConstraint(
                name="a_counsellor_works_in_one_place_at_a_time",
                expressions=[
                    ("counsellor", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                    ("valid_on", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=is_a_stretch_of_one_day("minutes"),
                name="working_hours_lie_within_one_day",
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="working_weekday_is_iso"
            ),
            models.CheckConstraint(
                condition=Q(modes__len__gte=1), name="working_hours_have_a_way_to_meet"
            ),
            models.CheckConstraint(
                condition=Q(valid_on__isempty=False), name="working_hours_are_valid_some_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counsellor}: {self.get_weekday_display()}"


class SpecialDay(models.Model):
    """One date on which a counsellor works otherwise; it replaces all weekly hours of that date.

    A row without minutes means: not working at all that date.
    """

    counsellor = models.ForeignKey(
        Counsellor, on_delete=models.CASCADE, related_name="special_days"
    )
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="special_days")
    on_date = models.DateField(_("date"))
    minutes = IntegerRangeField(_("minutes since midnight"), null=True, blank=True)
    modes = _modes()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            ExclusionConstraint(
                name="special_hours_of_a_counsellor_do_not_overlap",
                expressions=[
                    ("counsellor", RangeOperators.EQUAL),
                    ("on_date", RangeOperators.EQUAL),
                    ("minutes", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | is_a_stretch_of_one_day("minutes"),
                name="special_hours_lie_within_one_day",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(modes__len__gte=1),
                name="special_hours_have_a_way_to_meet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counsellor}: {self.on_date}"


class Absence(models.Model):
    """Time a counsellor is away. No reason is asked: there is no column for one."""

    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="absences")
    during = DateTimeRangeField(_("from and until"))

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("time off")
        constraints = [
            ExclusionConstraint(
                name="absences_of_a_counsellor_do_not_overlap",
                expressions=[
                    ("counsellor", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False, during__lower_inf=False, during__upper_inf=False
                ),
                name="an_absence_has_a_start_and_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counsellor}: {self.during}"


class BusyCalendar(models.Model):
    """One calendar a counsellor keeps elsewhere, and when we last read it."""

    counsellor = models.ForeignKey(
        Counsellor, on_delete=models.CASCADE, related_name="busy_calendars"
    )
    name = models.CharField(_("name"), max_length=80)
    imported_at = models.DateTimeField(_("last read"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counsellor", "name"], name="busy_calendar_names_differ_per_counsellor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counsellor}: {self.name}"


class BusyTime(models.Model):
    """When a counsellor's own calendar is taken: start, end, a hash of the UID. Never a title."""

    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="busy_times")
    counsellor = models.ForeignKey(Counsellor, on_delete=models.CASCADE, related_name="busy_times")
    during = DateTimeRangeField()
    uid_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    during__isempty=False, during__lower_inf=False, during__upper_inf=False
                ),
                name="a_busy_time_has_a_start_and_an_end",
            ),
            models.UniqueConstraint(
                fields=["calendar", "uid_hash", "during"], name="each_busy_time_is_stored_once"
            ),
        ]
        indexes = [
            GistIndex(fields=["counsellor", "during"], name="busy_times_of_a_counsellor"),
        ]

    def __str__(self) -> str:
        return f"{self.during}"
