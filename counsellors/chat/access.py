"""Whose threads they are. Foreign, missing, past and erased look the same: 404.

The same answers serve pages and the events between two numbers; the streams of the bell ask
`domain/numbers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from counsellors.chat.domain.numbers import Viewer
from counsellors.chat.domain.reading import Events, events_after, events_before, latest_events
from counsellors.chat.domain.seats import Seat
from counsellors.chat.enums import EventKind, Side
from counsellors.chat.models import Event, Participant, Thread, ThreadQuerySet
from counsellors.conversations.access import get_counsellor_of
from counsellors.duty.models import Duty
from counsellors.people.access import reader_of
from counsellors.people.models import Counsellor
from counsellors.safety.domain import address_hash_of, blocks_of, longest_of
from counsellors.safety.models import Block
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.factors import has_second_factor
from jobcenter.accounts.models import Role
from jobcenter.audit.domain import NewReading, record_reading
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.limits.domain import address_group
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.ui.addresses import client_address

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

# As `new_link_secret` makes them.
OUR_SECRETS = re.compile(r"[\w-]{43}", re.ASCII)
# A counsellor's look at a talk that goes on stands in the read log once in this time: one line for
# a page that stays open, not one for every message that arrives on it.
A_LOOK = timedelta(minutes=15)
# Of a long talk the newest; the others through a link. Light enough for an old phone.
ON_A_PAGE = 60


def secret_of_browser(request: HttpRequest) -> str:
    """The secret this browser was given; "" where it keeps none, or something we never gave."""
    said = request.COOKIES.get(settings.CHAT_COOKIE_NAME, "")
    return said if OUR_SECRETS.fullmatch(said) else ""


def token_hash_of(request: HttpRequest) -> bytes | None:
    secret = secret_of_browser(request)
    return hash_of_link(secret) if secret else None


def own_threads(request: HttpRequest) -> ThreadQuerySet:
    """Those of the account, and of the browser."""
    user_id = request.user.pk if request.user.is_authenticated else None
    return Thread.objects.of_citizen(user_id=user_id, token_hash=token_hash_of(request))


def remember_browser(response: HttpResponseBase, secret: str) -> None:
    """The secret lives as long as what it opens: each look at the door or the talk counts anew."""
    response.set_cookie(
        settings.CHAT_COOKIE_NAME,
        secret or new_link_secret(),
        max_age=kept_for("chats"),
        httponly=True,
        samesite="Lax",
        secure=settings.CHAT_COOKIE_SECURE,
    )


def forget_browser(response: HttpResponseBase) -> None:
    response.delete_cookie(settings.CHAT_COOKIE_NAME, samesite="Lax")


def known_by(request: HttpRequest) -> dict[str, Any]:
    """What a block would recognise whoever asks by: see `safety.blocks_of`."""
    return {
        "token_hash": token_hash_of(request),
        "user_id": request.user.pk if request.user.is_authenticated else None,
        "address_hash": address_hash_of(address_group(client_address(request))),
    }


def stop_of_visitor(
    request: HttpRequest, *, now: datetime, for_letter: bool = False
) -> Block | None:
    """What a form that begins something would be refused for, asked before it is filled in: see
    `chat/domain/starting.py`, which asks again. One query.
    """
    known = known_by(request)
    if known["user_id"] is not None:
        known["token_hash"] = None
    if for_letter:
        known["address_hash"] = None
    return longest_of(blocks_of(**known, now=now))


def viewer_of(request: HttpRequest) -> Viewer:
    """Needs `user` and `session` on the request. Work needs the role and a second factor, as every
    page of staff does.
    """
    user = request.user if request.user.is_authenticated else None
    return Viewer(
        user_id=user.pk if user else None,
        token_hash=token_hash_of(request),
        counsellor=_at_work(request, user) if user else None,
    )


def get_thread_of_citizen(request: HttpRequest, public_id: str) -> Thread:
    """For the account that has it, or the browser that began it; `is_stopped` by a block or not,
    and `is_answered_here` while whoever answers is on duty, asked in the same question.
    """
    now = timezone.now()
    address_hash = address_hash_of(address_group(client_address(request)))
    blocks = blocks_of(
        token_hash=OuterRef("token_hash"),
        user_id=OuterRef("citizen__user"),
        address_hash=address_hash,
        now=now,
    )
    here = Duty.objects.lasting(now).filter(counsellor=OuterRef("counsellor"))
    mine = own_threads(request).select_related("counsellor", "centre")
    rows = mine.annotate(is_stopped=Exists(blocks), is_answered_here=Exists(here))
    thread = get_object_or_404(rows, public_id=public_id)
    thread.address_hash = address_hash  # type: ignore[attr-defined]  # see seat_of_citizen
    return thread


def get_thread_at_work(user: User, public_id: str) -> tuple[Thread, Seat]:
    """For the counsellor whose it is, who is invited, or at whose house it waits."""
    counsellor = get_counsellor_of(user)
    rows = Thread.objects.on_the_desk_of(counsellor).select_related("counsellor", "centre")
    thread = get_object_or_404(rows, public_id=public_id)
    return thread, seat_at_work(thread, counsellor)


def get_left_thread(user: User, public_id: str) -> Thread:
    """One in which the counsellor had a place and has none any more, to be told who has it now."""
    counsellor = get_counsellor_of(user)
    places = Participant.objects.filter(counsellor=counsellor, left_at__isnull=False)
    left = Thread.objects.filter(pk__in=places.values("thread"), erased_at=None)
    return get_object_or_404(left.select_related("counsellor"), public_id=public_id)


def seat_of_citizen(thread: Thread) -> Seat:
    return Seat(
        thread_id=thread.pk,
        public_id=thread.public_id,
        side=Side.CITIZEN,
        is_stopped=getattr(thread, "is_stopped", None),
        address_hash=getattr(thread, "address_hash", None),
    )


def seat_at_work(thread: Thread, counsellor: Counsellor) -> Seat:
    return Seat(
        thread_id=thread.pk,
        public_id=thread.public_id,
        side=Side.COUNSELLOR,
        counsellor_id=counsellor.pk,
    )


def get_own_message(seat: Seat, seq: int) -> Event:
    """What this seat has said under that number, also when it was taken back since."""
    return get_object_or_404(
        Event,
        thread=seat.thread_id,
        seq=seq,
        kind=EventKind.MESSAGE,
        side=seat.side,
        counsellor=seat.counsellor_id,
    )


def find_events(thread: Thread, *, after: int | None = None, before: int | None = None) -> Events:
    """What came after a number, or before one; neither is the fresh page."""
    if before is not None:
        return events_before(thread=thread, before=before, at_most=ON_A_PAGE)
    if after is not None:
        return events_after(thread=thread, after=after)
    return latest_events(thread=thread, at_most=ON_A_PAGE)


def see_events(
    user: User,
    thread: Thread,
    *,
    now: datetime,
    after: int | None = None,
    before: int | None = None,
) -> Events:
    """What a counsellor is about to see of a talk, in the read log before it is shown.

    As `find_events`, which is for the citizen's own side. Somebody with a place in the thread is
    written down once for `A_LOOK`; a colleague who only looks at the queue, each time.
    """
    with transaction.atomic(durable=True):
        events = find_events(thread, after=after, before=before)
        if any(_is_said_by_citizen(event) for event in _shown(events)):
            record_look(user, thread, now=now)
    return events


def seen_of_thread(
    thread: Thread, *, kinds: Collection[Kind], way: Way = Way.PAGE, centre_id: int | None = None
) -> NewReading:
    """What the read log keeps of a look at this talk, for whichever page shows something of it.

    Somebody without an account has no public id: the thread's own stands for them. `centre_id`
    where another house than the thread's looked.
    """
    return NewReading(
        citizen=thread.citizen.public_id if thread.citizen else thread.public_id,
        way=way,
        kinds=frozenset(kinds),
        why=Why.AT_MY_HOUSE,
        centre_id=centre_id or thread.centre_id,
    )


def _at_work(request: HttpRequest, user: User) -> Counsellor | None:
    held = Role.objects.held_by(user).filter(kind=RoleKind.COUNSELLOR)
    if not held.exists() or not has_second_factor(request):
        return None
    return Counsellor.objects.filter(user=user).first()


def _is_said_by_citizen(event: Event) -> bool:
    """Words, or a file: its name stands in the row."""
    says_something = bool(event.words) or event.kind == EventKind.FILE
    return event.side == Side.CITIZEN and says_something


def _shown(events: Events) -> Iterable[Event]:
    return [*events.events, *events.messages.values()]


def record_look(user: User, thread: Thread, *, now: datetime) -> None:
    """Before words of the citizen are shown, in the transaction that reads them."""
    counsellor = get_counsellor_of(user)
    place = Participant.objects.filter(thread=thread, counsellor=counsellor)
    is_looking = place.filter(look_lasts_until__gt=now).exists()
    if is_looking:
        return
    place.update(look_lasts_until=now + A_LOOK)
    record_reading(
        reader=reader_of(user, counsellor),
        reading=seen_of_thread(thread, kinds={Kind.NAME, Kind.MESSAGES}),
        now=now,
    )
