from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from counsellors.hours.forms import DayField
from counsellors.people.models import Counsellor
from counsellors.responsibility.models import LONGEST_CARD
from jobcenter.centres.models import Topic
from jobcenter.shared.danish import danish_order
from jobcenter.shared.typed import lines, one_line
from jobcenter.ui.forms import HouseForm

from .domain.people import Wanted
from .enums import Last, Next, Step

ANY = ("", _("all"))


class PeopleForm(HouseForm):
    """The filter of "my people", a plain GET. What it does not know counts as not asked."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80)
    naeste = forms.ChoiceField(
        label=_("Next conversation"), required=False, choices=[ANY, *Next.choices]
    )
    sidst = forms.ChoiceField(
        label=_("Last conversation"), required=False, choices=[ANY, *Last.choices]
    )
    skridt = forms.ChoiceField(label=_("Next step"), required=False, choices=[ANY, *Step.choices])
    emne = forms.ChoiceField(label=_("Topic"), required=False)
    venter = forms.BooleanField(label=_("Only those who wait for me"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_order = sorted(Topic.objects.all(), key=lambda topic: danish_order(topic.name))
        self.topics = {topic.slug: topic for topic in in_order}
        names = [(topic.slug, topic.name) for topic in in_order]
        self.offer("emne", [("", _("All topics")), *names])

    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            words=one_line(said.get("q") or ""),
            next=Next(said["naeste"]) if said.get("naeste") else None,
            last=Last(said["sidst"]) if said.get("sidst") else None,
            step=Step(said["skridt"]) if said.get("skridt") else None,
            topic=self.topics.get(said.get("emne") or ""),
            is_waiting=bool(said.get("venter")),
        )


class LastDayForm(HouseForm):
    """Until when. Never why, nor where to."""

    last_day = DayField(label=_("Which day is the last one?"))


class HandoverForm(HouseForm):
    """The card: to whom, and what we are doing together."""

    colleague = forms.ChoiceField(
        label=_("Which colleague do you propose?"),
        error_messages={"required": _("Choose a colleague.")},
    )
    words = forms.CharField(
        label=_("What are you doing together?"),
        help_text=_("Write to the person, who reads it first. No CPR number, no diagnosis."),
        max_length=LONGEST_CARD,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a few words, so that nobody starts from nothing.")},
    )

    def __init__(self, *args: Any, colleagues: Iterable[Counsellor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_order = sorted(colleagues, key=lambda one: danish_order(one.name))
        names = [(one.slug, one.name) for one in in_order]
        self.offer("colleague", [("", _("Choose a colleague")), *names])

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])
