"""Whose letter it is: who holds its link, and who has its talk open. Foreign and missing: 404."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404

from counsellors.chat.models import Thread
from counsellors.letters.domain import letter_of, open_by_link
from counsellors.letters.models import Letter


def get_letter_by_link(secret: str, *, now: datetime) -> Letter:
    letter = open_by_link(secret, now=now)
    if letter is None:
        raise Http404
    return letter


def get_letter_of_talk(thread: Thread) -> Letter:
    """Of a talk that waits, or has waited, as a letter."""
    letter = letter_of(thread)
    if letter is None:
        raise Http404
    return letter
