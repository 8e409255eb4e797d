"""When and where a counsellor works, in the back office. Hours are written as text: 9.00–15.00."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobcenter.accounts.admin import house_admin
from jobcenter.centres.admin import kept_rows, refuse_overlaps
from jobcenter.centres.forms import MinutesField
from jobcenter.shared.periods import period
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.responses import go_to

from .domain.absences import block_time, unblock_time
from .enums import Mode
from .models import Absence, SpecialDay, WorkingHours


class ModesField(forms.MultipleChoiceField):
    """Ways to meet, as checkboxes; none is chosen beforehand."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Ways to meet"), "choices": Mode.choices, **kwargs})


class WorkingHoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """Validity as two dates, both included; the range in the table ends on the day after."""

    minutes = MinutesField(label=_("Hours, such as 9.00–15.00"), required=True)
    modes = ModesField(error_messages={"required": _("Choose at least one way to meet.")})
    valid_from = forms.DateField(label=_("From"), initial=timezone.localdate)
    valid_until = forms.DateField(label=_("Last day, or empty"), required=False)

    class Meta:
        model = WorkingHours
        fields = ["weekday", "centre", "minutes", "modes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        valid = self.instance.valid_on
        if self.instance.pk and valid:
            self.initial["valid_from"] = valid.lower
            self.initial["valid_until"] = valid.upper and valid.upper - timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            raise ValidationError(_("The last day lies before the first."))
        if first:
            self.instance.valid_on = DateRange(first, last and last + timedelta(days=1), "[)")
        return cleaned

    def validate_constraints(self) -> None:
        """The formset compares the rows with each other, and says so in words."""


class WorkingHoursFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        rows = kept_rows(self)
        for number, row in enumerate(rows):
            alike = [other for other in rows[number:] if _hold_together(row, other)]
            refuse_overlaps(alike, same=lambda each: each.get("weekday"))


def _hold_together(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether some date lies in the validity of both."""
    ends = [each.get("valid_until") or date.max for each in (row, other)]
    starts = [each.get("valid_from") or date.min for each in (row, other)]
    return bool(max(starts) <= min(ends))


class WorkingHoursInline(admin.StackedInline):  # type: ignore[type-arg]
    model = WorkingHours
    form = WorkingHoursForm
    formset = WorkingHoursFormSet
    extra = 0
    fields = (("weekday", "centre", "minutes"), "modes", ("valid_from", "valid_until"))
    ordering = ("weekday", "minutes")


class SpecialDayForm(forms.ModelForm):  # type: ignore[type-arg]
    minutes = MinutesField(label=_("Hours, or empty for not working"))
    modes = ModesField(required=False)

    class Meta:
        model = SpecialDay
        fields = ["on_date", "centre", "minutes", "modes"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("minutes") and not cleaned.get("modes"):
            raise ValidationError(_("Choose at least one way to meet."))
        return cleaned

    def validate_constraints(self) -> None:
        """The formset compares the rows with each other, and says so in words."""


class SpecialDayFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        refuse_overlaps(kept_rows(self), same=lambda row: row.get("on_date"))


class SpecialDayInline(admin.StackedInline):  # type: ignore[type-arg]
    model = SpecialDay
    form = SpecialDayForm
    formset = SpecialDayFormSet
    extra = 0
    fields = (("on_date", "centre", "minutes"), "modes")
    ordering = ("on_date",)


class AbsenceForm(forms.ModelForm):  # type: ignore[type-arg]
    starts_at = forms.SplitDateTimeField(label=_("From"), widget=AdminSplitDateTime)
    ends_at = forms.SplitDateTimeField(label=_("Until"), widget=AdminSplitDateTime)

    class Meta:
        model = Absence
        fields = ["counsellor"]


@admin.register(Absence, site=house_admin)
class AbsenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Time off goes in and out by the same rules as everywhere; it is never rewritten.

    No filter and no search by counsellor: Django writes how many rows it found, and how often
    somebody was away is nobody's figure.
    """

    form = AbsenceForm
    list_display = ("counsellor", "during")
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-during",)
    autocomplete_fields = ("counsellor",)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        try:
            return super().add_view(request, form_url, extra_context)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return go_to(request, "admin:counsellors_absence_add")

    def save_model(self, request: HttpRequest, obj: Absence, form: Any, change: bool) -> None:
        during = period(form.cleaned_data["starts_at"], form.cleaned_data["ends_at"])
        blocked = block_time(
            counsellor=form.cleaned_data["counsellor"],
            during=during,
            actor=request.user,  # type: ignore[arg-type]  # behind the back office's door
            now=timezone.now(),
        )
        obj.pk, obj.during = blocked.absence.pk, during
        if count := len(blocked.touched):
            said = ngettext(
                "%d booked conversation lies in that time. It stays booked: call the person.",
                "%d booked conversations lie in that time. They stay booked: call the people.",
                count,
            )
            self.message_user(request, said % count, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Absence) -> None:
        unblock_time(absence=obj, actor=request.user)  # type: ignore[arg-type]  # as above

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for absence in queryset:
            self.delete_model(request, absence)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)
