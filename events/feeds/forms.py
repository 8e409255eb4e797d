"""The filter of the programme, as a feed reads it: all of it understood, or none of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.activities.forms import FindForm
from events.feeds.domain.items import NoSuchPlace, Place, place_in_list

# They arrange the page; a feed has every date, in the order of the calendar.
ARRANGING = frozenset({("kun", "naermest"), ("kun", "alle")})
FILTERS = tuple(FindForm.base_fields)
MOST_AT_ONCE, USUALLY = 100, 50
LONGEST_ECHO = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be understood: the parameter, what it said, and what to say instead."""

    parameter: str
    value: str
    words: str

    def __str__(self) -> str:
        return f"{self.parameter}=“{self.value}”: {self.words}"


class FeedForm(FindForm):
    """The same parameters as the page. A wrong one would quietly give other dates than somebody
    asked for, so a feed says what is wrong and gives none."""

    shows_choices: ClassVar = False
    data: QueryDict

    def faults(self) -> list[Fault]:
        return [
            Fault(name, ", ".join(self._said(name))[:LONGEST_ECHO], str(words))
            for name, told in self.errors.items()
            for words in told
        ]

    @property
    def query(self) -> str:
        """The filter alone, always in the same order: part of the feed's own address."""
        return urlencode(list(self._pairs()))

    def name(self) -> str:
        """What the feed calls itself: the house and what was chosen."""
        house = self.cleaned_data.get("hus")
        title = _("What happens at %(centre)s") % {"centre": house} if house else ""
        chosen = ", ".join(self._chosen())
        title = title or _("What happens in the houses")
        return f"{title}: {chosen}" if chosen else title

    def _said(self, name: str) -> list[str]:
        return [said.strip() for said in self.data.getlist(name) if said.strip()]

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for name in FILTERS:
            for said in sorted(set(self._said(name))):
                if (name, said) not in ARRANGING:
                    yield name, said

    def _chosen(self) -> Iterator[str]:
        """In the words of the page, what is typed as it was typed."""
        for name, said in self._pairs():
            if name != "hus":
                yield self._in_words(name, said)

    def _in_words(self, name: str, said: str) -> str:
        if name == "emne":
            return str(self.cleaned_data[name].name)
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(said, said))


class DataForm(FeedForm):
    """The same for programs, and which part of the list. What it does not know it refuses: a
    filter that was misspelt would quietly give everything."""

    antal = forms.IntegerField(min_value=1, max_value=MOST_AT_ONCE, required=False)
    efter = forms.CharField(max_length=200, required=False)

    def clean_antal(self) -> int:
        return self.cleaned_data["antal"] or USUALLY

    def clean_efter(self) -> Place | None:
        if not self.cleaned_data["efter"]:
            return None
        try:
            return place_in_list(self.cleaned_data["efter"])
        except NoSuchPlace as wrong:
            raise forms.ValidationError(
                gettext_lazy("That is no place in the list. Take the address in “next” as it is.")
            ) from wrong

    def faults(self) -> list[Fault]:
        known = ", ".join(self.fields)
        words = _("There is no such filter. There are: %(known)s.") % {"known": known}
        unknown = [name for name in self.data if name not in self.fields]
        strange = [
            Fault(name[:LONGEST_ECHO], ", ".join(self.data.getlist(name))[:LONGEST_ECHO], words)
            for name in unknown
        ]
        return super().faults() + strange
