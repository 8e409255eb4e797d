"""Asking before keeping what the house would rather not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .cpr import cpr_numbers_in
from .diagnoses import diagnoses_in
from .refusals import Refusal

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict


class PassagesNamed(Refusal):
    """Something in the text is pointed at. `passages` are shown to its writer and to nobody else:
    they are no part of the message, which may end up in a log.
    """

    can_be_kept = False

    def __init__(self, passages: list[str]) -> None:
        super().__init__()
        self.passages = passages


class HoldsCprNumber(PassagesNamed):
    message = _("There is a CPR number in the text. We never keep those.")
    next_step = _("Take it out, and try again. Nothing was saved.")


class MayBeSensitive(PassagesNamed):
    message = _("Some of this looks like a CPR number or a diagnosis.")
    next_step = _("We need neither to help. You decide: take it out, or let it stand.")
    can_be_kept = True


def refuse_what_is_sensitive(text: str, *, accepted: frozenset[str]) -> None:
    """Raise HoldsCprNumber for what certainly is one, whatever was accepted.

    Raise MayBeSensitive when something else is found that the writer has not looked at: `accepted`
    are the passages shown before. A new one is asked about anew.
    """
    numbers = list(cpr_numbers_in(text))
    certain = [number.passage for number in numbers if number.is_certain]
    if certain:
        raise HoldsCprNumber(certain)
    found = [*(number.passage for number in numbers), *diagnoses_in(text)]
    if not accepted.issuperset(found):
        raise MayBeSensitive(list(dict.fromkeys(found)))


def accepted_passages(answer: MultiValueDict[str, str]) -> frozenset[str]:
    """The passages shown in a warning, when it was answered with "save it as it is"."""
    return frozenset(answer.getlist("accepted") if "as_it_is" in answer else ())
