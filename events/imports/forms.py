"""What an editor says about a source. Its address is never shown again: it may be a secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from events.activities.enums import ActivityKind
from jobcenter.centres.models import Centre, Partner
from jobcenter.shared.fetching.addresses import LONGEST, read_address
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.typed import is_readable, one_line
from jobcenter.ui.forms import Card, HouseForm

from .domain.mapping import LONGEST as LONGEST_MAPPING
from .domain.mapping import faults_of_mapping, read_mapping
from .domain.sources import Told
from .enums import SourceKind
from .models import ImportSource

MOST_BYTES = 10_000_000
LONGEST_NAME = 80
MOST_FAULTS = 6


class FileForm(HouseForm):
    """A file instead of an address."""

    upload = forms.FileField(
        label=_("The file"),
        help_text=_("At most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".ics,.json,text/calendar,application/json"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["upload"]
        if upload is not None and (upload.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Export fewer years."))
        return upload


class SourceForm(FileForm):
    centre = forms.ChoiceField(
        label=_("Which house?"), error_messages={"required": _("Choose a house.")}
    )
    name = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("For example “The library”. People read it when something is cancelled there."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the source a name.")},
    )
    partner = forms.ChoiceField(label=_("Whose programme is it?"), required=False)
    kind = forms.ChoiceField(
        label=_("What do we read?"),
        choices=[
            (
                SourceKind.ICS,
                Card(_("A calendar"), _("ICS. Most programs can share one. Choose it if you can")),
            ),
            (SourceKind.JSON, Card(_("A list"), _("JSON, with a mapping that tells us how"))),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what we read.")},
    )
    url = forms.CharField(
        label=_("Its address"),
        help_text=_("It begins with https://. We read it every night."),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    mapping = forms.CharField(
        label=_("The mapping"),
        help_text=_("Only for a list. It says which field is what."),
        max_length=LONGEST_MAPPING,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    activity_kind = forms.ChoiceField(
        label=_("What kind of activities are they?"), choices=ActivityKind
    )
    is_attested = forms.BooleanField(
        label=_("All of it is open to all, voluntary, and reported to nobody"),
        help_text=_(
            "You vouch for the whole source. Then what comes is public at once."
            " Otherwise each waits for an editor."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, houses: Sequence[Centre], source: ImportSource | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.source = source
        self.houses = {str(house.pk): house for house in houses}
        self.fields["upload"].required = False
        self.fields["upload"].label = _("Or a file")
        partners = Partner.objects.filter(centres__in=houses).distinct().order_by("name")
        self.partners = {str(partner.pk): partner for partner in partners}
        self.offer("partner", [("", _("Nobody in particular")),
                               *((pk, one.name) for pk, one in self.partners.items())])  # fmt: skip
        self.offer("centre", [(pk, house.name) for pk, house in self.houses.items()])
        if source is not None or len(self.houses) == 1:
            del self.fields["centre"]
        if source is not None:
            # A file has a page of its own.
            del self.fields["upload"]
            self.fields["url"].help_text = _("Leave it empty and it stays as it is.")

    @property
    def house(self) -> Centre:
        only = next(iter(self.houses.values()))
        return self.houses[self.cleaned_data["centre"]] if "centre" in self.fields else only

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not is_readable(name):
            raise ValidationError(_("Give the source a name."))
        return name

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            return read_address(url).url if url else ""
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == SourceKind.JSON:
            self._read_mapping(cleaned)
        is_new = self.source is None
        if is_new and not ({"url", "upload"} & self.errors.keys()):
            if not cleaned.get("url") and not cleaned.get("upload"):
                self.add_error("url", _("Write an address or choose a file."))
            elif cleaned.get("url") and cleaned.get("upload"):
                self.add_error("upload", _("Either an address or a file, not both."))
        return cleaned

    def _read_mapping(self, cleaned: dict[str, Any]) -> None:
        written = cleaned.get("mapping") or ""
        if not written.strip():
            self.add_error("mapping", _("A list needs a mapping."))
            return
        if faults := faults_of_mapping(written):
            self.add_error("mapping", [str(fault.said) for fault in faults[:MOST_FAULTS]])
            return
        cleaned["mapping_read"] = read_mapping(written)

    @property
    def told(self) -> Told:
        said = self.cleaned_data
        is_as_it_was = self.source is not None and not said["url"]
        return Told(
            name=said["name"],
            kind=SourceKind(said["kind"]),
            activity_kind=ActivityKind(said["activity_kind"]),
            partner=self.partners.get(said["partner"]),
            url=None if is_as_it_was else said["url"],
            mapping=said.get("mapping_read"),
            is_attested=said["is_attested"],
        )
