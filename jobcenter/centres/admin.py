"""Houses, topics and partners in the back office."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobcenter.accounts.admin import HouseModelAdmin, RoleInline, UserAdmin, house_admin
from jobcenter.accounts.forms import RoleForm
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change

from .domain.places import municipalities
from .domain.positions import position_of_postcode
from .domain.room_facts import FACTS, checked_on
from .forms import MinutesField, PhoneField
from .models import Centre, OpeningException, OpeningHours, Partner, Room, Topic


class RecordedAdmin(HouseModelAdmin):
    """Every change in the back office stands in the trail, in the transaction that makes it.

    `noun` names the row in the trail; `known_as` is the column that names it there.
    """

    noun = ""
    known_as = "slug"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._record(request, form.instance, "changed" if change else "added")

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self._record(request, obj, "removed")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def _record(self, request: HttpRequest, row: Model, done: str) -> None:
        record_change(
            f"{self.noun}.{done}",
            subject=f"{self.noun}:{getattr(row, self.known_as)}"[:80],
            actor=request.user,  # type: ignore[arg-type]  # behind the back office's door
            actor_kind=Change.ActorKind.STAFF,
        )


def refuse_overlaps(
    rows: Iterable[dict[str, Any]], *, same: Callable[[dict[str, Any]], Hashable]
) -> None:
    """Say kindly what the exclusion constraint would say: within each group no two overlap."""
    seen: dict[Hashable, list[tuple[int, int]]] = {}
    for row in rows:
        if not row.get("minutes"):
            continue
        stretch = (row["minutes"].lower, row["minutes"].upper)
        others = seen.setdefault(same(row), [])
        if any(stretch[0] < closes and opens < stretch[1] for opens, closes in others):
            raise ValidationError(_("Two of the rows overlap. Change one of them."))
        others.append(stretch)


def kept_rows(formset: forms.BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The rows that will be there after saving."""
    return [
        form.cleaned_data
        for form in formset.forms
        if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
    ]


class OpeningHoursForm(forms.ModelForm):  # type: ignore[type-arg]
    minutes = MinutesField(label=_("Hours, such as 9.00–15.00"), required=True)

    class Meta:
        model = OpeningHours
        fields = ["kind", "weekday", "minutes"]

    def validate_constraints(self) -> None:
        """The formset compares the rows with each other, and says so in words."""


class OpeningHoursFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        refuse_overlaps(kept_rows(self), same=lambda row: (row.get("kind"), row.get("weekday")))


class OpeningHoursInline(admin.TabularInline):  # type: ignore[type-arg]
    model = OpeningHours
    form = OpeningHoursForm
    formset = OpeningHoursFormSet
    extra = 1


class OpeningExceptionForm(forms.ModelForm):  # type: ignore[type-arg]
    minutes = MinutesField(label=_("Hours, or empty for closed"))

    class Meta:
        model = OpeningException
        fields = ["on_date", "minutes", "note_da", "note_en"]


class OpeningExceptionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = OpeningException
    form = OpeningExceptionForm
    extra = 0


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whoever says here what a room is like has looked today."""

    is_checked = forms.BooleanField(label=_("Looked at today"), required=False)

    class Meta:
        model = Room
        fields = ["name", *FACTS, "seats", "note", "is_bookable"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.instance.facts_checked_on = checked_on(
            self.instance,
            said,
            is_checked=bool(said.get("is_checked")),
            now=timezone.now(),
        )
        return said


class RoomInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Room
    form = RoomForm
    extra = 0


class CentreForm(forms.ModelForm):  # type: ignore[type-arg]
    """Without a position the point of the postcode is taken."""

    municipality = forms.ChoiceField(
        label=_("Municipality"),
        required=False,
        choices=lambda: [("", "–"), *municipalities().items()],
    )
    phone = PhoneField(label=_("Phone"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False)
    longitude = forms.FloatField(label=_("Longitude"), required=False)

    class Meta:
        model = Centre
        exclude: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("latitude") is None or cleaned.get("longitude") is None:
            position = position_of_postcode(str(cleaned.get("postcode") or ""))
            if position is None:
                raise ValidationError(
                    _("Write a Danish postcode, or the latitude and longitude of the house.")
                )
            cleaned["latitude"], cleaned["longitude"] = position
        return cleaned


@admin.register(Centre, site=house_admin)
class CentreAdmin(RecordedAdmin):
    noun = "centre"
    form = CentreForm
    list_display = ("name", "town", "municipality", "is_published")
    list_filter = ("is_published",)
    search_fields = ("name", "town", "postcode")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("topics",)
    inlines = (OpeningHoursInline, OpeningExceptionInline, RoomInline)
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_published", "is_invented", "illustration")}),
        (_("Words"), {"fields": ("about_da", "about_en")}),
        (
            _("Place"),
            {
                "fields": (
                    "street",
                    ("postcode", "town"),
                    "municipality",
                    ("latitude", "longitude"),
                    "how_to_get_here_da",
                    "how_to_get_here_en",
                )
            },
        ),
        (_("Contact"), {"fields": ("email", "phone", "has_chat", "has_hotline", "topics")}),
        (
            _("Times on offer"),
            {
                "fields": (
                    "minimum_notice_minutes",
                    "horizon_days",
                    "grid_minutes",
                    "closed_on_holidays",
                )
            },
        ),
    )


class RoleAtHouseForm(RoleForm):
    """Accounts know a house by its number alone; people choose it by its name."""

    centre_id = forms.TypedChoiceField(
        label=_("centre"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [("", "–"), *Centre.objects.order_by("name").values_list("pk", "name")],
    )


class RoleAtHouseInline(RoleInline):
    form = RoleAtHouseForm


class PersonAdmin(UserAdmin):
    """`citizens.rights.admin` registers it."""

    inlines = (RoleAtHouseInline,)


@admin.register(Topic, site=house_admin)
class TopicAdmin(RecordedAdmin):
    noun = "topic"
    list_display = ("name_da", "name_en", "minutes")
    prepopulated_fields = {"slug": ("name_da",)}


@admin.register(Partner, site=house_admin)
class PartnerAdmin(RecordedAdmin):
    noun = "partner"
    known_as = "name"
    list_display = ("name", "contact_person", "phone")
    search_fields = ("name", "contact_person")
    filter_horizontal = ("centres",)
