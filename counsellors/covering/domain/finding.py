"""Finding one conversation by what the person on the phone knows: never by browsing or by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from counsellors.conversations.models import Conversation
from counsellors.covering.models import Opening
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import NewReading, Reader, record_reading
from jobcenter.audit.enums import Way, Why
from jobcenter.centres.models import Centre
from jobcenter.shared.periods import local_day, period
from jobcenter.shared.secrets import is_spoken_code
from jobcenter.shared.transactions import in_one_transaction

from .refusals import FoundMeanwhile

TIME_TO_SAY_WHY = timedelta(minutes=15)
# A code opens a conversation, so the log says that there was one and not which.
A_CODE = "·······"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody says of themselves, exactly one of the three, and the day they booked."""

    day: date
    email: str = ""
    phone: str = ""
    code: str = ""

    def __str__(self) -> str:
        return f"{self.email or self.phone or A_CODE} {self.day.isoformat()}"


def find_conversation(
    *,
    wanted: Wanted,
    counsellor: Counsellor,
    centres: QuerySet[Centre],
    reader: Reader,
    now: datetime,
) -> Opening | None:
    """The conversation at these houses that fits exactly, ready to be opened; None without one.

    Nothing of it is shown yet, but that it exists is told, so the search is written down with its
    words: about the citizen if one was found, about nobody if not. Two windows get one opening.
    """
    return in_one_transaction(
        lambda: _find(wanted, counsellor, centres=centres, reader=reader, now=now),
        one_opening_at_a_time_per_counsellor_and_conversation=FoundMeanwhile,
    )


def _find(
    wanted: Wanted,
    counsellor: Counsellor,
    *,
    centres: QuerySet[Centre],
    reader: Reader,
    now: datetime,
) -> Opening | None:
    conversation = _the_one(wanted, counsellor, centres=centres, now=now)
    opening = _opening_of(conversation, counsellor, now=now) if conversation else None
    record_reading(reader=reader, reading=_searched(wanted, conversation, centres), now=now)
    return opening


def _the_one(
    wanted: Wanted, counsellor: Counsellor, *, centres: QuerySet[Centre], now: datetime
) -> Conversation | None:
    """Of several on that day the one that is not over; a foreign house is not looked at at all."""
    on_that_day = (
        Conversation.objects.booked()
        .kept(now)
        .filter(centre__in=centres, during__startswith__contained_by=local_day(wanted.day))
        .exclude(counsellor=counsellor)
        .select_related("citizen")
        .order_by("during")
    )
    fitting = [one for one in on_that_day.filter(_contact(wanted)) if _fits(one, wanted)]
    ahead = [one for one in fitting if one.ends_at > now]
    return next(iter(ahead or fitting), None)


def _contact(wanted: Wanted) -> Q:
    if wanted.email:
        return Q(email__iexact=wanted.email) | Q(citizen__email=wanted.email.lower())
    if wanted.phone:
        return Q(phone=wanted.phone) | Q(citizen__phone=wanted.phone)
    return Q(spoken_code_hash__isnull=False)


def _fits(conversation: Conversation, wanted: Wanted) -> bool:
    stored = bytes(conversation.spoken_code_hash or b"")
    return not wanted.code or is_spoken_code(wanted.code, stored)


def _opening_of(conversation: Conversation, counsellor: Counsellor, *, now: datetime) -> Opening:
    # Windows of one counsellor wait for each other: rows that run into the exclusion constraint at
    # the same moment would wait in a circle, a second for each deadlock.
    Counsellor.objects.select_for_update(of=("self",), no_key=True).get(pk=counsellor.pk)
    standing = Opening.objects.standing(now).filter(
        counsellor=counsellor, conversation=conversation
    )
    return standing.first() or Opening.objects.create(
        counsellor=counsellor,
        conversation=conversation,
        during=period(now, now + TIME_TO_SAY_WHY),
    )


def _searched(
    wanted: Wanted, conversation: Conversation | None, centres: QuerySet[Centre]
) -> NewReading:
    house = conversation.centre_id if conversation else centres.values_list("pk", flat=True).first()
    found = conversation.citizen if conversation else None
    return NewReading(
        citizen=found.public_id if found else "",
        way=Way.SEARCH,
        kinds=frozenset(),
        why=Why.SOMEBODY_CAME,
        centre_id=house,
        searched_for=str(wanted),
    )
