"""Moving a conversation: the old time is kept until the new one stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from counsellors.availability.domain.offers import OfferedTime, Question
from counsellors.availability.enums import Mode
from counsellors.conversations.enums import Status
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from jobcenter.centres.models import Centre, Room
from jobcenter.limits.domain import spend
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import period
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import claim_submission, keep_result

from .booking import REFUSALS, room_for
from .erasing import NOTHING_PERSONAL
from .fairness import MOVED_PER_CONVERSATION, count_although_refused
from .locking import lock_citizen, lock_counsellors
from .notices import tell_moved
from .offered import offered_time
from .refusals import (
    CannotBookWithThisContact,
    ContactRefused,
    ConversationHasBegun,
    ConversationHasChanged,
    ConversationIsCancelled,
    PersonCannotThen,
    ThatIsTheTimeYouHave,
    TimeIsNotOnOffer,
    TimeRefused,
)
from .secrets import link_secret_of
from .senders import occupied_by
from .writing import insert

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "move"

# What makes it the same conversation at another time.
CARRIED_OVER = (
    "topic",
    "citizen",
    "name",
    "email",
    "phone",
    "agenda",
    "needs",
    "interpreter_language",
    "language",
    "page_language",
    "wants_reminder",
    "link_hash",
    "spoken_code_hash",
    "calendar_uid",
    "booked_by",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where to: slugs and a mode; what is None stays as it is."""

    start: datetime
    counsellor: str | None
    centre: str | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class Mover:
    """Whose click it was. The counsellor moves on behalf of somebody who is told at once."""

    user: User | None
    is_staff: bool

    @property
    def kind(self) -> Change.ActorKind:
        return Change.ActorKind.STAFF if self.is_staff else Change.ActorKind.CITIZEN


@dataclass(frozen=True, slots=True)
class Moved:
    """The new row. Its link, code and calendar entry are those the conversation always had."""

    conversation: Conversation
    link_secret: str | None
    was_repeated: bool


def move_conversation(
    *,
    conversation: Conversation,
    start: datetime,
    counsellor: str | None = None,
    centre: str | None = None,
    mode: str | None = None,
    form_key: str,
    now: datetime,
    user: User | None = None,
    by_staff: bool = False,
) -> Moved:
    """Move to any time on offer, with anybody, anywhere, in any way, until the start. No reason.

    Or raise a Refusal, and the old time stands. `form_key` is from `mint_form_key(form=FORM)`.
    `by_staff`: `user` is the counsellor, not the person it is for.
    """
    wanted = Wanted(start=start, counsellor=counsellor, centre=centre, mode=mode)
    mover = Mover(user, is_staff=by_staff)
    try:
        return in_one_transaction(
            lambda: _move(conversation, wanted, form_key=form_key, now=now, mover=mover), **REFUSALS
        )
    except TimeRefused as refusal:
        refusal.remember(lambda: question_of(conversation, wanted), start=start, now=now)
        raise
    except ContactRefused as refusal:
        if by_staff:
            raise PersonCannotThen from refusal
        if user is not None:
            raise
        count_although_refused(MOVED_PER_CONVERSATION, subject=conversation.calendar_uid, now=now)
        raise CannotBookWithThisContact from refusal


def question_of(conversation: Conversation, wanted: Wanted | None = None) -> Question:
    """What the engine is asked when this conversation is moved: all as it was, but for `wanted`."""
    question = Question(
        topic=conversation.topic,
        centre=conversation.centre,
        counsellor=conversation.counsellor,
        mode=Mode(conversation.mode),
        # Danish is what is written when nobody chose: it restricts nothing.
        language=None if conversation.language == SpokenLanguage.DANISH else conversation.language,
        needs=frozenset(conversation.needs),
    )
    if wanted is None:
        return question
    if wanted.counsellor is not None:
        somebody = Counsellor.objects.active().filter(slug=wanted.counsellor).first()
        question = replace(question, counsellor=somebody)
    if wanted.centre is not None:
        house = Centre.objects.published().filter(slug=wanted.centre).first()
        question = replace(question, centre=house)
    return replace(question, mode=Mode(wanted.mode)) if wanted.mode else question


def _move(
    conversation: Conversation, wanted: Wanted, *, form_key: str, now: datetime, mover: Mover
) -> Moved:
    earlier = claim_submission(
        form=FORM, key=form_key, body={"uid": conversation.calendar_uid, "wanted": repr(wanted)}
    )
    if earlier is not None:
        return _moved_before(earlier.result)
    people = lock_counsellors(keep=conversation.counsellor_id, also=wanted.counsellor)
    old = _still_movable(conversation, now=now)
    question = _question(old, wanted, people)
    offered = offered_time(
        question,
        start=wanted.start,
        now=now,
        ignoring_conversation_id=old.pk,
        # Whoever was asked to choose keeps their start, however late they were asked.
        is_promised=old.has_choices(now) and wanted.start == old.starts_at,
    )
    if _is_the_same(old, offered):
        raise ThatIsTheTimeYouHave
    room = room_for(offered)
    _end(old, now=now)
    new = _insert(old, offered, question, room, now=now)
    spend(MOVED_PER_CONVERSATION, subject=new.calendar_uid, now=now)
    keep_result(form=FORM, key=form_key, result=new.public_id)
    record_change(
        "conversation.moved",
        subject=f"conversation:{new.public_id}",
        actor=mover.user,
        actor_kind=mover.kind,
        facts={"from": old.public_id, "mode": new.mode, "sequence": new.sequence},
    )
    tell_moved(new, previous=old.starts_at, now=now)
    return Moved(conversation=new, link_secret=link_secret_of(new), was_repeated=False)


def _still_movable(conversation: Conversation, *, now: datetime) -> Conversation:
    """The row as it is now, its people locked. The row in hand may be a page old."""
    old = Conversation.objects.with_people_and_place().get(pk=conversation.pk)
    if old.is_upcoming(now) and old.citizen_id is not None:
        lock_citizen(old.citizen_id)
        return old
    if old.status == Status.BOOKED:
        raise ConversationHasBegun
    # A row that was moved away from is emptied at once; a cancelled one keeps its citizen.
    raise ConversationHasChanged if old.erased_at else ConversationIsCancelled


def _question(old: Conversation, wanted: Wanted, people: dict[str, Counsellor]) -> Question:
    question = question_of(old, replace(wanted, counsellor=None))
    counsellor = people.get(wanted.counsellor or old.counsellor.slug)
    if counsellor is None or question.centre is None:
        raise TimeIsNotOnOffer
    return replace(question, counsellor=counsellor)


def _is_the_same(old: Conversation, offered: OfferedTime) -> bool:
    return (old.starts_at, old.counsellor_id, old.centre_id, old.mode) == (
        offered.start,
        offered.counsellor_id,
        offered.centre_id,
        offered.mode,
    )


def _end(old: Conversation, *, now: datetime) -> None:
    """Cancel and empty the old row: moving leaves nothing about the person behind.

    It must go before the new one comes: the constraints on counsellor, citizen and room would see
    the old row where the new time overlaps it. Should anything refuse the new one, the transaction
    takes this back and the old time stands.
    """
    ended = (
        Conversation.objects.upcoming(now)
        .filter(pk=old.pk)
        .update(status=Status.CANCELLED, cancelled_at=now, erased_at=now, **NOTHING_PERSONAL)
    )
    if not ended:
        # Cancelled between our look and this write: cancelling waits for no counsellor.
        raise ConversationHasChanged


def _insert(
    old: Conversation,
    offered: OfferedTime,
    question: Question,
    room: Room | None,
    *,
    now: datetime,
) -> Conversation:
    counsellor, centre = question.counsellor, question.centre
    if counsellor is None or centre is None:
        raise ValueError(f"{question} names nobody and no house")
    return insert(
        Conversation(
            counsellor=counsellor,
            centre=centre,
            room=room,
            mode=offered.mode,
            during=period(offered.start, offered.end),
            occupies=occupied_by(counsellor, offered),
            moved_from=old,
            sequence=old.sequence + 1,
            booked_at=now,
            **{field: getattr(old, field) for field in CARRIED_OVER},
        )
    )


def _moved_before(public_id: str) -> Moved:
    """What the first copy of this form did; the conversation may have moved on since."""
    moved = Conversation.objects.with_people_and_place().get(public_id=public_id)
    return Moved(conversation=moved, link_secret=link_secret_of(moved), was_repeated=True)
