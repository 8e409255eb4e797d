"""A time for the person one writes with: chosen with one click, told in the talk at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext, override

from counsellors.availability.domain.offers import OfferedTime, Question, offer_times
from counsellors.availability.enums import Mode
from counsellors.chat.domain.log import NewEvent, append
from counsellors.chat.domain.seats import Seat
from counsellors.chat.enums import EventKind
from counsellors.chat.models import Thread
from counsellors.conversations.domain.booking import Booked, book_at_the_desk
from counsellors.conversations.domain.requests import BookingRequest
from counsellors.conversations.domain.senders import AtTheDesk
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Topic
from jobcenter.shared.transactions import in_one_transaction

if TYPE_CHECKING:
    from jobcenter.accounts.models import User

DAYS_LOOKED_AT, DAYS_SHOWN, TIMES_SHOWN = 14, 3, 9

type TimesByDay = list[tuple[date, list[OfferedTime]]]


def times_for(
    *, thread: Thread, counsellor: Counsellor, topic: Topic, now: datetime
) -> dict[Mode, TimesByDay]:
    """The counsellor's own next dates with times at the house of the talk, for each way to meet
    that has any. Five queries.
    """
    question = Question(topic=topic, centre=thread.centre, counsellor=counsellor)
    days = offer_times(question=question, now=now).days[:DAYS_LOOKED_AT]
    found: dict[Mode, TimesByDay] = {}
    for mode in Mode:
        by_day = ((day.date, [time for time in day.times if time.mode == mode]) for day in days)
        if shown := [(date, _some(times)) for date, times in by_day if times][:DAYS_SHOWN]:
            found[mode] = shown
    return found


def book_from_thread(
    *,
    thread: Thread,
    seat: Seat,
    counsellor: Counsellor,
    topic: Topic,
    mode: Mode,
    start: datetime,
    by: User,
    form_key: str,
    now: datetime,
) -> Booked:
    """Book with oneself, and say so in the talk: the event bears the public id and nothing else.

    A letter goes to whoever has an account with an address; the others find the time in the talk.
    `form_key` is for `booking.FORM`. Raises what `book_at_the_desk` does, and ThreadIsOver.
    """
    citizen = thread.citizen
    request = BookingRequest(
        counsellor=counsellor.slug,
        centre=thread.centre.slug,
        topic=topic.slug,
        mode=mode.value,
        start=start,
        name=thread.nickname or _guest(thread),
        email=(citizen and citizen.email) or "",
        phone=(citizen and not citizen.email and citizen.phone) or "",
        page_language=thread.page_language,
    )
    desk = AtTheDesk(by=counsellor, user=by)

    def book() -> Booked:
        booked = book_at_the_desk(request=request, desk=desk, form_key=form_key, now=now)
        if not booked.was_repeated:
            facts = {"conversation": booked.conversation.public_id}
            append(NewEvent(kind=EventKind.BOOKED, facts=facts), seat=seat, now=now)
        return booked

    return in_one_transaction(book)


def _guest(thread: Thread) -> str:
    with override(thread.page_language):
        return gettext("Guest")


def _some(times: list[OfferedTime]) -> list[OfferedTime]:
    """Evenly over the day: a choice of sixty is no choice."""
    step = -(-len(times) // TIMES_SHOWN)
    return times[::step]
