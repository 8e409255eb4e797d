"""The one way local services say no: a sentence for the person at the keyboard."""

from __future__ import annotations

import sys


class LocalServiceError(Exception):
    """What went wrong and what to do about it, in one or two plain sentences."""


def say(sentence: object) -> None:
    """Tell the person at the keyboard, not the program that reads our output."""
    print(f"jobcenter.local: {sentence}", file=sys.stderr)
