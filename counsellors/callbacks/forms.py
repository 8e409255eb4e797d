from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from counsellors.chat.forms import NicknameField
from counsellors.conversations.forms.contact import PhoneField
from jobcenter.ui.dates import day_in_words, in_copenhagen, span_in_words
from jobcenter.ui.forms import Card, HouseForm

from .domain.windows import Window


class WindowField(forms.ChoiceField):
    """Whether a window can still be had is the domain's to say: a form that is sent twice must find
    the call it asked for, also when that call took the last place.
    """

    def valid_value(self, value: Any) -> bool:
        return True


class WindowForm(HouseForm):
    """When somebody calls."""

    window = WindowField(
        label=_("When may we call?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when we may call.")},
    )

    def __init__(self, *args: Any, windows: Iterable[Window], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "window" in self.fields:
            self.offer("window", [
                (capfirst(day_in_words(day)), [
                    (one.value, Card(capfirst(span_in_words(one.start, one.end))))
                    for one in of_day
                ])
                for day, of_day in groupby(windows, key=lambda one: in_copenhagen(one.start).date())
            ])  # fmt: skip


class CallForm(WindowForm):
    """A window and a number: nothing else is needed."""

    phone = PhoneField(
        label=_("Which number do we call?"),
        help_text=_("Only whoever calls sees it. We delete it when we have talked."),
        error_messages={"required": _("Write the number we are to call.")},
    )
    field_order: tuple[str, ...] = ("window", "phone")


class BeginForm(CallForm):
    """The same, from somebody we do not talk with yet."""

    nickname = NicknameField()
    field_order = ("window", "phone", "nickname")


class PlaceForm(HouseForm):
    """Only the number: the place in line is there already."""

    phone = PhoneField(
        label=_("Which number do we call?"),
        help_text=_("Only whoever calls sees it. We delete it when we have talked."),
        error_messages={"required": _("Write the number we are to call.")},
    )
