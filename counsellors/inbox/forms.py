from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.typed import is_readable, lines, one_line
from jobcenter.ui.forms import HouseForm, HouseModelForm

from .models import Snippet

LONGEST_CARD = 300
TIME_OF_DAY = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?", re.ASCII)


class ColleagueForm(HouseForm):
    colleague = forms.ChoiceField(
        label=_("Whom do you invite?"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("Choose one of your colleagues."),
        },
    )

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[Counsellor],
        here: Collection[int] = (),
        **kwargs: Any,
    ) -> None:
        """`here` are the ids of those on duty: they stand first, and it is said of them."""
        super().__init__(*args, **kwargs)
        self.here = here
        self.by_slug = {one.slug: one for one in colleagues}
        first = sorted(colleagues, key=lambda one: one.pk not in here)
        names = [(one.slug, self._named(one)) for one in first]
        self.offer("colleague", [("", _("Choose")), *names])

    def _named(self, colleague: Counsellor) -> str:
        if colleague.pk not in self.here:
            return colleague.name
        return gettext("%(name)s, here now") % {"name": colleague.name}

    def clean_colleague(self) -> Counsellor:
        return self.by_slug[self.cleaned_data["colleague"]]


class CardForm(ColleagueForm):
    """Who, why and until when: the citizen reads all of it."""

    why = forms.CharField(
        label=_("Why?"),
        help_text=_("They read it on the card. Do not write what you talk about."),
        max_length=LONGEST_CARD,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Write a few words, so that they know why.")},
    )
    until = forms.CharField(
        label=_("Until when today?"),
        help_text=_(
            "Such as 14.30. Then the talk comes back to you by itself. Empty: it stays with them."
        ),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "is-short", "inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["colleague"].label = _("Who takes over?")
        self.fields["colleague"].help_text = _(
            "Whoever is here now stands first."
            " Others answer when they are back, and the citizen is told so."
        )

    def clean_why(self) -> str:
        words = lines(self.cleaned_data["why"])
        if not is_readable(words):
            raise ValidationError(self.fields["why"].error_messages["required"])
        return words

    def clean_until(self) -> datetime | None:
        typed = one_line(self.cleaned_data["until"])
        if not typed:
            return None
        found = TIME_OF_DAY.fullmatch(typed)
        if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError(
                _("“%(value)s” is not a time of the day. Write it as 16.30."),
                params={"value": typed},
            )
        midnight = self.now.astimezone(COPENHAGEN).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        return midnight + timedelta(hours=int(found[1]), minutes=int(found[2] or 0))


class SnippetForm(HouseModelForm):
    class Meta:
        model = Snippet
        fields = ("title", "words_da", "words_en")
        widgets = {
            "words_da": forms.Textarea(attrs={"rows": 4, "lang": "da"}),
            "words_en": forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        }
        help_texts = {
            "title": _("A few words you find it by."),
            "words_en": _("Empty: the Danish words are used."),
        }
        error_messages = {
            "title": {"required": _("Write what it is called.")},
            "words_da": {"required": _("Write a few words.")},
        }

    house = forms.ChoiceField(
        label=_("For which house?"), error_messages={"required": _("Choose a house.")}
    )

    def __init__(self, *args: Any, houses: Sequence[Centre] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {house.slug: house for house in houses}
        if len(houses) > 1:
            self.offer("house", [(house.slug, house.name) for house in houses])
        else:
            del self.fields["house"]

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_words_da(self) -> str:
        return lines(self.cleaned_data["words_da"])

    def clean_words_en(self) -> str:
        return lines(self.cleaned_data["words_en"])

    def words(self) -> dict[str, str]:
        said = self.cleaned_data
        return {name: said[name] for name in ("title", "words_da", "words_en")}

    def chosen_house(self) -> Centre:
        only = next(iter(self.by_slug.values()))
        return self.by_slug.get(self.cleaned_data.get("house", ""), only)
