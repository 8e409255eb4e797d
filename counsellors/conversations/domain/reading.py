"""Finding conversations and wishes: by what somebody holds, by whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from citizens.people.domain import proven_mails
from counsellors.conversations.models import Conversation, ConversationQuerySet, Wish
from counsellors.people.models import Counsellor
from counsellors.responsibility.domain.reading import own_responsibility
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import address_group
from jobcenter.shared.periods import local_day
from jobcenter.shared.phones import NotAPhoneNumber, reachable_phone
from jobcenter.shared.secrets import hash_of_link, is_spoken_code

from .fairness import CODES_TRIED_PER_ADDRESS, count_although_refused
from .refusals import CodeDoesNotFit

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


@dataclass(frozen=True, slots=True)
class OwnConversations:
    """`ahead`: booked and not over, the next one first. `earlier`: the rest, the latest first."""

    ahead: list[Conversation]
    earlier: list[Conversation]


def conversation_by_link(secret: str, *, now: datetime) -> Conversation | None:
    """What the secret link opens, booked or cancelled; nothing once the time of it is over."""
    return (
        Conversation.objects.with_people_and_place()
        .filter(link_hash=hash_of_link(secret), during__endswith__gt=now)
        .first()
    )


def begun_conversation_by_link(secret: str, *, now: datetime) -> Conversation | None:
    """What the secret link still opens once the time has come: until the retention date, and only
    to read and write the shared note. See docs/decisions/0043-shared-notes.md.
    """
    begun = Conversation.objects.begun(now).kept(now).with_people_and_place()
    return begun.filter(link_hash=hash_of_link(secret)).first()


def conversation_by_code(*, phone: str, code: str, address: str, now: datetime) -> Conversation:
    """What phone number and spoken code open together, while its link would.

    Every try counts for the address, in a transaction of its own, before anything is looked up.
    Raises TooManyAttempts, or CodeDoesNotFit whether it was the number or the code.
    """
    count_although_refused(CODES_TRIED_PER_ADDRESS, subject=address_group(address), now=now)
    try:
        number = reachable_phone(phone)
    except NotAPhoneNumber as refusal:
        raise CodeDoesNotFit from refusal
    candidates = Conversation.objects.with_people_and_place().filter(
        phone=number, spoken_code_hash__isnull=False, during__endswith__gt=now
    )
    for conversation in candidates:
        if is_spoken_code(code, bytes(conversation.spoken_code_hash or b"")):
            return conversation
    raise CodeDoesNotFit


def conversations_of(user: User) -> ConversationQuerySet:
    """Of the account, and of its proven mail addresses as long as no other account has them."""
    # The rule of `citizens_of`, joined: asked as a subquery it takes 14 ms instead of 8.
    own = Q(citizen__user=user)
    unclaimed = Q(citizen__user=None, citizen__email__in=proven_mails(user))
    return Conversation.objects.with_people_and_place().filter(own | unclaimed)


def own_conversations(user: User, *, now: datetime) -> OwnConversations:
    every = sorted(conversations_of(user), key=lambda conversation: conversation.starts_at)
    ahead = [one for one in every if one.status == "booked" and one.ends_at > now]
    earlier = [one for one in reversed(every) if one not in ahead]
    return OwnConversations(ahead=ahead, earlier=earlier)


def upcoming_with(counsellor: Counsellor, *, now: datetime) -> QuerySet[Conversation]:
    """A counsellor's own calendar: booked and not over, the next one first."""
    return (
        Conversation.objects.with_people_and_place()
        .not_over(now)
        .filter(counsellor=counsellor)
        .order_by("during")
    )


def waiting_wishes(centres: QuerySet[Centre]) -> QuerySet[Wish]:
    """Not answered yet, the one who has waited longest first."""
    return (
        Wish.objects.waiting()
        .filter(centre__in=centres)
        .select_related("centre", "topic", "counsellor", "citizen")
        .order_by("made_at", "pk")
    )


def unmet_demand(*, centre: Centre, month: date) -> int:
    """How many wishes were left at this house in the month `month` lies in: a number, no people."""
    first = month.replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return Wish.objects.filter(
        centre=centre,
        made_at__gte=local_day(first).lower,
        made_at__lt=local_day(following).lower,
    ).count()


def own_counsellor_of(user: User) -> Counsellor | None:
    """Listed first among the times: the person's own; without one whoever they spoke with last, or
    will speak with next.
    """
    own = own_responsibility(user)
    if own is not None and own.counsellor.is_active:
        return own.counsellor
    latest = (
        conversations_of(user)
        .filter(status="booked", counsellor__is_active=True)
        .order_by("-during")
        .first()
    )
    return latest.counsellor if latest else None
