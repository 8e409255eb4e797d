"""What a page showed of a row, and what stands there now when somebody else was faster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import HttpRequest

from jobcenter.shared.editions import ChangedMeanwhile, edition_of


@dataclass(frozen=True, slots=True)
class Shown:
    """`seen` travels with the form; `stands` are the labels and values that differ from it."""

    seen: str
    stands: list[tuple[str, object]] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, values: Mapping[str, object]) -> Shown:
        """The row as it is read now, or as the page that was sent had read it."""
        return cls(request.POST.get("seen", "") if request.method == "POST" else edition_of(values))

    @classmethod
    def after(
        cls, refusal: ChangedMeanwhile, form: forms.BaseForm,
        wanted: Mapping[str, object] | None = None,
    ) -> Shown:  # fmt: skip
        """Saved again it holds: now its writer has seen what stands. `wanted` is what the form
        would make of the row, where that is more than its fields."""
        said = form.cleaned_data if wanted is None else wanted
        differing = [
            (str(form.fields[name].label), _in_words(form.fields[name], refusal.stands.get(name)))
            for name in dict.fromkeys([*refusal.stands, *(wanted or ())])
            if name in form.fields and refusal.stands.get(name) != said.get(name)
        ]
        return cls(edition_of(refusal.stands), differing)


def _in_words(field: forms.Field, value: object) -> object:
    """As the form shows it: what is chosen by its label, a clock as a clock."""
    if isinstance(field, forms.BooleanField):
        return bool(value)
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    if labels:
        return labels.get(str("" if value is None else value), value)
    return field.prepare_value(value)
