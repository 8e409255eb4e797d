"""What stands in a talk, as the person who looks at it sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from counsellors.chat.domain.mentions import Mentioned, mentioned_in
from counsellors.chat.domain.reading import Events
from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.writing import can_be_edited
from counsellors.chat.enums import EventKind, Side
from counsellors.chat.models import Event, Thread, ThreadHandover
from counsellors.conversations.models import Conversation
from counsellors.files.domain.reading import Shown, by_id, files_of, shown_to
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.periods import COPENHAGEN

# They are counted, and show nothing of their own: an edit shows in the message it is about.
UNSEEN = (EventKind.READ, EventKind.EDIT, EventKind.REDACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An event. `message` is what it shows of a message: the event itself, or the one it changed
    as it is now, when that lies further up than what is being shown. `day` where one begins; a
    page that already shows that day leaves it out. `file` where the row shows one: the row that
    sent it, as it is now, or a change of it whose first row lies further up.
    """

    event: Event
    message: Event | None
    is_own: bool
    name: str
    day: date | None
    can_be_edited: bool
    mentioned: Mentioned
    file: Shown | None = None

    @property
    def speaks(self) -> str:
        """The language somebody would rather write in, by its name; empty for the pages' own."""
        wanted = self.event.facts.get("speaks", "")
        return str(SpokenLanguage(wanted).label) if wanted in SpokenLanguage.values else ""

    @property
    def card(self) -> ThreadHandover | None:
        return self.mentioned.card_of(self.event)

    @property
    def booking(self) -> Conversation | None:
        return self.mentioned.booking_of(self.event)

    @property
    def until(self) -> datetime | None:
        """Of a block: when they can write again. None once they can."""
        said = self.event.facts.get("until", "")
        return datetime.fromisoformat(said) if said else None

    @property
    def is_change(self) -> bool:
        return self.event.kind in {EventKind.EDIT, EventKind.REDACTION}


@dataclass(frozen=True, slots=True)
class Seen:
    """Who has seen the newest message of one's own, and when."""

    name: str
    at: datetime


def rows_of(events: Events, *, thread: Thread, seat: Seat, now: datetime) -> list[Row]:
    rows = []
    mentioned = mentioned_in(events.events)
    files = _files_in(events, thread, seat)
    day: date | None = None
    for event in events.events:
        shown = _message(event, events)
        begins = None
        if event.kind not in UNSEEN:
            on = event.at.astimezone(COPENHAGEN).date()
            begins, day = (on if on != day else None), on
        is_own = belongs_to(event, seat)
        rows.append(
            Row(
                event=event,
                message=shown,
                is_own=is_own,
                name=name_of(event, thread),
                day=begins,
                can_be_edited=is_own and shown is not None and can_be_edited(shown, now=now),
                mentioned=mentioned,
                file=_file(event, events, files),
            )
        )
    return rows


def seen_by(rows: Iterable[Row]) -> list[Seen] | None:
    """Everybody else who has seen the newest own message, in the order they did; None without one.

    A mark stands at the latest message of anybody else that its reader has seen.
    """
    listed = list(rows)
    own = [row for row in listed if row.is_own and _is_said(row.event)]
    if not own:
        return None
    newest = own[-1].event.seq
    seen: dict[str, Seen] = {}
    for row in listed:
        is_mark = row.event.kind == EventKind.READ and not row.is_own
        if is_mark and (row.event.about or 0) >= newest:
            seen.setdefault(row.name, Seen(row.name, row.event.at))
    return list(seen.values())


def belongs_to(event: Event, seat: Seat) -> bool:
    return (event.side, event.counsellor_id) == (seat.side, seat.counsellor_id)


def name_of(event: Event, thread: Thread) -> str:
    """Whose hand it was; the house's own has none."""
    if event.counsellor is not None:
        return event.counsellor.first_name
    return name_of_citizen(thread) if event.side == Side.CITIZEN else ""


def name_of_citizen(thread: Thread) -> str:
    """What they like to be called, and otherwise what one calls somebody in a house."""
    return thread.nickname or _("Guest")


def _files_in(events: Events, thread: Thread, seat: Seat) -> dict[str, Shown]:
    """One query, where there is anything to ask for."""
    if not any(event.kind == EventKind.FILE for event in events.events):
        return {}
    return by_id(shown_to(seat, files_of(thread=thread)))


def _file(event: Event, events: Events, files: dict[str, Shown]) -> Shown | None:
    if event.kind != EventKind.FILE:
        return None
    file = files.get(event.facts["file"])
    # What became of a file stands where it was sent, as a mended message does.
    stands_below = file is not None and file.file.seq > events.after
    return file if file and (file.file.seq == event.seq or not stands_below) else None


def _is_said(event: Event) -> bool:
    """A message, or a file where it was sent; not what has become of it since."""
    is_file = event.kind == EventKind.FILE and event.facts.get("state") == "checking"
    return (event.kind == EventKind.MESSAGE or is_file) and not event.is_tombstone


def _message(event: Event, events: Events) -> Event | None:
    if event.kind == EventKind.MESSAGE:
        return event
    # Further down the same page the message itself stands as it is now.
    if event.about and event.about <= events.after:
        return events.messages.get(event.about)
    return None
