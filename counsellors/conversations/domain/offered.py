"""A time as the engine offers it, and its no in the words of booking."""

from __future__ import annotations

from datetime import datetime

from counsellors.availability.domain.offers import (
    OfferedTime,
    Question,
    TimeNotOffered,
    is_offered,
)

from .refusals import refusal_of


def offered_time(
    question: Question,
    *,
    start: datetime,
    now: datetime,
    ignoring_conversation_id: int | None = None,
    is_promised: bool = False,
) -> OfferedTime:
    """The time as the engine offers it now, under the counsellor's lock; see `is_offered`."""
    try:
        return is_offered(
            question=question,
            start=start,
            now=now,
            ignoring_conversation_id=ignoring_conversation_id,
            is_promised=is_promised,
        )
    except TimeNotOffered as refusal:
        raise refusal_of(refusal).about(question) from refusal
