"""Booking a conversation: one transaction from the form to the confirmation in the outbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from citizens.people.models import Citizen
from counsellors.availability.domain.offers import OfferedTime, Question
from counsellors.availability.enums import Mode
from counsellors.conversations.models import Conversation
from jobcenter.audit.domain import record_change
from jobcenter.centres.models import Room
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import period
from jobcenter.shared.refusals import Refusal
from jobcenter.shared.secrets import hash_of_link, hash_of_spoken_code
from jobcenter.shared.transactions import in_one_transaction
from jobcenter.submissions.domain import FormAlreadyUsed, claim_submission

from .here_and_now import give_up_pause
from .locking import Choice, lock_a_room, lock_choice
from .notices import tell_booked
from .refusals import (
    AlreadyHaveAConversationThen,
    ContactRefused,
    NoRoomFree,
    NotAName,
    RoomJustTaken,
    TimeAlreadyTaken,
    TimeIsNotOnOffer,
    TimeRefused,
)
from .requests import BookingRequest
from .secrets import (
    calendar_uid_of,
    new_link_secret_for,
    new_spoken_code_for,
    spoken_code_of,
)
from .senders import AtTheDesk, Sender, Themselves, occupied_by
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
    sender = Themselves(address=address, user=user)
    return _book_for(sender, request, form_key=form_key, now=now)


def book_at_the_desk(
    *, request: BookingRequest, desk: AtTheDesk, form_key: str, now: datetime
) -> Booked:
    """The same, by a counsellor for somebody on the phone or in the house; see `AtTheDesk`.

    Mail and phone may both be empty: then no letter is written, and link and code are all there is.
    With `desk.starts_now`, `request.start` is not read.
    """
    return _book_for(desk, request, form_key=form_key, now=now)


def _book_for(sender: Sender, request: BookingRequest, *, form_key: str, now: datetime) -> Booked:
    refuse_a_web_address(request.name)
    try:
        return in_one_transaction(
            lambda: _book(request, sender, form_key=form_key, now=now), **REFUSALS
        )
    except TimeRefused as refusal:
        refusal.remember(request.question, start=request.start, now=now)
        raise
    except ContactRefused as refusal:
        raise sender.refusal_for(refusal, now=now) from refusal


def _book(request: BookingRequest, sender: Sender, *, form_key: str, now: datetime) -> Booked:
    uid = calendar_uid_of(form_key)
    if claim_submission(form=FORM, key=form_key, body=sender.body(request)) is not None:
        return _booked_before(uid)
    choice = _lock_choice(request, even_if_taken=sender.starts_now)
    question = _question(request, choice)
    if choice.is_taken and not sender.starts_now:
        # The short answer for a crowd: everybody but the first few stops here.
        raise TimeAlreadyTaken().about(question)
    # Before the citizen: the losers of a race for one time need not touch anything more.
    offered = sender.time(question, start=request.start, now=now)
    citizen = sender.meet(request, choice.counsellor, now=now)
    room = room_for(offered)
    conversation = _insert(request, sender, choice, citizen, offered, room, uid=uid, now=now)
    sender.spend(citizen, choice.counsellor, now=now)
    record_change(
        "conversation.booked",
        subject=f"conversation:{conversation.public_id}",
        actor=sender.user,
        actor_kind=sender.actor_kind,
        facts={"mode": conversation.mode, **sender.facts()},
    )
    tell_booked(conversation, now=now)
    return _answer(conversation, was_repeated=False)


def _lock_choice(request: BookingRequest, *, even_if_taken: bool) -> Choice:
    choice = lock_choice(
        counsellor=request.counsellor,
        centre=request.centre,
        topic=request.topic,
        start=request.start,
        even_if_taken=even_if_taken,
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
    sender: Sender,
    choice: Choice,
    citizen: Citizen,
    offered: OfferedTime,
    room: Room | None,
    *,
    uid: str,
    now: datetime,
) -> Conversation:
    if sender.starts_now:
        give_up_pause(choice.counsellor, start=offered.start)
    code = None if request.email else new_spoken_code_for(uid)
    return insert(
        Conversation(
            counsellor=choice.counsellor,
            centre=choice.centre,
            topic=choice.topic,
            room=room,
            mode=offered.mode,
            during=period(offered.start, offered.end),
            occupies=occupied_by(choice.counsellor, offered, starts_now=sender.starts_now),
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
            booked_by=sender.by,
            outside_hours=sender.outside_hours,
            booked_at=now,
        )
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
