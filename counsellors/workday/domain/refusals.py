"""What the booking rules say to the person it is for, said to the counsellor instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from counsellors.conversations.domain.refusals import (
    ConversationHasBegun,
    ConversationHasChanged,
    ConversationIsCancelled,
)
from jobcenter.shared.refusals import Refusal


class HasBegun(Refusal):
    message = _("This conversation has begun, so it stands as it is.")
    next_step = _("Nothing was changed and nobody was written to.")


class ChangedMeanwhile(Refusal):
    message = _("This conversation was changed just now, in another window or by the person.")
    next_step = _("See how it stands now. Nothing was changed by this click.")


class CancelledAlready(Refusal):
    message = _("This conversation is cancelled.")
    next_step = _("Nothing more was sent.")


class TooMuchForALetter(Refusal):
    message = _("Some of this looks like a CPR number or a diagnosis.")
    next_step = _("Others may read a message. Take it out, and send it again.")


SAID_TO_COUNSELLORS: dict[type[Refusal], type[Refusal]] = {
    ConversationHasBegun: HasBegun,
    ConversationHasChanged: ChangedMeanwhile,
    ConversationIsCancelled: CancelledAlready,
}


@contextmanager
def said_to_counsellors() -> Iterator[None]:
    try:
        yield
    except tuple(SAID_TO_COUNSELLORS) as refusal:
        raise SAID_TO_COUNSELLORS[type(refusal)] from refusal
