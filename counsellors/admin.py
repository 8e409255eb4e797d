"""A counsellor and the counsellor's hours on one page of the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counsellors.availability.admin import WHO_CHANGES_HOURS, SpecialDayInline, WorkingHoursInline
from counsellors.caseload.domain.leaving import talks_remain_at, what_remains
from counsellors.people.admin import CounsellorAdmin, CounsellorForm
from counsellors.people.models import Counsellor
from jobcenter.accounts.admin import house_admin


class CounsellorInUseForm(CounsellorForm):
    """Nobody's conversation and nobody's own counsellor disappears by a switch in an office."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.instance.pk is not None:
            if "is_active" in self.changed_data and not cleaned.get("is_active"):
                self._must_be_free()
            elif "is_active" in self.changed_data:
                # Back again: the old last day would close every door to them.
                self.instance.last_day = None
            if "centres" in self.changed_data and "centres" in cleaned:
                self._must_not_be_waited_for(cleaned["centres"])
        return cleaned

    def _must_be_free(self) -> None:
        remaining = what_remains(self.instance, now=timezone.now())
        if remaining.conversations:
            self._refuse(
                "is_active",
                gettext("%(name)s still has conversations ahead. Each person must choose first."),
            )
        if remaining.people:
            self._refuse(
                "is_active",
                gettext("%(name)s is still somebody's own counsellor. Hand them over first."),
            )

    def _must_not_be_waited_for(self, kept: Any) -> None:
        lost = self.instance.centres.exclude(pk__in=[house.pk for house in kept])
        if talks_remain_at(self.instance, centres=lost, now=timezone.now()):
            self._refuse(
                "centres",
                gettext(
                    "%(name)s still has conversations ahead in a house you take away. Each person "
                    "must choose first."
                ),
            )

    def _refuse(self, field: str, sentence: str) -> None:
        self.add_error(field, sentence % {"name": self.instance.name})


@admin.register(Counsellor, site=house_admin)
class CounsellorWithHoursAdmin(CounsellorAdmin):
    form = CounsellorInUseForm
    inlines = (WorkingHoursInline, SpecialDayInline)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        hours = (_("Hours"), {"fields": (), "description": WHO_CHANGES_HOURS})
        return [*super().get_fieldsets(request, obj), hours]
