"""What a wish, a proposal, a report and an answer ask for."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from counsellors.conversations.forms.contact import ContactForm
from events.activities.models import Activity
from events.signups.forms import WriteDownForm
from jobcenter.centres.domain.nearest import centres_near
from jobcenter.centres.domain.places import PlaceNotKnown, find_place
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order
from jobcenter.shared.phones import NotAPhoneNumber, reachable_phone
from jobcenter.shared.typed import is_readable, lines, one_line
from jobcenter.ui.forms import HouseForm

from .domain import IdeaRequest, seat_of_caller, somebody_left_nothing
from .enums import Answer, IdeaKind, Wrong
from .models import LINE_CHARS, TEXT_CHARS, TITLE_CHARS

_NOT_THERE = {"invalid_choice": _("Choose one from the list.")}


def _text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class _IdeaForm(ContactForm):
    """What both kinds ask for; the house by its name or the nearest to a postcode."""

    kind: IdeaKind
    text = forms.CharField(
        label=_("Tell more about it"), required=False, max_length=TEXT_CHARS, widget=_text_area(4)
    )
    suits = forms.CharField(
        label=_("When does it suit you?"), required=False, max_length=LINE_CHARS,
        help_text=_("For example: weekday mornings, or every other Thursday evening."),
    )  # fmt: skip
    hus = forms.ModelChoiceField(
        Centre.objects.published(), label=_("House"), to_field_name="slug",
        required=False, empty_label=_("The nearest to my postcode"), error_messages=_NOT_THERE,
    )  # fmt: skip
    sted = forms.CharField(label=_("Your postcode or town"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["hus"])
        rows = sorted(field.queryset or (), key=lambda row: danish_order(row.name))
        field.choices = [("", field.empty_label), *((row.slug, row.name) for row in rows)]

    def clean_title(self) -> str:
        return self._said("title")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if not said.get("hus") and "hus" not in self.errors:
            said["hus"] = self._nearest(said.get("sted") or "")
        return said

    def _nearest(self, words: str) -> Centre | None:
        if not words.strip():
            self.add_error("hus", _("Choose a house, or write your postcode below."))
            return None
        try:
            near = centres_near(place=find_place(words), centres=Centre.objects.published())
        except PlaceNotKnown as unknown:
            self.add_error("sted", str(unknown))
            return None
        return near[0].centre if near else None

    def _said(self, name: str) -> str:
        said = one_line(self.cleaned_data[name])
        if not is_readable(said):
            raise forms.ValidationError(self.fields[name].error_messages["required"])
        return said

    def request(self) -> IdeaRequest:
        said = self.cleaned_data
        return IdeaRequest(
            kind=self.kind,
            centre=said["hus"],
            title=said["title"],
            text=lines(said["text"]),
            for_whom=one_line(said.get("for_whom") or ""),
            suits=one_line(said["suits"]),
            name=said.get("name") or "",
            email=said["email"],
            # One channel is enough, and one is all we keep.
            phone="" if said["email"] else said["phone"],
            page_language=get_language() or "da",
        )


class WishForm(_IdeaForm):
    """No name: a wish stands in public without one. A channel only to hear the answer."""

    kind = IdeaKind.WISH
    must_be_reachable = False
    title = forms.CharField(
        label=_("What do you wish for?"), max_length=TITLE_CHARS,
        help_text=_("For example: a choir for people who cannot sing."),
        error_messages={"required": _("Write what you wish for in a few words.")},
    )  # fmt: skip
    field_order = ("title", "text", "suits", "hus", "sted", "email", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]


class ProposalForm(_IdeaForm):
    """The house must be able to answer, so it asks for a name and one channel."""

    kind = IdeaKind.PROPOSAL
    title = forms.CharField(
        label=_("What could you hold?"), max_length=TITLE_CHARS,
        help_text=_("For example: an afternoon on mending bicycles."),
        error_messages={"required": _("Write what you could hold in a few words.")},
    )  # fmt: skip
    for_whom = forms.CharField(label=_("For whom?"), required=False, max_length=LINE_CHARS)
    field_order = ("title", "for_whom", "text", "suits", "hus", "sted", "name", "email", "phone")


class FirstByPhoneForm(WriteDownForm):
    """Staff write down a caller who wished for it: known by what they left, or on their word."""

    left_with_wish = forms.CharField(
        label=_("The mail or phone number they left with the wish"), required=False,
        max_length=254, help_text=_("Ask them. You are not shown what others left."),
    )  # fmt: skip
    on_their_word = forms.BooleanField(
        label=_("They say that they wished for it, and left no mail or number"), required=False,
        help_text=_("Everybody can read in the trail that it happened, and nobody who it was."),
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, terms=activity.signup_terms, **kwargs)  # type: ignore[attr-defined]
        self.activity = activity
        self.first_seat: bytes | None = None
        if not somebody_left_nothing(activity):
            del self.fields["on_their_word"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        left = (said.get("left_with_wish") or "").strip()
        if left:
            self.first_seat = self._seat(left)
            if self.first_seat is None:
                self.add_error("left_with_wish", _("Nobody left this with the wish. Ask again."))
        elif not said.get("on_their_word"):
            self.add_error("left_with_wish", _("Write how we know that they wished for it."))
        return said

    def _seat(self, left: str) -> bytes | None:
        if "@" in left:
            return seat_of_caller(activity=self.activity, email=left, phone="")
        try:
            return seat_of_caller(activity=self.activity, email="", phone=reachable_phone(left))
        except NotAPhoneNumber:
            return None

    @property
    def comes_on_their_word(self) -> bool:
        return self.first_seat is None and bool(self.cleaned_data.get("on_their_word"))


class BeToldForm(ContactForm):
    """Where to write when a wish comes true; empty fields are a no."""

    must_be_reachable = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]

    def channel(self) -> dict[str, str]:
        said = self.cleaned_data
        return {"email": said["email"], "phone": "" if said["email"] else said["phone"]}


class ReportForm(HouseForm):
    why = forms.ChoiceField(
        label=_("Why should it not stand there?"), choices=Wrong.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong."), **_NOT_THERE},
    )  # fmt: skip


class FilterForm(HouseForm):
    """Which house's wishes; in the address."""

    hus = forms.ModelChoiceField(
        Centre.objects.published(), label=_("House"), to_field_name="slug", required=False,
        empty_label=_("All houses"), error_messages=_NOT_THERE,
    )  # fmt: skip

    def centre(self) -> Centre | None:
        """What cannot be read counts as not chosen."""
        return self.cleaned_data.get("hus") if self.is_valid() else None


class AnswerForm(HouseForm):
    answer = forms.ChoiceField(
        label=_("What do you answer?"), choices=Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer."), **_NOT_THERE},
    )  # fmt: skip
    words = forms.CharField(
        label=_("Your words"), required=False, max_length=TEXT_CHARS, widget=_text_area(4),
        help_text=_("A no needs a reason. Write as you would say it."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Not yet: on which day do you answer again?"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as day.month.year, for example 3.12.2026.")},
    )  # fmt: skip
    activity = forms.ModelChoiceField(
        Activity.objects.none(), label=_("We take it on: what does it become?"),
        to_field_name="public_id", required=False, empty_label=_("We do not know yet"),
        error_messages=_NOT_THERE,
    )  # fmt: skip

    def clean_words(self) -> str:
        return lines(self.cleaned_data["words"])

    def let_choose(self, activities: Any) -> None:
        field = cast("forms.ModelChoiceField[Any]", self.fields["activity"])
        field.queryset = activities


class BecomesForm(HouseForm):
    activity = forms.ModelChoiceField(
        Activity.objects.none(), label=_("What does it become?"), to_field_name="public_id",
        empty_label=_("Choose an activity"),
        error_messages={"required": _("Choose an activity."), **_NOT_THERE},
    )  # fmt: skip

    def let_choose(self, activities: Any) -> None:
        field = cast("forms.ModelChoiceField[Any]", self.fields["activity"])
        field.queryset = activities


class TakeDownForm(HouseForm):
    why = forms.CharField(
        label=_("Why is it taken down?"), max_length=300,
        help_text=_("Whoever wrote it reads this."),
        error_messages={"required": _("Write the reason in a few words.")},
    )  # fmt: skip

    def clean_why(self) -> str:
        return one_line(self.cleaned_data["why"])
