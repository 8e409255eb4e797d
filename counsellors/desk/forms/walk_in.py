"""Somebody stands there: a topic is all that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from counsellors.availability.enums import Mode
from counsellors.conversations.domain.requests import BookingRequest
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order

from .somebody import SomebodyForm


class WalkInForm(SomebodyForm):
    topic = forms.ChoiceField(
        label=_("What about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a topic.")},
    )
    house = forms.ChoiceField(
        label=_("In which house are you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a house.")},
    )

    def __init__(
        self, *args: Any, counsellor: Counsellor, houses: Sequence[Centre], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.counsellor, self.houses = counsellor, houses
        topics = sorted(counsellor.topics.all(), key=lambda topic: danish_order(topic.name))
        self.offer("topic", [(topic.slug, topic.name) for topic in topics])
        self.offer("house", [(house.slug, house.name) for house in houses])
        self.fields["name"].required = False
        if len(houses) == 1:
            del self.fields["house"]

    def clean_name(self) -> str:
        return super().clean_name() if self.cleaned_data["name"].strip() else ""

    def request(self, *, now: datetime) -> BookingRequest:
        said = self.cleaned_data
        with override(said["page_language"]):
            guest = gettext("Guest")
        return BookingRequest(
            counsellor=self.counsellor.slug,
            centre=said.get("house") or self.houses[0].slug,
            topic=said["topic"],
            mode=Mode.IN_PERSON.value,
            start=now,
            name=said["name"] or guest,
            email=said["email"],
            phone=said["phone"],
            page_language=said["page_language"],
        )
