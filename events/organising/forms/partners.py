"""People of partners, trust, and what the house answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from events.organising.enums import ANSWERED_WITH_WORDS, SubmissionState
from jobcenter.ui.forms import Card, HouseForm, MailField

from .fields import WordsField


class InviteForm(HouseForm):
    name = WordsField(
        label=_("What is their name?"), max_length=80,
        error_messages={"required": _("Write a name.")},
    )  # fmt: skip
    email = MailField(
        label=_("Their mail"), help_text=_("They log in with it. We erase it when they have."),
        error_messages={
            "required": _("Write a mail address."),
            "invalid": _("Write a whole mail address, such as name@mail.dk."),
        },
    )  # fmt: skip


class WhyForm(HouseForm):
    """A reason that others can read."""

    why = WordsField(
        label=_("Why?"), max_length=300,
        error_messages={"required": _("Write the reason in a few words.")},
    )  # fmt: skip


class MaybeWhyForm(HouseForm):
    why = WordsField(label=_("Why?"), max_length=300, required=False)


ANSWERS = [
    (SubmissionState.APPROVED, Card(_("Yes, into the programme"), _("It is public at once"))),
    (
        SubmissionState.CHANGE_ASKED,
        Card(_("Something should be changed first"), _("They can send it again")),
    ),
    (SubmissionState.REFUSED, Card(_("No"), _("With a reason"))),
]


class AnswerForm(HouseForm):
    answer = forms.ChoiceField(
        label=_("What does the house say?"), choices=ANSWERS, widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one."),
            "invalid_choice": _("Choose one from the list."),
        },
    )  # fmt: skip
    words = WordsField(
        label=_("What should be changed, or why not?"), rows=3, max_length=300, required=False,
        help_text=_("The organisation gets it by mail, and it stands in the public trail."),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("answer") in ANSWERED_WITH_WORDS and not said.get("words"):
            self.add_error("words", _("Write a few words, so that they know why."))
        return said
