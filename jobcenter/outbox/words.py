"""Making what people typed safe to stand in a letter."""

from __future__ import annotations

import re

from jobcenter.shared.typed import one_line

LONGEST_GREETING = 60
# A mail we send to somebody must not carry a stranger's advertisement in its greeting.
LOOKS_LIKE_AN_ADDRESS = re.compile(r"[@/\\<>]|\w\.\w{2,}|www", re.IGNORECASE)


def greeting_name(name: object) -> str:
    """The name to greet by; empty when what was typed is no name but an address or a speech."""
    tidy = one_line(name)
    if len(tidy) > LONGEST_GREETING or LOOKS_LIKE_AN_ADDRESS.search(tidy):
        return ""
    return tidy
