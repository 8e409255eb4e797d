"""A ready text that can be made one's own, and how it goes on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from counsellors.conversations.models import Conversation
from counsellors.desk.domain.message import ready_way_on, ready_words
from counsellors.desk.enums import WayOn
from jobcenter.shared.typed import is_readable, lines
from jobcenter.ui.forms import Card, HouseForm

from .somebody import no_cpr_number

LONGEST_MESSAGE = 600


class MessageForm(HouseForm):
    words = forms.CharField(
        label=_("Your words"),
        help_text=_("Change them as you like. Short and warm is enough; nobody is to blame."),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write a few words.")},
    )
    way_on = forms.ChoiceField(
        label=_("What do you offer?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how your message ends."),
            "invalid_choice": _("Choose how your message ends."),
        },
    )

    def __init__(self, *args: Any, conversation: Conversation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].initial = ready_words(conversation)
        self.fields["words"].widget.attrs["lang"] = conversation.page_language
        number = conversation.counsellor.phone or conversation.centre.phone
        self.offer(
            "way_on",
            [
                (way.value, Card(way.label, ready_way_on(conversation, way)))
                for way in WayOn
                if way != WayOn.PHONE or number
            ],
        )

    def clean_words(self) -> str:
        words = lines(self.cleaned_data["words"])
        if not is_readable(words):
            raise ValidationError(self.fields["words"].error_messages["required"])
        return no_cpr_number(words)

    def clean_way_on(self) -> WayOn:
        return WayOn(self.cleaned_data["way_on"])
