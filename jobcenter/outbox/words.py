"""Making what people typed safe to stand in a letter."""

from __future__ import annotations

import re
import unicodedata

LONGEST_GREETING = 60
# A mail we send to somebody must not carry a stranger's advertisement in its greeting.
LOOKS_LIKE_AN_ADDRESS = re.compile(r"[@/\\<>]|\w\.\w{2,}|www", re.IGNORECASE)
# Joiners hold emoji families and Persian words together; other format signs only turn text around.
KEPT_FORMAT_SIGNS = {"\u200c", "\u200d"}


def one_line(text: object) -> str:
    """`text` without line breaks, control signs or signs that turn the reading direction."""
    signs = (" " if _breaks(sign) else sign for sign in str(text) if not _is_hidden(sign))
    return " ".join("".join(signs).split())


def greeting_name(name: object) -> str:
    """The name to greet by; empty when what was typed is no name but an address or a speech."""
    tidy = one_line(name)
    if len(tidy) > LONGEST_GREETING or LOOKS_LIKE_AN_ADDRESS.search(tidy):
        return ""
    return tidy


def _breaks(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp"}


def _is_hidden(sign: str) -> bool:
    if unicodedata.category(sign) in {"Cf", "Cs"}:
        return sign not in KEPT_FORMAT_SIGNS
    return _is_noncharacter(ord(sign))


def _is_noncharacter(code: int) -> bool:
    """U+FDD0–U+FDEF and the last two of each plane: XML has no room for them, nor has a mail."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
