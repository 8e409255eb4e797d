"""Making what people typed safe to stand in a letter."""

from __future__ import annotations

import re

from jobcenter.shared.typed import one_line

LONGEST_GREETING = 40
MOST_DIGITS = 2
# A mail we send to somebody must not carry a stranger's advertisement, phone number or threat in
# its greeting: anybody can have us write to anybody.
LOOKS_LIKE_AN_ADDRESS = re.compile(r"[@/\\<>,;:!?]|\w\.\w{2,}|www", re.IGNORECASE)


def greeting_name(name: object) -> str:
    """The name to greet by; empty when what was typed is no name but an address or a speech."""
    tidy = one_line(name)
    digits = sum(sign.isdigit() for sign in tidy)
    is_no_name = len(tidy) > LONGEST_GREETING or digits > MOST_DIGITS
    return "" if is_no_name or LOOKS_LIKE_AN_ADDRESS.search(tidy) else tidy
