"""What keeps one person with a script from taking everybody's times. No captcha, no score.

The reasons and the numbers are in docs/decisions/0003-limits-without-captcha.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from citizens.people.models import Citizen
from counsellors.people.models import Counsellor
from jobcenter.limits.domain import Limit, spend, spend_together

from .refusals import BookedOftenJustNow, EnoughConversationsAhead, ManyAreBookingNow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# A library, a shelter and a mobile operator share one address among many people.
BOOKED_PER_ADDRESS = Limit("conversation.booked", 30, HOUR)
# Fewer than the twelve below: no one address uses up what a counsellor has for people who have
# never logged in.
BOOKED_PER_ADDRESS_WITH_ONE = Limit("conversation.booked_with", 8, HOUR, ManyAreBookingNow)
# Per conversation, not per person: nobody can use up what somebody else may do.
MOVED_PER_CONVERSATION = Limit("conversation.moved", 10, HOUR)
CODES_TRIED_PER_ADDRESS = Limit("conversation.code_tried", 20, HOUR)
# Staff hold the lines of a whole house: enough for its busiest hour, and no more for a thief.
BOOKED_AT_THE_DESK = Limit("conversation.booked_at_desk", 60, HOUR)
WISHES_PER_ADDRESS = Limit("wish.left", 10, HOUR)

MOST_AHEAD = 3
MOST_BOOKED_PER_HOUR = 5
MOST_WISHES_WAITING = 3
# A counsellor meets some eight people a day: honest bookings come slower than this, even when a
# whole room of people is told to book.
MOST_UNPROVEN_PER_HOUR = 12
MOST_UNPROVEN_PER_DAY = 20


# The condition on `occupies` is what the exclusion constraint's index answers: past years are never
# read. Raw: the ORM needs eight times as long to write this question as PostgreSQL to answer it.
STANDING = """
    SELECT
        (SELECT count(*) FROM counsellors_conversation
         WHERE citizen_id = %(citizen)s AND status = 'booked' AND lower(during) > %(now)s
           AND booked_by_id IS NULL),
        (SELECT count(*) FROM counsellors_conversation
         WHERE citizen_id = %(citizen)s AND booked_at > %(hour_ago)s AND booked_by_id IS NULL),
        count(*) FILTER (WHERE booked_at > %(hour_ago)s),
        count(*)
    FROM counsellors_conversation
    JOIN citizens_citizen ON citizens_citizen.id = citizen_id AND user_id IS NULL
    WHERE counsellor_id = %(counsellor)s AND status = 'booked'
      AND occupies && tstzrange(%(now)s, NULL)
      AND moved_from_id IS NULL AND booked_at > %(day_ago)s AND booked_by_id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How much one citizen has booked, and how much was booked unproven with one counsellor.

    Unproven is a booking still ahead with whose contact nobody has ever logged in. What staff
    booked for somebody counts nowhere: a counsellor who types Amal's address uses up nothing of
    hers, nor of what their colleague has for strangers.
    """

    ahead: int
    booked_last_hour: int
    unproven_last_hour: int
    unproven_last_day: int

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


def standing_of(citizen: Citizen, *, with_counsellor: Counsellor, now: datetime) -> Standing:
    """One question. Ask it only when both rows are locked: a statement sees what was committed
    before it began, and the one that waited for a lock began too early.
    """
    wanted: dict[str, int | datetime] = {
        "citizen": citizen.pk,
        "counsellor": with_counsellor.pk,
        "now": now,
        "hour_ago": now - HOUR,
        "day_ago": now - DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, wanted)
        return Standing(*cursor.fetchone())


def spend_on_booking(
    *, address: str, with_counsellor: Counsellor, is_proven: bool, now: datetime
) -> None:
    """Count a booking for its address group. Raises TooManyAttempts or ManyAreBookingNow."""
    uses = {BOOKED_PER_ADDRESS: address}
    if not is_proven:
        uses[BOOKED_PER_ADDRESS_WITH_ONE] = f"{address} with {with_counsellor.pk}"
    spend_together(uses, now=now)


def count_although_refused(limit: Limit, *, subject: str, now: datetime) -> None:
    """In a transaction of its own, so that a try counts also when nothing comes of it.

    What succeeds calls `spend` itself, last before audit and outbox: its row stays locked.
    """
    with transaction.atomic():
        spend(limit, subject=subject, now=now)
