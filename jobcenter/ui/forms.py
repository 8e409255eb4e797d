"""Form rendering: label, hint, error, control; always in that order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.typed import one_line

WORDS_FOR_TEXT: dict[str, Any] = {
    "max_length": _("Make it shorter: it has %(show_value)d signs, %(limit_value)d fit."),
    "null_characters_not_allowed": _("There is a sign in it that cannot be written. Type it anew."),
}


FEWEST_WORDS, LONGEST_REASON = 3, 500
# At the edges of the calendar there is no day before or after, and sums with days break there.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def must_be_in_this_century(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Write the day as day.month.year, for example 3.12.2026."))


class HouseRenderer(TemplatesSetting):
    """Renders fields with our own templates, widgets with Django's."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            # Django's widget templates live outside the project's template folders.
            return DjangoTemplates().get_template(template_name)


@dataclass(frozen=True, slots=True)
class Card:
    """A choice with a second line: `choices=[("video", Card("Video", "We send a link"))]`.

    Both lines belong to the choice's accessible name. `icon` is a name known to
    the `icon` tag; `picture` the address of a portrait. Both are decoration.
    """

    heading: str | Promise
    detail: str | Promise = ""
    icon: str = ""
    picture: str = ""

    def __str__(self) -> str:
        return f"{self.heading}, {self.detail}" if self.detail else str(self.heading)


class RealDomain(EmailValidator):
    """Django also lets through localhost and bare IP addresses, to which nobody's mail goes."""

    def validate_domain_part(self, domain_part: str) -> bool:
        return not domain_part.startswith("[") and super().validate_domain_part(domain_part)


class MailField(forms.EmailField):
    """A mail address one can write to, in small letters: two spellings are one person."""

    default_validators = [RealDomain(allowlist=[])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_length": 254} | kwargs))

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").lower()


class ReasonField(forms.CharField):
    """Why somebody looks at what is not theirs: a few words, which its person reads."""

    too_short = _("Write a few words: the person reads them.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Why do you need to see it?"),
            help_text=_(
                "These words are for the person. Do not write names, illness or CPR numbers."
            ),
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": self.too_short},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        said = one_line(super().clean(value))
        if sum(any(map(str.isalpha, word)) for word in said.split()) < FEWEST_WORDS:
            raise ValidationError(self.too_short)
        return said


class HouseRules:
    """Every form people meet. The server judges, the browser only carries.

    The template writes `novalidate`; fields carry no `required` attribute, labels end without a
    colon, and what Django says stiffly is said in the house's words.
    """

    error_css_class = "is-wrong"
    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.error_messages = WORDS_FOR_TEXT | field.error_messages
            if isinstance(field, forms.DateField):
                field.validators.append(must_be_in_this_century)

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Fill in the choices of one field, for forms whose choices depend on what is there."""
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)


class HouseForm(HouseRules, forms.Form):
    """A form that asks."""


class HouseModelForm(HouseRules, forms.ModelForm):  # type: ignore[type-arg]  # each subclass names its model in Meta
    """A form that edits one row."""
