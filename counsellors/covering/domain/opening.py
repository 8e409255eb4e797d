"""Opening what was found: a reason in words, a short while, and the citizen is told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from counsellors.conversations.models import Conversation
from counsellors.covering.models import LONGEST_REASON, Opening
from jobcenter.accounts.models import User
from jobcenter.audit.domain import NewReading, Reader, record_change
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.limits.domain import Limit, spend
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.periods import period
from jobcenter.shared.retention import kept_for
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.shared.typed import one_line
from jobcenter.submissions.domain import claim_submission, keep_result

from .refusals import NoLongerOpen, ReasonHoldsCprNumber
from .telling import tell_the_citizen

FORM = "opening"
TIME_TO_LOOK = timedelta(minutes=30)
SEARCHED_PER_COUNSELLOR = Limit("covering.searched", 20, timedelta(hours=1))
OPENED_PER_COUNSELLOR = Limit("covering.opened", 20, timedelta(days=1))
# What a page shows that somebody opened so: enough to help, nothing the two have written.
SHOWN = frozenset({Kind.NAME, Kind.TIME})
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Opened:
    opening: Opening
    was_repeated: bool


def open_conversation(
    *, opening: Opening, words: str, form_key: str, user: User, reader: Reader, now: datetime
) -> Opened:
    """Let the counsellor see what they found, for half an hour, and tell its citizen now.

    `words` are the reason; the citizen reads them. Sent twice, or from two windows, it opens once
    and tells once. Raises NoLongerOpen, ReasonHoldsCprNumber, TooManyAttempts, FormKeyNotOurs or
    FormAlreadyUsed.
    """
    reason = one_line(words)[:LONGEST_REASON]
    if any(number.is_certain for number in cpr_numbers_in(reason)):
        raise ReasonHoldsCprNumber
    return in_one_transaction(
        lambda: _open(opening, reason, form_key=form_key, user=user, reader=reader, now=now)
    )


def seen_when_opened(opening: Opening) -> NewReading:
    """The page of an opening, as the read log is told; needs the conversation and citizen."""
    conversation = opening.conversation
    citizen = conversation.citizen
    return NewReading(
        citizen=citizen.public_id if citizen else f"conversation:{conversation.public_id}",
        way=Way.PAGE,
        kinds=SHOWN,
        why=Why.ASKED,
        centre_id=conversation.centre_id,
        words=opening.words,
    )


def forget_openings_of_the_past(*, now: datetime) -> int:
    """A day after its time is over. Safe to repeat."""
    past = Opening.objects.filter(during__endswith__lte=now - kept_for("openings"))
    return past.delete()[0]


def without_the_name(words: str, conversation: Conversation) -> str:
    """The reason as a team lead may read it too: without what the conversation is booked with."""
    known = [*conversation.name.split(), conversation.email, conversation.phone]
    known += [conversation.phone.removeprefix("+45")] if conversation.phone else []
    for one in sorted(filter(None, known), key=len, reverse=True):
        if len(one) >= SHORTEST_NAME:
            words = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return words


def _open(
    opening: Opening, reason: str, *, form_key: str, user: User, reader: Reader, now: datetime
) -> Opened:
    # The second window waits here, and then finds it open.
    held = (
        Opening.objects.select_for_update(of=("self",))
        .select_related("conversation__citizen__user", "conversation__centre")
        .filter(pk=opening.pk, during__contains=now)
        .first()
    )
    if held is None or held.conversation.citizen is None:
        raise NoLongerOpen
    body = {"opening": held.public_id, "words": reason}
    earlier = claim_submission(form=FORM, key=form_key, body=body)
    if earlier is not None or held.opened_at is not None:
        return Opened(held, was_repeated=True)
    held.words = without_the_name(reason, held.conversation)
    held.opened_at, held.during = now, period(held.during.lower, now + TIME_TO_LOOK)
    held.save(update_fields=["words", "opened_at", "during"])
    keep_result(form=FORM, key=form_key, result=held.public_id)
    record_change("conversation.opened", subject=f"opening:{held.public_id}", actor=user)
    spend(OPENED_PER_COUNSELLOR, subject=f"user:{user.pk}", now=now)
    tell_the_citizen(held, reader=reader, now=now)
    return Opened(held, was_repeated=False)
