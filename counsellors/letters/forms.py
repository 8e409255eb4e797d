from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from counsellors.chat.forms import NicknameField
from counsellors.chat.models import LONGEST_MESSAGE
from counsellors.letters.domain.telling import mail_of_account
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order
from jobcenter.shared.typed import lines
from jobcenter.ui.forms import HouseForm, MailField

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

NO_ADDRESS = _("That is not a mail address. It looks like this: name@example.dk")


class MailForm(HouseForm):
    """Where the answer goes."""

    mail = MailField(
        label=_("Your mail address"),
        help_text=_("The answer comes there, with a link back to what you wrote."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("We need a mail address to answer you."),
            "invalid": NO_ADDRESS,
        },
    )


class LetterForm(MailForm):
    words = forms.CharField(
        label=_("What would you like to tell or ask?"),
        help_text=_("Never write your CPR number."),
        max_length=LONGEST_MESSAGE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write a few words first.")},
    )
    nickname = NicknameField()
    house = forms.ChoiceField(
        label=_("Which house?"),
        error_messages={
            "required": _("Choose a house from the list."),
            "invalid_choice": _("Choose a house from the list."),
        },
    )
    field_order = ("words", "nickname", "house", "mail")

    def __init__(self, *args: Any, houses: list[Centre], own_mail: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.houses = {house.slug: house for house in houses}
        by_name = sorted(houses, key=lambda house: danish_order(house.name))
        # Nobody's letter goes to the first house of the alphabet because they did not look.
        choose = [] if len(by_name) == 1 else [("", _("Choose"))]
        self.offer("house", [*choose, *((house.slug, house.name) for house in by_name)])
        if own_mail:
            # The account's own address is where its mails go.
            del self.fields["mail"], self.fields["nickname"]

    @classmethod
    def for_reader(
        cls, user: User | None, *, begun: Mapping[str, str], said: QueryDict | None = None
    ) -> LetterForm:
        """The form of a page: `begun` is what somebody wrote or chose before they came to it."""
        houses = list(Centre.objects.published())
        is_here = any(one.slug == begun.get("house") for one in houses)
        return cls(
            said,
            houses=houses,
            own_mail=mail_of_account(user) if user else "",
            initial=dict(begun) if is_here else {**begun, "house": ""},
        )

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])

    @property
    def chosen_house(self) -> Centre:
        return self.houses[self.cleaned_data["house"]]
