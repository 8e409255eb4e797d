"""One question per page: topic, house, way of meeting, and the filters above the times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counsellors.availability.enums import Mode, Need, PartOfDay
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.danish import danish_order
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.ui.forms import Card, HouseForm

from .choices import NEEDS_BEFORE_TIMES

ABOUT_MODE: dict[Mode, tuple[str | Promise, str]] = {
    Mode.IN_PERSON: (_("We sit down together in the house."), "door"),
    Mode.PHONE: (_("We call you, or you call us."), "phone"),
    Mode.VIDEO: (_("You get a link by mail before we meet."), "video"),
    Mode.WALK: (_("We begin at the door and walk."), "walk"),
}


class TopicForm(HouseForm):
    emne = forms.ChoiceField(
        label=_("What would you like to talk about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a topic. You can talk about something else on the day."),
            "invalid_choice": _("We do not have that topic here. Choose one of these."),
        },
    )

    def __init__(self, *args: Any, topics: Iterable[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_order = sorted(topics, key=lambda topic: danish_order(topic.name))
        self.offer("emne", [(topic.slug, Card(topic.name, topic.about)) for topic in in_order])


class PlaceForm(HouseForm):
    hus = forms.ChoiceField(
        label=_("Which house suits you?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a house. Any house is open to you, wherever you live."),
            "invalid_choice": _("We do not know that house. Choose one of these."),
        },
    )

    def __init__(self, *args: Any, centres: Iterable[tuple[Centre, str]], **kwargs: Any) -> None:
        """`centres` with the second line of each card, in the order they are to be shown."""
        super().__init__(*args, **kwargs)
        cards = [(c.slug, Card(c.name, detail, icon="building")) for c, detail in centres]
        self.offer("hus", cards)


class WayForm(HouseForm):
    form = forms.ChoiceField(
        label=_("How would you like to meet?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we meet. You can change it later."),
            "invalid_choice": _("That way of meeting is not possible here. Choose one of these."),
        },
    )

    def __init__(self, *args: Any, modes: Iterable[Mode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = [
            (mode.value, Card(mode.label, ABOUT_MODE[mode][0], icon=ABOUT_MODE[mode][1]))
            for mode in modes
        ]
        self.offer("form", cards)


class TimeFilterForm(HouseForm):
    """Narrows the times; a plain GET form, so it works everywhere and can be bookmarked."""

    dag = forms.DateField(
        label=_("From which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    # "del" is a word of the language, so the field is added by its name in __init__.
    sprog = forms.ChoiceField(label=_("Language"), required=False)
    vejleder = forms.ChoiceField(label=_("With whom?"), required=False)
    behov = forms.MultipleChoiceField(
        label=_("What makes it easier for you?"),
        required=False,
        choices=[(need.value, need.label) for need in NEEDS_BEFORE_TIMES],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, counsellors: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anyone = ("", gettext("Anyone"))
        self.fields["del"] = forms.ChoiceField(
            label=_("When on the day?"),
            required=False,
            choices=[("", gettext("Any time of day")), *PartOfDay.choices],
        )
        self.offer("sprog", [("", gettext("Any language")), *SpokenLanguage.choices])
        self.offer("vejleder", [anyone, *counsellors])
        self.order_fields(["dag", "del", "vejleder", "sprog", "behov"])


def needs_in_words(needs: Iterable[str], interpreter_language: str = "") -> list[str]:
    words = []
    for need in needs:
        label = str(Need(need).label)
        is_named = need == Need.INTERPRETER and interpreter_language
        words.append(f"{label}: {interpreter_language}" if is_named else label)
    return words
