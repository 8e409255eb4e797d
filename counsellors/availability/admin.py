"""When and where a counsellor works, in the back office: to read, never to change.

A change asks what happens to the conversations it touches, and only the pages "Your hours" ask.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobcenter.accounts.admin import HouseModelAdmin, house_admin
from jobcenter.centres.domain.hours_text import hours_in_words
from jobcenter.ui.dates import day_in_words, when_in_words

from .enums import Mode
from .models import Absence, SpecialDay, WorkingHours

# An administrator has no page "Your hours", so the sentence names it and does not link to it.
WHO_CHANGES_HOURS = _(
    "Counsellors change their hours and time off themselves, on their page “Your hours”: it asks "
    "what happens to everybody whose conversation is touched."
)


class ToRead:
    """Nobody adds, changes or removes a row here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HoursInline(ToRead, admin.StackedInline):  # type: ignore[type-arg]
    extra = 0

    @admin.display(description=_("hours"))
    def hours(self, row: WorkingHours | SpecialDay) -> str:
        minutes = row.minutes
        return hours_in_words([(minutes.lower, minutes.upper)]) if minutes else "–"

    @admin.display(description=_("Ways to meet"))
    def ways(self, row: WorkingHours | SpecialDay) -> str:
        return ", ".join(str(Mode(mode).label) for mode in row.modes) or "–"


class WorkingHoursInline(HoursInline):
    model = WorkingHours
    fields = readonly_fields = ("weekday", "centre", "hours", "ways", "first", "last")
    ordering = ("weekday", "minutes")

    @admin.display(description=_("From"))
    def first(self, row: WorkingHours) -> str:
        return day_in_words(row.valid_on.lower, year=True) if row.valid_on.lower else "–"

    @admin.display(description=_("Last day"))
    def last(self, row: WorkingHours) -> str:
        end = row.valid_on.upper
        return day_in_words(end - timedelta(days=1), year=True) if end else "–"


class SpecialDayInline(HoursInline):
    model = SpecialDay
    fields = readonly_fields = ("on_date", "centre", "hours", "ways")
    ordering = ("on_date",)


@admin.register(Absence, site=house_admin)
class AbsenceAdmin(ToRead, HouseModelAdmin):
    """Who is away, and who will be. What is over is nobody's figure, so it is not here: rows are
    kept for years. No filter, search or order by counsellor: Django says how many rows it found.
    """

    list_display = ("counsellor", "during")
    fieldsets = (
        (None, {"fields": ("counsellor", "during_in_words"), "description": WHO_CHANGES_HOURS}),
    )
    readonly_fields = ("during_in_words",)
    show_facets = admin.ShowFacets.NEVER
    ordering = ("during",)
    sortable_by = ("during",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Absence]:
        return super().get_queryset(request).filter(during__endswith__gt=timezone.now())

    @admin.display(description=_("From – until"))
    def during_in_words(self, absence: Absence) -> str:
        first, last = absence.during.lower, absence.during.upper
        return f"{when_in_words(first, year=True)} – {when_in_words(last, year=True)}"
