"""Amounts of money in words, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def price_in_words(kroner: int) -> str:
    return _("%(kroner)s kr.") % {"kroner": kroner} if kroner else _("Free of charge")
