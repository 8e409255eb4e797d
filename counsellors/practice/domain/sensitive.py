"""Asking before keeping what the house would rather not know."""

from __future__ import annotations

from jobcenter.shared.cpr import cpr_numbers_in

from .diagnoses import diagnoses_in
from .refusals import HoldsCprNumber, MayBeSensitive


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
