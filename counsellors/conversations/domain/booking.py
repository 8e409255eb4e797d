"""Booking a conversation: one transaction from the form to the confirmation in the outbox."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from citizens.people.domain import meet_citizen
from citizens.people.models import Citizen
from counsellors.availability.domain.offers import (
    OfferedTime,
    Question,
    TimeNotOffered,
    is_offered,
)
from counsellors.availability.enums import Mode
from counsellors.conversations.models import Conversation
from counsellors.people.models import Counsellor
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Room
from jobcenter.limits.domain import address_group
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import period
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.secrets import hash_of_link, hash_of_spoken_code
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import FormAlreadyUsed, claim_submission

from .fairness import (
    BOOKED_PER_ADDRESS,
    count_although_refused,
    spend_on_booking,
    standing_of,
)
from .locking import Choice, lock_a_room, lock_choice
from .notices import tell_booked
from .refusals import (
    AlreadyHaveAConversationThen,
    CannotBookWithThisContact,
    ContactRefused,
    NoRoomFree,
    NotAName,
    RoomJustTaken,
    TimeAlreadyTaken,
    TimeIsNotOnOffer,
    TimeRefused,
    refusal_of,
)
from .requests import BookingRequest
from .secrets import (
    calendar_uid_of,
    new_link_secret_for,
    new_spoken_code_for,
    spoken_code_of,
)
from .writing import insert

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

FORM = "book"
WEB_ADDRESS = re.compile(r"://|www\.|\w\.(?:dk|com|net|org|io|ru|info)\b", re.IGNORECASE)

# The names of the constraints are the last word on what can be booked: see also moving.py.
REFUSALS: dict[str, type[Refusal]] = {
    "one_conversation_at_a_time_per_counsellor": TimeAlreadyTaken,
    "one_conversation_at_a_time_per_citizen": AlreadyHaveAConversationThen,
    "one_conversation_at_a_time_per_room": RoomJustTaken,
    # A trigger: see counsellors/team/models.py.
    "a_room_is_not_booked_while_it_is_held": RoomJustTaken,
    # A form sent again after its submission was forgotten still has the link it had.
    "one_conversation_per_secret_link": FormAlreadyUsed,
    "one_booked_conversation_per_calendar_uid": FormAlreadyUsed,
}


@dataclass(frozen=True, slots=True)
class Booked:
    """The conversation and what opens it. A repeated form gets the first one's answer."""

    conversation: Conversation
    link_secret: str
    spoken_code: str | None
    was_repeated: bool


def book_conversation(
    *,
    request: BookingRequest,
    form_key: str,
    address: str,
    now: datetime,
    user: User | None = None,
) -> Booked:
    """Book the wanted time, or raise a Refusal and leave nothing behind.

    `form_key` is from `mint_form_key(form=FORM)`; `address` is the sender's IP address; `user` is
    whoever is logged in. Time refusals (`TimeRefused`) know the nearest alternatives.
    """
    refuse_a_web_address(request.name)
    try:
        return in_one_transaction(
            lambda: _book(request, form_key=form_key, address=address, now=now, user=user),
            **REFUSALS,
        )
    except TimeRefused as refusal:
        refusal.remember(request.question, start=request.start, now=now)
        raise
    except ContactRefused as refusal:
        if user is not None:
            raise
        # Counted although refused: otherwise one could ask about one address after the other.
        count_although_refused(BOOKED_PER_ADDRESS, subject=address_group(address), now=now)
        raise CannotBookWithThisContact from refusal


def _book(
    request: BookingRequest, *, form_key: str, address: str, now: datetime, user: User | None
) -> Booked:
    uid = calendar_uid_of(form_key)
    if claim_submission(form=FORM, key=form_key, body=asdict(request)) is not None:
        return _booked_before(uid)
    choice = _lock_choice(request)
    question = _question(request, choice)
    if choice.is_taken:
        # The short answer for a crowd: everybody but the first few stops here.
        raise TimeAlreadyTaken().about(question)
    # Before the citizen: the losers of a race for one time need not touch anything more.
    offered = offered_time(question, start=request.start, now=now)
    citizen = meet_citizen(email=request.email, phone=request.phone, user=user)
    standing = standing_of(citizen, with_counsellor=choice.counsellor, now=now)
    standing.check(is_proven=citizen.user_id is not None)
    room = room_for(offered)
    conversation = _insert(request, choice, citizen, offered, room, uid=uid, now=now)
    spend_on_booking(
        address=address_group(address),
        with_counsellor=choice.counsellor,
        is_proven=citizen.user_id is not None,
        now=now,
    )
    record_change(
        "conversation.booked",
        subject=f"conversation:{conversation.public_id}",
        actor=user,
        facts={"mode": conversation.mode, "has_account": user is not None},
    )
    tell_booked(conversation, now=now)
    return _answer(conversation, was_repeated=False)


def _lock_choice(request: BookingRequest) -> Choice:
    choice = lock_choice(
        counsellor=request.counsellor,
        centre=request.centre,
        topic=request.topic,
        start=request.start,
    )
    if choice is None:
        raise TimeIsNotOnOffer
    return choice


def refuse_a_web_address(name: str) -> None:
    """The name stands first in a mail that anybody can have us send to anybody."""
    if WEB_ADDRESS.search(name):
        raise NotAName


def _question(request: BookingRequest, choice: Choice) -> Question:
    return Question(
        topic=choice.topic,
        centre=choice.centre,
        counsellor=choice.counsellor,
        mode=Mode(request.mode),
        language=request.language or None,
        needs=frozenset(request.needs),
    )


def offered_time(
    question: Question,
    *,
    start: datetime,
    now: datetime,
    ignoring_conversation_id: int | None = None,
) -> OfferedTime:
    """The time as the engine offers it now, under the counsellor's lock."""
    try:
        return is_offered(
            question=question,
            start=start,
            now=now,
            ignoring_conversation_id=ignoring_conversation_id,
        )
    except TimeNotOffered as refusal:
        raise refusal_of(refusal).about(question) from refusal


def room_for(offered: OfferedTime) -> Room | None:
    """A free room, locked, where two people sit down together; elsewhere none is needed."""
    if offered.mode != Mode.IN_PERSON:
        return None
    room = lock_a_room(Room.objects.filter(pk__in=offered.room_ids))
    if room is None:
        raise NoRoomFree
    return room


def _insert(
    request: BookingRequest,
    choice: Choice,
    citizen: Citizen,
    offered: OfferedTime,
    room: Room | None,
    *,
    uid: str,
    now: datetime,
) -> Conversation:
    code = None if request.email else new_spoken_code_for(uid)
    return insert(
        Conversation(
            counsellor=choice.counsellor,
            centre=choice.centre,
            topic=choice.topic,
            room=room,
            mode=offered.mode,
            during=period(offered.start, offered.end),
            occupies=occupied_by(choice.counsellor, offered),
            citizen=citizen,
            name=request.name,
            email=request.email,
            phone=request.phone,
            agenda=request.agenda,
            needs=sorted(request.needs),
            interpreter_language=request.interpreter_language,
            language=request.language or SpokenLanguage.DANISH,
            page_language=request.page_language,
            wants_reminder=request.wants_reminder,
            link_hash=hash_of_link(new_link_secret_for(uid)),
            spoken_code_hash=hash_of_spoken_code(code) if code else None,
            calendar_uid=uid,
            booked_at=now,
        )
    )


def occupied_by(counsellor: Counsellor, offered: OfferedTime) -> DateTimeTZRange:
    """The conversation and the counsellor's buffers around it, as they are at this moment."""
    return period(
        offered.start - timedelta(minutes=counsellor.buffer_before_minutes),
        offered.end + timedelta(minutes=counsellor.buffer_after_minutes),
    )


def _booked_before(uid: str) -> Booked:
    """What the first copy of this form booked, also if it has been moved or cancelled since."""
    secret = new_link_secret_for(uid)
    conversation = (
        Conversation.objects.with_people_and_place().filter(link_hash=hash_of_link(secret)).first()
    )
    if conversation is None:
        # Erased since, or booked under a key of the house that is retired by now.
        raise FormAlreadyUsed
    return _answer(conversation, was_repeated=True)


def _answer(conversation: Conversation, *, was_repeated: bool) -> Booked:
    return Booked(
        conversation=conversation,
        link_secret=new_link_secret_for(conversation.calendar_uid),
        spoken_code=spoken_code_of(conversation),
        was_repeated=was_repeated,
    )
