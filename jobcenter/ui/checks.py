"""What must be right before the house opens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from jobcenter.ui.hotline import HoursNotUnderstood, weekly_hours


@register
def check_hotline_hours(**kwargs: Any) -> list[CheckMessage]:
    try:
        weekly_hours(settings.HOTLINE_HOURS)
    except HoursNotUnderstood as error:
        return [
            Error(
                f"HOTLINE_HOURS has a part that is no day with hours: {str(error)!r}.",
                hint="Write it like this: mon-fri 8-18; sat 10:00-14:00",
                id="ui.E001",
            )
        ]
    return []
