"""What is forgotten and when. A conversation stays as a count, nobody's name stays with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from citizens.people.models import Citizen
from counsellors.conversations.models import Conversation, Wish
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.shared.retention import kept_for
from jobcenter.shared.slices import in_slices

CONVERSATIONS_ARE_KEPT = kept_for("conversations")
ANSWERED_WISHES_ARE_KEPT = kept_for("answered_wishes")
WISHES_ARE_KEPT = kept_for("waiting_wishes")

# Twin of the constraint `an_erased_conversation_holds_nothing_personal`.
NOTHING_PERSONAL: dict[str, object] = {
    "citizen": None,
    "name": "",
    "email": "",
    "phone": "",
    "agenda": "",
    "needs": [],
    "interpreter_language": "",
    "link_hash": None,
    "spoken_code_hash": None,
    "booked_by": None,
    "outside_hours": "",
}
NO_WISHER: dict[str, object] = {
    "citizen": None,
    "name": "",
    "email": "",
    "phone": "",
    "words": "",
}


@dataclass(frozen=True, slots=True)
class Erased:
    conversations: int
    wishes: int
    citizens: int


def erase_past_conversations(*, now: datetime) -> Erased:
    """Empty what is past its date, in slices of 500, each in its own transaction; safe to repeat.

    Conversations, booked or cancelled: 30 days after they ended. Wishes: 30 days after the answer,
    at the latest 90 days after they were made. A citizen without an account of whom nothing is left
    goes altogether. The change trail stays: it never held anything personal.
    """
    conversations = Conversation.objects.filter(
        erased_at=None, during__endswith__lte=now - CONVERSATIONS_ARE_KEPT
    )
    wishes = Wish.objects.filter(erased_at=None).filter(
        Q(answered_at__lte=now - ANSWERED_WISHES_ARE_KEPT) | Q(made_at__lte=now - WISHES_ARE_KEPT)
    )
    erased = Erased(
        conversations=_empty(conversations, {**NOTHING_PERSONAL, "erased_at": now}),
        wishes=_empty(wishes, {**NO_WISHER, "erased_at": now}),
        citizens=_forget_citizens_of_nothing(),
    )
    if erased != Erased(0, 0, 0):
        _record(erased)
    return erased


def _empty(rows: QuerySet[Conversation] | QuerySet[Wish], values: dict[str, object]) -> int:
    return in_slices(rows, lambda ids: rows.model.objects.filter(pk__in=ids).update(**values))


def _forget_citizens_of_nothing() -> int:
    left_alone = Citizen.objects.filter(user=None, conversations=None, wish=None)

    def forget(ids: list[int]) -> int:
        # Two statements: somebody may be booking as this citizen just now. Once the row is locked,
        # the second one sees what they wrote.
        gone = left_alone.filter(pk__in=ids)
        # With them may go an offer they never answered, or an own counsellor of an account that is
        # closed: only people are counted.
        _rows, kinds = Citizen.objects.filter(pk__in=gone.values("pk")).delete()
        return kinds.get(Citizen._meta.label, 0)  # noqa: SLF001

    return in_slices(left_alone, forget)


def _record(erased: Erased) -> None:
    with transaction.atomic():
        record_change(
            "personal_data.erased",
            subject="retention:conversations",
            actor_kind=Change.ActorKind.SYSTEM,
            facts={
                "conversations": erased.conversations,
                "wishes": erased.wishes,
                "citizens": erased.citizens,
            },
        )
