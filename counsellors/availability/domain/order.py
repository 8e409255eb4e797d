"""Danish alphabetical order: æ, ø, å last; aa counts as å (Aabye after Østergaard)."""

from __future__ import annotations

import unicodedata

# Private-use signs sort after every letter of any alphabet.
_LAST_LETTERS = str.maketrans(
    {"æ": "\ue000", "ä": "\ue000", "ø": "\ue001", "ö": "\ue001", "å": "\ue002"}
)


def danish_order(text: str) -> tuple[str, str]:
    """A sort key. Accents and capitals only decide between words that are otherwise the same."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    folded = folded.translate(_LAST_LETTERS)
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", folded) if sign.isalnum() or sign == " "
    )
    return bare, text
