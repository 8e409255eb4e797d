"""Two windows on one row: the later one is told how it stands now, and nothing typed is lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .refusals import Refusal


class ChangedMeanwhile(Refusal):
    """Saved from another window, or by a colleague. `stands` is what holds now, by field."""

    message = _("Somebody has changed this since you opened it, perhaps in another window.")
    next_step = _(
        "How it stands now is shown below, and what you typed is kept. Put both together."
    )

    def __init__(self, stands: Mapping[str, object]) -> None:
        super().__init__()
        self.stands = stands


def edition_of(stands: Mapping[str, object]) -> str:
    """What a page carries along of the row it showed: the same for the same values."""
    said = json.dumps(dict(stands), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def must_stand_as_seen(
    stands: Mapping[str, object], *, wanted: Mapping[str, object], seen: str
) -> None:
    """Raise ChangedMeanwhile unless the page showed the row as it `stands`, or it stands as it is
    `wanted` already: a form sent twice is no quarrel.
    """
    if edition_of(stands) not in {seen, edition_of(wanted)}:
        raise ChangedMeanwhile(stands)
