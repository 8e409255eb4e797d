"""Who sends a booking: the person themselves, or a counsellor for somebody at the desk.

What differs between the two is here, and nothing else differs: the locks, the rows, the named
constraints and the letters are those of `booking.py` for both.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from citizens.people.domain import meet_citizen, meet_guest
from citizens.people.models import Citizen
from counsellors.availability.domain.offers import OfferedTime, Question
from counsellors.people.models import Counsellor
from jobcenter.audit.models import Change
from jobcenter.limits.domain import address_group, spend
from jobcenter.shared.periods import period

from .fairness import (
    BOOKED_AT_THE_DESK,
    BOOKED_PER_ADDRESS,
    count_although_refused,
    spend_on_booking,
    standing_of,
)
from .here_and_now import time_left, time_outside_the_hours
from .offered import offered_time
from .refusals import CannotBookWithThisContact, ContactRefused, TheyHaveAConversationThen
from .requests import BookingRequest

if TYPE_CHECKING:
    from jobcenter.accounts.models import User
    from jobcenter.audit.domain import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Themselves:
    """A citizen on the web, logged in or not. `address` is the sender's IP address."""

    address: str
    user: User | None = None

    # What staff alone can say.
    by: None = None
    outside_hours: str = ""
    starts_now: bool = False
    actor_kind: Change.ActorKind = Change.ActorKind.CITIZEN

    def body(self, request: BookingRequest) -> dict[str, object]:
        """What makes two copies of one form the same."""
        return asdict(request)

    def time(self, question: Question, *, start: datetime, now: datetime) -> OfferedTime:
        return offered_time(question, start=start, now=now)

    def meet(self, request: BookingRequest, counsellor: Counsellor, *, now: datetime) -> Citizen:
        """Locked, and allowed to book one more with this counsellor."""
        citizen = meet_citizen(email=request.email, phone=request.phone, user=self.user)
        standing = standing_of(citizen, with_counsellor=counsellor, now=now)
        standing.check(is_proven=citizen.user_id is not None)
        return citizen

    def spend(self, citizen: Citizen, counsellor: Counsellor, *, now: datetime) -> None:
        spend_on_booking(
            address=address_group(self.address),
            with_counsellor=counsellor,
            is_proven=citizen.user_id is not None,
            now=now,
        )

    def facts(self) -> dict[str, Fact]:
        return {"has_account": self.user is not None}

    def refusal_for(self, refusal: ContactRefused, *, now: datetime) -> ContactRefused:
        if self.user is not None:
            return refusal
        # Counted although refused: otherwise one could ask about one address after the other.
        subject = address_group(self.address)
        count_although_refused(BOOKED_PER_ADDRESS, subject=subject, now=now)
        return CannotBookWithThisContact()


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTheDesk:
    """A counsellor books for somebody on the phone or in the house.

    `outside_hours` is the word why the time lies outside what is on offer; empty: only what is on
    offer. `starts_now`: the person stands there, and it begins this minute.

    The contact is what somebody said, so nothing that protects the unproven is read or used up:
    staff can neither lock a mail address out by typing it, nor be refused because their house's one
    network, or a stranger with that address, has booked much. Only the counsellor's own account has
    a limit, and what staff book counts in nobody's standing (see also `fairness.STANDING`).
    """

    by: Counsellor
    user: User
    outside_hours: str = ""
    starts_now: bool = False

    actor_kind: Change.ActorKind = Change.ActorKind.STAFF

    def body(self, request: BookingRequest) -> dict[str, object]:
        """Two copies of "now" are the same although a minute lies between them."""
        said = asdict(request) | {"by": self.by.slug, "outside_hours": self.outside_hours}
        return said | ({"start": "now"} if self.starts_now else {})

    def time(self, question: Question, *, start: datetime, now: datetime) -> OfferedTime:
        if self.starts_now:
            return time_left(question, now=now)
        if self.outside_hours:
            return time_outside_the_hours(question, by=self.by, start=start, now=now)
        return offered_time(question, start=start, now=now)

    def meet(self, request: BookingRequest, counsellor: Counsellor, *, now: datetime) -> Citizen:
        if not (request.email or request.phone):
            return meet_guest()
        return meet_citizen(email=request.email, phone=request.phone)

    def spend(self, citizen: Citizen, counsellor: Counsellor, *, now: datetime) -> None:
        spend(BOOKED_AT_THE_DESK, subject=f"counsellor {self.by.pk}", now=now)

    def facts(self) -> dict[str, Fact]:
        return {"outside_hours": bool(self.outside_hours), "starts_now": self.starts_now}

    def refusal_for(self, refusal: ContactRefused, *, now: datetime) -> ContactRefused:
        return TheyHaveAConversationThen()


Sender = Themselves | AtTheDesk


def occupied_by(
    counsellor: Counsellor, time: OfferedTime, *, starts_now: bool = False
) -> DateTimeTZRange:
    """The conversation and the counsellor's buffers around it, as they are at this moment.

    Who opens the door to somebody who stands there gives their own pause.
    """
    if starts_now:
        return period(time.start, time.end)
    return period(
        time.start - timedelta(minutes=counsellor.buffer_before_minutes),
        time.end + timedelta(minutes=counsellor.buffer_after_minutes),
    )
