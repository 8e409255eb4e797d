"""What of it goes, and when."""

from __future__ import annotations

from datetime import datetime

from counsellors.safety.models import Block, MessageReport, Sighting
from jobcenter.shared.retention import kept_for
from jobcenter.shared.slices import delete_in_slices

from .helping import forget_calls


def forget_what_is_over(*, now: datetime) -> int:
    """Blocks 30 days after they end, reports 30 days after they were made, addresses after two
    days, calls for help after one. How many; idempotent.
    """
    return (
        delete_in_slices(Block.objects.filter(until__lt=now - kept_for("blocks")))
        + delete_in_slices(MessageReport.objects.filter(made_at__lt=now - kept_for("chats")))
        + delete_in_slices(Sighting.objects.filter(at__lt=now - kept_for("allowances")))
        + forget_calls(now=now)
    )
