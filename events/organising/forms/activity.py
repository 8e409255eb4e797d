"""One form for all of an activity: what most need first; the rest stands behind its own heading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from events.activities.domain import Described
from events.activities.domain.refusals import NothingToClickInTheHouse
from events.activities.enums import ActivityKind, Whereabouts
from events.activities.models import LONG_CHARS, TITLE_CHARS
from events.organising.domain import Written
from events.organising.domain.said import MOST_QUESTIONS
from events.organising.enums import SignUp
from events.signups.domain import Asked, Terms
from events.signups.models import MOST_TOGETHER
from jobcenter.centres.models import Centre, Partner, Room, Topic
from jobcenter.shared.danish import danish_order
from jobcenter.shared.languages import SpokenLanguage

from .fields import DayField, LinkField, WordsField
from .lengths import CHOOSE, SIGN_UPS
from .rhythm import RhythmForm


class ActivityForm(RhythmForm):
    field_order = ("title", "text", "kind")

    title = WordsField(
        label=_("What is it called?"), max_length=TITLE_CHARS,
        error_messages={"required": _("Give it a title.")},
    )  # fmt: skip
    text = WordsField(
        label=_("What happens?"), rows=6, max_length=LONG_CHARS, required=False,
        help_text=_("A few short sentences. Write as you would say it to a neighbour."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What kind of thing is it?"),
        error_messages=CHOOSE | {"required": _("Choose what kind of thing it is.")},
    )
    room = forms.ChoiceField(label=_("Which room?"), required=False, error_messages=CHOOSE)
    whereabouts = forms.ChoiceField(
        label=_("Where can one take part?"), choices=Whereabouts.choices, error_messages=CHOOSE
    )
    online_address = LinkField(
        label=_("The link to the meeting"),
        help_text=_(
            "Only for what is online. Who has a place gets it by mail; nobody else sees it. "
            "Without sign-up it stands on the page from half an hour before it begins."
        ),
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=SpokenLanguage.choices, error_messages=CHOOSE
    )
    price_kroner = forms.IntegerField(
        label=_("Price in kroner"), min_value=0, max_value=100_000, required=False,
        help_text=_("Empty is free of charge."),
        error_messages={"invalid": _("Write a whole number of kroner.")},
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("What is it about?"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )  # fmt: skip
    partner = forms.ChoiceField(label=_("Who arranges it?"), required=False, error_messages=CHOOSE)
    who_meets_you = WordsField(
        label=_("Who meets people at the door?"), max_length=200, required=False,
        help_text=_("For example: Karen from the café, she has a green apron."),
    )  # fmt: skip
    how_many_come = WordsField(
        label=_("How many usually come?"), max_length=120, required=False,
        help_text=_("For example: six to ten."),
    )  # fmt: skip
    first_five_minutes = WordsField(
        label=_("What happens in the first five minutes?"), rows=2, max_length=300, required=False,
        help_text=_("It takes courage to come somewhere new. This helps."),
    )  # fmt: skip
    companion_welcome = forms.BooleanField(
        label=_("People may bring somebody along"), required=False
    )
    sign_up = forms.ChoiceField(
        label=_("Does one sign up?"), choices=SIGN_UPS, widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )  # fmt: skip
    places = forms.IntegerField(
        label=_("How many places?"), min_value=1, max_value=100_000, required=False,
        help_text=_("Empty is as many as come."),
        error_messages={"invalid": _("Write a whole number.")},
    )  # fmt: skip
    most_together = forms.TypedChoiceField(
        label=_("How many can sign up together?"), coerce=int, required=False,
        choices=[(str(n), str(n)) for n in range(1, MOST_TOGETHER + 1)], error_messages=CHOOSE,
    )  # fmt: skip
    is_sensitive = forms.BooleanField(
        label=_("A nickname is enough, and no letter names the group"), required=False,
        help_text=_("For grief, debt, addiction and the like."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, centre: Centre, own_partner: Partner | None = None, length: int = 0,
        is_new: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, is_new=is_new, length=length, **kwargs)
        self.centre, self.own_partner = centre, own_partner
        self.rooms = {room.name: room for room in centre.rooms.all()}
        self.all_topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.partners = {} if own_partner else {one.name: one for one in centre.partners.all()}
        self._offer_what_the_house_has()
        for number in range(MOST_QUESTIONS):
            self._ask(number)
        if own_partner:
            del self.fields["partner"]

    def _offer_what_the_house_has(self) -> None:
        nowhere = ("", _("No certain room"))
        self.offer("room", [nowhere, *_named(self.rooms)])
        kinds = sorted(ActivityKind.choices, key=lambda row: danish_order(row[1]))
        self.offer("kind", [("", _("Choose")), *kinds])
        topics = [(slug, topic.name) for slug, topic in self.all_topics.items()]
        self.offer("topics", sorted(topics, key=lambda row: danish_order(row[1])))
        self.offer("partner", [("", _("The house")), *_named(self.partners)])

    def _ask(self, number: int) -> None:
        words = {"max_length": 200, "required": False}
        self.fields |= {
            f"asked_{number}": WordsField(label=_("What do you ask?"), **words),
            f"purpose_{number}": WordsField(label=_("What do you need it for?"), **words),
            f"until_{number}": DayField(
                label=_("Until when do you need the answers?"), required=False
            ),
        }

    def questions(self) -> Iterator[list[BoundField]]:
        """For the page: the three fields of each question."""
        for n in range(MOST_QUESTIONS):
            yield [self[f"asked_{n}"], self[f"purpose_{n}"], self[f"until_{n}"]]

    def faults_in(self, *names: str) -> bool:
        return any(self.errors.get(name) for name in names)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self._clean_link(said)
        for number in range(MOST_QUESTIONS):
            self._clean_question(said, number)
        return said

    def _clean_link(self, said: dict[str, Any]) -> None:
        """Typed now for what is in the house, something was forgotten; one that stood there goes
        with being online."""
        if said.get("whereabouts") != Whereabouts.IN_HOUSE or not said.get("online_address"):
            return
        if said["online_address"] != self.initial.get("online_address"):
            self.add_error("online_address", str(NothingToClickInTheHouse()))
        said["online_address"] = ""

    def _clean_question(self, said: dict[str, Any], number: int) -> None:
        asked, purpose = said.get(f"asked_{number}"), said.get(f"purpose_{number}")
        until: date | None = said.get(f"until_{number}")
        if not asked:
            return
        if not purpose:
            self.add_error(f"purpose_{number}", _("Say what you need it for. Everybody reads it."))
        if not until and not self.errors.get(f"until_{number}"):
            self.add_error(f"until_{number}", _("Choose a day. After it the answers are erased."))
        if said.get("sign_up") == SignUp.DROP_IN:
            self.add_error(f"asked_{number}", _("One can only ask people who sign up."))

    def written(self) -> Written:
        said = self.cleaned_data
        return Written(
            described=self._described(),
            planned=self.planned(),
            topics=tuple(self.all_topics[slug] for slug in sorted(said["topics"])),
            more_dates=self.more_dates(),
            terms=self._terms(),
            questions=tuple(self._questions()),
        )

    def _described(self) -> Described:
        said = self.cleaned_data
        names = ("title", "text", "who_meets_you", "how_many_come", "first_five_minutes",
                 "companion_welcome", "places", "online_address")  # fmt: skip
        room: Room | None = self.rooms.get(said["room"])
        return Described(
            centre=self.centre, kind=ActivityKind(said["kind"]), room=room,
            partner=self.own_partner or self.partners.get(said.get("partner", "")),
            language=SpokenLanguage(said["language"]),
            whereabouts=Whereabouts(said["whereabouts"]),
            price_kroner=said["price_kroner"] or 0, **{name: said[name] for name in names},
        )  # fmt: skip

    def _terms(self) -> Terms | None:
        said = self.cleaned_data
        if said["sign_up"] == SignUp.DROP_IN:
            return None
        return Terms(
            most_together=said["most_together"] or 1,
            takes_whole_series=said["sign_up"] in {SignUp.SERIES, SignUp.ALL_OR_NONE},
            whole_series_only=said["sign_up"] == SignUp.ALL_OR_NONE,
            is_sensitive=said["is_sensitive"],
        )

    def _questions(self) -> Iterator[Asked]:
        for number in range(MOST_QUESTIONS):
            words = self.cleaned_data[f"asked_{number}"]
            if words:
                yield Asked(
                    words=words, purpose=self.cleaned_data[f"purpose_{number}"],
                    kept_until=self.cleaned_data[f"until_{number}"],
                )  # fmt: skip


def _named(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(rows, key=danish_order)]
