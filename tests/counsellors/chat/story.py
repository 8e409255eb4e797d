"""The scene of these tests: Amal writes from her phone, Bent answers at his house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from counsellors.chat.domain.log import NewEvent, append
from counsellors.chat.domain.reading import events_after, mark_read
from counsellors.chat.domain.seating import FORM as CARD_FORM
from counsellors.chat.domain.seating import hand_over
from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.starting import FORM as START_FORM
from counsellors.chat.domain.starting import Beginning, start_thread, take_thread
from counsellors.chat.domain.writing import FORM, post_message
from counsellors.chat.enums import EventKind, Side
from counsellors.models import Counsellor, Event, Participant, Thread
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
_addresses = (f"198.51.{n // 250 % 250}.{n % 250}" for n in count())
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Talk:
    thread: Thread
    bent: Counsellor
    secret: str = ""

    @property
    def amal(self) -> Seat:
        return Seat(thread_id=self.thread.pk, public_id=self.thread.public_id, side=Side.CITIZEN)

    @property
    def at_work(self) -> Seat:
        return Seat(
            thread_id=self.thread.pk,
            public_id=self.thread.public_id,
            side=Side.COUNSELLOR,
            counsellor_id=self.bent.pk,
        )

    def write(self, words: str = "Hej", *, seat: Seat | None = None, **more: Any) -> int:
        return post_message(
            seat=seat or self.amal,
            words=words,
            **({"form_key": mint_form_key(form=FORM), "now": NOW} | more),
        )

    def answer(self, words: str = "Hej Amal", **more: Any) -> int:
        return self.write(words, seat=self.at_work, **more)

    def read(self, upto: int, *, seat: Seat | None = None) -> int | None:
        return mark_read(seat=seat or self.amal, upto=upto, now=NOW)

    def after(self, number: int = 0, **more: Any):
        return events_after(thread=self.fresh(), after=number, **more)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.after().events]

    @property
    def words(self) -> list[str]:
        return [event.words for event in self.after().events if event.kind == EventKind.MESSAGE]

    def fresh(self) -> Thread:
        self.thread.refresh_from_db()
        return self.thread


def begin(
    *,
    taken: bool = True,
    words: str = "",
    bent: Counsellor | None = None,
    now: datetime = NOW,
    **more: Any,
):
    """A thread of a browser without an account; taken by Bent unless said otherwise."""
    bent = bent or CounsellorFactory(centres=[CentreFactory()])
    secret = more.pop("secret", "") or new_link_secret()
    thread = start_thread(
        beginning=Beginning(
            centre=bent.centres.get(),
            words=words,
            **({"nickname": "Amal", "token_hash": hash_of_link(secret)} | more),
        ),
        form_key=mint_form_key(form=START_FORM),
        address=next(_addresses),
        now=now,
    )
    if taken:
        take_thread(thread=thread, counsellor=bent, now=now)
    return Talk(thread=thread, bent=bent, secret=secret)


def happens(talk: Talk, kind: EventKind = EventKind.BOOKED, **more: Any) -> int:
    return append(NewEvent(kind=kind, **more), seat=talk.amal, now=NOW)


def numbers_of(thread: Thread) -> list[int]:
    return list(Event.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True))


def without_rule(trigger: str, table: str) -> None:
    """Switch one of the database's rules off, to show that a test can see what it prevents."""
    with connection.cursor() as cursor:
        # What waits for the commit is asked first: a table with questions open cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


def seat_of(talk: Talk, counsellor: Counsellor) -> Seat:
    return Seat(
        thread_id=talk.thread.pk, public_id=talk.thread.public_id, side=Side.COUNSELLOR,
        counsellor_id=counsellor.pk,
    )  # fmt: skip


def hands_over(talk: Talk, to: Counsellor, *, seat: Seat | None = None, **more: Any):
    """The card of whoever holds it, for good unless `until` says otherwise."""
    said = {"form_key": mint_form_key(form=CARD_FORM), "now": NOW, "until": None} | more
    return hand_over(seat=seat or talk.at_work, to=to, **({"why": "Jeg skal til et møde."} | said))


def sits(talk: Talk, counsellor: Counsellor) -> bool:
    return Participant.objects.filter(
        thread=talk.thread, counsellor=counsellor, left_at=None
    ).exists()


def states(talk: Talk) -> list[str]:
    return [e.facts["state"] for e in talk.after().events if "state" in e.facts]
