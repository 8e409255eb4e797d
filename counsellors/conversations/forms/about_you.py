"""The one page that asks about the person. Everything but a name and one channel is optional."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from counsellors.availability.enums import Need
from jobcenter.shared.typed import lines, one_line

from .contact import LONGEST_TEXT, ContactForm


class AboutYouForm(ContactForm):
    agenda = forms.CharField(
        label=_("What would you like to talk about?"),
        help_text=_("One line or many. Do not write your CPR number."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    needs = forms.MultipleChoiceField(
        label=_("Do you need something from us?"),
        required=False,
        choices=[(need.value, need.label) for need in (Need.INTERPRETER, Need.COMPANION)],
        widget=forms.CheckboxSelectMultiple,
    )
    interpreter_language = forms.CharField(
        label=_("Which language for the interpreter?"), required=False, max_length=40
    )
    wants_reminder = forms.BooleanField(
        label=_("Remind me the day before"), required=False, initial=True
    )

    field_order = (
        "name", "email", "phone", "agenda", "needs", "interpreter_language", "wants_reminder",
    )  # fmt: skip

    def answers(self) -> list[tuple[str, str]]:
        """What was said, as the next page carries it in hidden fields. No answer needs no field."""
        return [
            (name, str(value))
            for name in self.field_order
            for value in _each(self[name].value())
            if value
        ]

    def clean_agenda(self) -> str:
        return lines(self.cleaned_data["agenda"])

    def clean_interpreter_language(self) -> str:
        return one_line(self.cleaned_data["interpreter_language"])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        wants_interpreter = Need.INTERPRETER in given.get("needs", [])
        if wants_interpreter and not given.get("interpreter_language"):
            self.add_error("interpreter_language", _("Write the language, for example Tigrinya."))
        if given.get("interpreter_language") and not wants_interpreter:
            given["needs"] = [*given.get("needs", []), Need.INTERPRETER.value]
        return given


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
