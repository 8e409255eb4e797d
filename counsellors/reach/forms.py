from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from counsellors.chat.forms import NicknameField
from counsellors.chat.models import LONGEST_MESSAGE
from counsellors.reach.domain import HouseHere, Own
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.typed import lines
from jobcenter.ui.forms import HouseForm

WHOEVER_IS_HERE = ""
WRITTEN = [one for one in SpokenLanguage.choices if one[0] != SpokenLanguage.DANISH_SIGN]


class StartForm(HouseForm):
    """Nothing in it must be filled in: one may press the button and wait for somebody."""

    words = forms.CharField(
        label=_("What would you like to talk about?"),
        help_text=_("A few words are enough, or none at all. Never write your CPR number."),
        required=False,
        max_length=LONGEST_MESSAGE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    nickname = NicknameField()
    house = forms.ChoiceField(
        label=_("Which house?"),
        required=False,
        error_messages={"invalid_choice": _("Choose a house from the list.")},
    )
    language = forms.ChoiceField(
        label=_("Which language do you want to write in?"),
        help_text=_("We say so to whoever answers you."),
        choices=WRITTEN,
        error_messages={
            "required": _("Choose a language from the list."),
            "invalid_choice": _("Choose a language from the list."),
        },
    )

    def __init__(
        self,
        *args: Any,
        houses: list[Centre],
        here: list[HouseHere],
        own: Own | None,
        is_logged_in: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.here, self.own = here, own
        self.houses = {house.slug: house for house in houses}
        self.offer("house", _houses_to_choose(houses, here))
        if is_logged_in:
            del self.fields["nickname"]

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])

    @property
    def chosen_house(self) -> Centre | None:
        return self.houses.get(self.cleaned_data["house"])

    @property
    def house_to_show(self) -> Centre | None:
        """As chosen or, on a fresh form, as asked for or known."""
        return self.houses.get(str(self["house"].value() or ""))


def _houses_to_choose(houses: list[Centre], here: list[HouseHere]) -> list[tuple[Any, Any]]:
    """Whoever is here first; then the houses with somebody in them; then the others."""
    answering = {house.centre.pk for house in here}
    by_name = sorted(houses, key=lambda house: danish_order(house.name))
    with_somebody = [(one.slug, one.name) for one in by_name if one.pk in answering]
    others = [(one.slug, one.name) for one in by_name if one.pk not in answering]
    return [
        (WHOEVER_IS_HERE, _("Whoever is here first")),
        *([(_("Somebody is here now"), with_somebody)] if with_somebody else []),
        *([(_("Nobody is here right now"), others)] if others else []),
    ]
