"""What signing up asks for: a name or nickname, one channel, and what the organiser needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from counsellors.conversations.forms.contact import ContactForm
from jobcenter.shared.periods import COPENHAGEN
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key

from .domain import FORM, SignUpRequest
from .models import SignupQuestion, SignupTerms

ALL_OR_NONE, FEWER = "all", "fewer"


class SignUpForm(ContactForm):
    """Fields that the terms do not need are not there."""

    people = forms.TypedChoiceField(
        label=_("How many are you?"), coerce=int, required=False,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )  # fmt: skip
    if_fewer = forms.ChoiceField(
        label=_("If there is not room for all of you"),
        choices=[
            (ALL_OR_NONE, _("All of us or none")),
            (FEWER, _("We will also take fewer places")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    whole_series = forms.BooleanField(label=_("All the dates, not only this one"), required=False)
    no_reminder = forms.BooleanField(label=_("I do not need a reminder"), required=False)

    def __init__(self, *args: Any, terms: SignupTerms, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = self._ask(terms, now)
        if terms.is_sensitive:
            self.fields["name"].help_text = _("A nickname is fine. Nobody asks for more.")
        if terms.most_together > 1:
            counts = range(1, terms.most_together + 1)
            self.offer("people", [(str(n), _how_many(n)) for n in counts])
        else:
            del self.fields["people"], self.fields["if_fewer"]
        if terms.whole_series_only or not terms.takes_whole_series:
            del self.fields["whole_series"]

    def _ask(self, terms: SignupTerms, now: datetime) -> list[SignupQuestion]:
        today = now.astimezone(COPENHAGEN).date()
        asked = list(terms.questions.filter(kept_until__gte=today))  # type: ignore[attr-defined]
        for question in asked:
            until = f"{question.kept_until:%-d.%-m.%Y}"
            self.fields[f"question_{question.pk}"] = forms.CharField(
                label=question.words,
                required=False,
                max_length=500,
                help_text=_("What for: %(purpose)s. Erased after %(day)s.")
                % {"purpose": question.purpose, "day": until},
            )
        return asked

    def request(self) -> SignUpRequest:
        said = self.cleaned_data
        return SignUpRequest(
            name=said["name"],
            email=said["email"],
            # One channel is enough, and one is all we keep.
            phone="" if said["email"] else said["phone"],
            people=said.get("people") or 1,
            takes_fewer=said.get("if_fewer") == FEWER,
            whole_series=bool(said.get("whole_series")),
            wants_reminder=not said.get("no_reminder"),
            page_language=get_language() or "da",
            answers={one.pk: said[f"question_{one.pk}"] for one in self.questions},
        )

    def asked_fields(self) -> list[forms.BoundField]:
        return [self[f"question_{one.pk}"] for one in self.questions]


class WriteDownForm(SignUpForm):
    """Staff write down somebody on the phone: no channel is needed."""

    must_be_reachable = False


def key_to_send(request: HttpRequest, refusal: Refusal | None) -> str:
    """The same again after a mistake in a field; after a refusal another, for it may be used up."""
    return ("" if refusal else request.POST.get("key", "")) or mint_form_key(form=FORM)


def _how_many(count: int) -> str:
    words = ngettext("%(count)d person", "%(count)d people", count)
    return words % {"count": count}
