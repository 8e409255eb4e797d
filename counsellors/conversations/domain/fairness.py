"""What keeps one person with a script from taking everybody's times. No captcha, no score.

The reasons and the numbers are in docs/decisions/0003-limits-without-captcha.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model, QuerySet

from citizens.people.models import Citizen
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.limits.domain import Limit, spend

from .refusals import BookedOftenJustNow, EnoughConversationsAhead, ManyAreBookingNow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# A library, a shelter and a mobile operator share one address among many people.
BOOKED_PER_ADDRESS = Limit("conversation.booked", 30, HOUR)
# Per conversation, not per person: nobody can use up what somebody else may do.
MOVED_PER_CONVERSATION = Limit("conversation.moved", 10, HOUR)
CODES_TRIED_PER_ADDRESS = Limit("conversation.code_tried", 20, HOUR)
WISHES_PER_ADDRESS = Limit("wish.left", 10, HOUR)

MOST_AHEAD = 3
MOST_BOOKED_PER_HOUR = 5
MOST_WISHES_WAITING = 3
# A counsellor meets some eight people a day: honest bookings come slower than this, even when a
# whole room of people is told to book.
MOST_UNPROVEN_PER_HOUR = 12
MOST_UNPROVEN_PER_DAY = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """How much one citizen has booked, and how much was booked unproven with one counsellor."""

    ahead: int
    booked_last_hour: int
    unproven_last_hour: int
    unproven_last_day: int

    @classmethod
    def on(cls, row: Model, *, now: datetime) -> Standing:
        """Read what `with_standing` put on the row."""
        unproven: list[datetime] = getattr(row, "unproven_bookings")  # noqa: B009  an annotation
        return cls(
            ahead=len(getattr(row, "own_ahead")),  # noqa: B009
            booked_last_hour=len(getattr(row, "own_bookings")),  # noqa: B009
            unproven_last_hour=sum(booked_at > now - HOUR for booked_at in unproven),
            unproven_last_day=len(unproven),
        )

    def check(self, *, is_proven: bool) -> None:
        """Refuse one booking too many.

        Exact, when it was read with both rows locked: nobody books for either meanwhile.
        """
        if self.ahead >= MOST_AHEAD:
            raise EnoughConversationsAhead
        if self.booked_last_hour >= MOST_BOOKED_PER_HOUR:
            raise BookedOftenJustNow
        too_many = (
            self.unproven_last_hour >= MOST_UNPROVEN_PER_HOUR
            or self.unproven_last_day >= MOST_UNPROVEN_PER_DAY
        )
        if too_many and not is_proven:
            raise ManyAreBookingNow


def with_standing[Rows: QuerySet[Any]](
    rows: Rows, *, citizen: Citizen, counsellor: Counsellor, now: datetime
) -> Rows:
    """`rows` with three short lists that `Standing.on` counts; no question of its own.

    Unproven is a booking still ahead with whose contact nobody has ever logged in. The condition on
    `occupies` is what the exclusion constraint's index answers: past years are never read.
    """
    own = Conversation.objects.filter(citizen=citizen)
    ahead_here = Conversation.objects.booked().filter(
        counsellor=counsellor, occupies__overlap=DateTimeTZRange(now, None)
    )
    unproven = ahead_here.filter(citizen__user=None, moved_from=None, booked_at__gt=now - DAY)
    return rows.annotate(
        own_ahead=ArraySubquery(own.upcoming(now).values("pk")),
        own_bookings=ArraySubquery(own.filter(booked_at__gt=now - HOUR).values("pk")),
        unproven_bookings=ArraySubquery(unproven.values("booked_at")),
    )


def count_although_refused(limit: Limit, *, subject: str, now: datetime) -> None:
    """In a transaction of its own, so that a try counts also when nothing comes of it.

    What succeeds calls `spend` itself, last before audit and outbox: its row stays locked.
    """
    with transaction.atomic():
        spend(limit, subject=subject, now=now)
