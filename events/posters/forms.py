"""How large, and of what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.activities.forms import FindForm
from jobcenter.shared.refusals import Words
from jobcenter.ui.forms import HouseForm

from .enums import PaperSize

_ONE_OF_THEM = {"invalid_choice": _("Choose one of these."), "required": _("Choose one of these.")}
ONE_DAY, ALL_DAYS = "dagen", "alle"
# Of more the square has dots smaller than a millimetre on the sheet.
LONGEST_QUERY = 300


class PosterForm(HouseForm):
    """`has_series` when there are other days to put on the same poster."""

    papir = forms.ChoiceField(
        label=_("How large?"), choices=[("a4", _("A4, for a board")), ("a3", _("A3, for a wall"))],
        widget=forms.RadioSelect, error_messages=_ONE_OF_THEM,
    )  # fmt: skip
    om = forms.ChoiceField(
        label=_("What shall it tell of?"),
        choices=[(ONE_DAY, _("This day")), (ALL_DAYS, _("All the days to come"))],
        widget=forms.RadioSelect, error_messages=_ONE_OF_THEM,
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, has_series: bool, **more: Any) -> None:
        usual = {"papir": PaperSize.A4, "om": ONE_DAY}
        super().__init__(data, initial=usual, **more)
        if not has_series:
            del self.fields["om"]

    @property
    def size(self) -> PaperSize:
        return PaperSize(self.cleaned_data["papir"])

    @property
    def is_series(self) -> bool:
        return self.cleaned_data.get("om") == ALL_DAYS


def asked_size(said: QueryDict) -> PaperSize:
    """From an address; anything else is A4."""
    return PaperSize.A3 if said.get("papir") == PaperSize.A3 else PaperSize.A4


def chosen_in_words(form: FindForm) -> str:
    """The filter of a programme as people would say it: "job · nær 8000 · gratis". Days and house
    stand in the heading."""
    said = form.cleaned_data
    picked = [said.get("q") or "", _near(form)]
    picked += [str(said[name]) for name in ("emne",) if said.get(name)]
    for name in ("slags", "sprog", "adgang", "kun"):
        field = cast("forms.ChoiceField", form.fields[name])
        labels = dict(cast("Iterable[tuple[str, Words]]", field.choices))
        asked = said.get(name) or []
        picked += [str(labels[one]) for one in ([asked] if isinstance(asked, str) else asked)]
    return " · ".join(part for part in picked if part)


def chosen_in_address(form: FindForm) -> str:
    """The same as a query of the list, of what was understood and nothing else. Nothing when it is
    so long that no telephone would read its square."""
    pairs = [
        (name, said)
        for name in form.fields
        if name not in form.errors
        for said in dict.fromkeys(form.data.getlist(name))  # type: ignore[attr-defined]
        if said.strip()
    ]
    query = urlencode(pairs)
    return query if len(query) <= LONGEST_QUERY else ""


def _near(form: FindForm) -> str:
    if form.cleaned_data.get("sted") is None:
        return ""
    return gettext("near %(place)s") % {"place": form.data.get("sted", "")[:60]}
