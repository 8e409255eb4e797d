from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from counsellors.chat.models import LONGEST_MESSAGE
from jobcenter.shared.typed import lines
from jobcenter.ui.forms import HouseForm

from .domain.refusals import LARGEST_FILE

# A phone that takes HEIC pictures hands over a JPEG when only these are asked for.
TAKEN = "image/jpeg,image/png,image/webp,image/gif,application/pdf,.jpg,.jpeg,.png,.webp,.gif,.pdf"


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class ManyFilesField(forms.FileField):
    """Any number of files. What they are is the domain's to say, by their content."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [one for one in data or () if isinstance(one, UploadedFile)]


class WithFiles(HouseForm):
    """The part of a composer that takes files."""

    uploads = ManyFilesField(
        label=_("Pictures or PDFs"),
        help_text=_(
            "At most five, each at most 10 MB. Cover your CPR number before you take the picture."
        ),
        required=False,
        widget=ManyFilesInput(attrs={"accept": TAKEN, "data-largest": LARGEST_FILE}),
    )


class FilesForm(WithFiles):
    words = forms.CharField(
        label=_("A few words with it"),
        help_text=_("Never write your CPR number."),
        required=False,
        max_length=LONGEST_MESSAGE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])
