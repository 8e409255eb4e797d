"""What keeps one person with a script from taking everybody's times. No captcha, no score.

The reasons and the numbers are in docs/decisions/0003-limits-without-captcha.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Q

from citizens.people.models import Citizen
from counsellors.conversations.enums import Status
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
# Counsellors meet at most some ten people a day, so honest people make fewer bookings than this.
MOST_UNPROVEN_PER_HOUR = 6
MOST_UNPROVEN_PER_DAY = 15


@dataclass(frozen=True, slots=True)
class Standing:
    """How much one citizen has booked, and how much was booked unproven with one counsellor.

    Unproven: nobody has logged in with the contact, and the conversation is still ahead.
    """

    ahead: int
    booked_last_hour: int
    unproven_last_hour: int
    unproven_last_day: int


def check_standing(*, citizen: Citizen, counsellor: Counsellor, now: datetime) -> None:
    """Refuse one booking too many. Exact, because both rows are locked: nobody books meanwhile."""
    standing = read_standing(citizen=citizen, counsellor=counsellor, now=now)
    if standing.ahead >= MOST_AHEAD:
        raise EnoughConversationsAhead
    if standing.booked_last_hour >= MOST_BOOKED_PER_HOUR:
        raise BookedOftenJustNow
    is_proven = citizen.user_id is not None
    too_many = (
        standing.unproven_last_hour >= MOST_UNPROVEN_PER_HOUR
        or standing.unproven_last_day >= MOST_UNPROVEN_PER_DAY
    )
    if too_many and not is_proven:
        raise ManyAreBookingNow


def read_standing(*, citizen: Citizen, counsellor: Counsellor, now: datetime) -> Standing:
    own = Q(citizen=citizen)
    # The condition on `occupies` is what the exclusion constraint's index answers: conversations
    # of past years are never read.
    ahead_here = Q(
        counsellor=counsellor, status=Status.BOOKED, occupies__overlap=DateTimeTZRange(now, None)
    )
    unproven = ahead_here & Q(citizen__user=None, moved_from=None)
    counted = Conversation.objects.filter(own | ahead_here).aggregate(
        ahead=Count("pk", filter=own & Q(status=Status.BOOKED, during__startswith__gt=now)),
        booked_last_hour=Count("pk", filter=own & Q(booked_at__gt=now - HOUR)),
        unproven_last_hour=Count("pk", filter=unproven & Q(booked_at__gt=now - HOUR)),
        unproven_last_day=Count("pk", filter=unproven & Q(booked_at__gt=now - DAY)),
    )
    return Standing(**counted)


def count_although_refused(limit: Limit, *, subject: str, now: datetime) -> None:
    """In a transaction of its own, so that a try counts also when nothing comes of it.

    What succeeds calls `spend` itself, last before audit and outbox: its row stays locked.
    """
    with transaction.atomic():
        spend(limit, subject=subject, now=now)
