"""Counsellors in the back office: who they are, how they look. `counsellors.admin` registers it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jobcenter.centres.admin import RecordedAdmin
from jobcenter.centres.forms import PhoneField
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.refusals import Refusal
from jobcenter.ui.portraits import portrait_address

from .domain.photographs import forget_photograph, photograph_from
from .models import Counsellor


class CounsellorForm(forms.ModelForm):  # type: ignore[type-arg]
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=SpokenLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[SpokenLanguage.DANISH],
        error_messages={"required": _("Choose at least one language.")},
    )
    phone = PhoneField(label=_("Direct phone"), required=False)
    # Not an ImageField: the file is decoded once, by us, within bounds.
    portrait = forms.FileField(
        label=_("Photograph"),
        required=False,
        widget=AdminFileWidget,
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Without one we draw a portrait."),
    )

    class Meta:
        model = Counsellor
        fields = [
            "user",
            "slug",
            "first_name",
            "last_name",
            "portrait",
            "portrait_seed",
            "languages",
            "knows_da",
            "knows_en",
            "topics",
            "centres",
            "phone",
            "buffer_before_minutes",
            "buffer_after_minutes",
            "is_active",
        ]

    def clean_portrait(self) -> Any:
        """A new photograph is drawn anew; none chosen or "remove" goes through as it is."""
        chosen = self.cleaned_data["portrait"]
        if not isinstance(chosen, UploadedFile):
            return chosen
        try:
            return photograph_from(chosen)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


class CounsellorAdmin(RecordedAdmin):
    noun = "counsellor"
    form = CounsellorForm
    list_display = ("first_name", "last_name", "is_active")
    list_display_links = ("first_name", "last_name")
    list_filter = ("is_active", "centres", "topics")
    # Nothing is counted about counsellors, not even by the back office.
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("first_name", "last_name")
    prepopulated_fields = {"slug": ("first_name", "last_name")}
    filter_horizontal = ("topics", "centres")
    autocomplete_fields = ("user",)
    readonly_fields = ("face",)
    fieldsets = (
        (None, {"fields": (("first_name", "last_name"), "slug", "is_active", "user")}),
        (_("Face"), {"fields": ("face", "portrait", "portrait_seed")}),
        (_("For visitors"), {"fields": ("knows_da", "knows_en", "languages", "phone")}),
        (_("Conversations"), {"fields": ("topics", "centres")}),
        (_("Pauses"), {"fields": (("buffer_before_minutes", "buffer_after_minutes"),)}),
    )

    @admin.display(description=_("as visitors see it"))
    def face(self, counsellor: Counsellor) -> SafeString:
        if not counsellor.slug:
            return SafeString("–")
        return format_html(
            '<img src="{}" alt="" width="80" height="90">', portrait_address(counsellor)
        )

    def save_model(self, request: HttpRequest, obj: Counsellor, form: Any, change: bool) -> None:
        before = Counsellor.objects.filter(pk=obj.pk).values_list("portrait", flat=True).first()
        super().save_model(request, obj, form, change)
        if before and before != obj.portrait.name:
            forget_photograph(before)
