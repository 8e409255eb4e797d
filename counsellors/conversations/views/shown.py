"""Offered times as the pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counsellors.availability.domain.offers import OfferedTime
from counsellors.availability.enums import Mode
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre


def shown_times(times: Sequence[OfferedTime]) -> list[dict[str, Any]]:
    """Each time with its people and place; two queries however many there are."""
    if not times:
        return []
    counsellors = Counsellor.objects.in_bulk({time.counsellor_id for time in times})
    centres = Centre.objects.in_bulk({time.centre_id for time in times})
    return [
        {
            "start": time.start,
            "end": time.end,
            "mode": Mode(time.mode),
            "counsellor": counsellors[time.counsellor_id],
            "centre": centres[time.centre_id],
            "chosen": ChosenTime.of(time, counsellors, centres),
        }
        for time in times
    ]
