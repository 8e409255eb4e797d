"""What people typed, without the signs nobody sees: safe in a page, a letter, a calendar."""

from __future__ import annotations

import unicodedata

# Joiners hold emoji families and Persian words together; other format signs only turn text around.
KEPT_FORMAT_SIGNS = {"\u200c", "\u200d"}
LINE_BREAK = "\n"


def one_line(text: object) -> str:
    """`text` without line breaks, control signs or signs that turn the reading direction."""
    return " ".join(_seen(text, keep="").split())


def lines(text: object) -> str:
    """The same for a text of several lines: they stay lines."""
    whole = str(text).replace("\r\n", LINE_BREAK).replace("\r", LINE_BREAK)
    return _seen(whole, keep=LINE_BREAK).strip()


def is_readable(text: object) -> bool:
    """Is there a letter, a digit, an emoji? Two invisible spaces are no name."""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in str(text))


def _seen(text: object, *, keep: str) -> str:
    said = str(text)
    # Whatever Python prints is to be seen; most text ends here, thousands of them in a feed.
    if said.replace(keep, "").isprintable() if keep else said.isprintable():
        return said
    return "".join(
        " " if sign not in keep and _breaks(sign) else sign for sign in said if not _is_hidden(sign)
    )


def _breaks(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp"}


def _is_hidden(sign: str) -> bool:
    if unicodedata.category(sign) in {"Cf", "Cs"}:
        return sign not in KEPT_FORMAT_SIGNS
    return _is_noncharacter(ord(sign))


def _is_noncharacter(code: int) -> bool:
    """U+FDD0–U+FDEF and the last two of each plane: XML has no room for them, nor has a mail."""
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
