"""The whole talk to take away: every number, in order, the same for both of the two.

Each entry ends with a fingerprint: SHA-256 of the fingerprint before it (64 hexadecimal digits; the
first one follows 64 zeros), a line break, and the entry's own lines joined by line breaks, in
UTF-8. The first 16 digits are printed. So a reader can see that nothing is missing between the
numbers and nothing was changed afterwards, and two readers that they have the same.

Whatever somebody wrote stands behind four spaces; an entry begins with "#" and its fingerprint with
"=" at the line's first place, where nobody's words can stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from counsellors.chat.domain.refusals import HoleInThread
from counsellors.chat.enums import Side
from counsellors.chat.models import Event, Thread
from counsellors.files.enums import FileState
from counsellors.files.models import Attachment
from jobcenter.shared.retention import kept_for
from jobcenter.ui.dates import day_in_words, in_copenhagen

from .happenings import what_happened

BEFORE_THE_FIRST = "0" * 64
PRINTED = 16
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Entry:
    """One number. `heading` begins with "#"; `words` are bare, without their indent."""

    heading: str
    words: list[str]
    fingerprint: str

    def lines(self) -> list[str]:
        return [self.heading, *(f"{INDENT}{line}" for line in self.words)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    title: str
    house: str
    language: str
    made_at: datetime
    head: list[str]
    entries: list[Entry]
    foot: list[str]

    def lines(self) -> Iterator[str]:
        yield self.title
        yield ""
        yield from self.head
        for entry in self.entries:
            yield ""
            yield from entry.lines()
            yield f"= {entry.fingerprint[:PRINTED]}"
        yield ""
        yield from self.foot


def transcript_of(*, thread: Thread, now: datetime) -> Transcript:
    """In the reader's language. Raises HoleInThread rather than leave a number out."""
    events = _every_event(thread)
    files = {file.public_id: file for file in Attachment.objects.filter(thread=thread)}
    entries = list(_chained(thread, events, files))
    return Transcript(
        title=_("Talk with %(house)s") % {"house": thread.centre.name},
        house=thread.centre.name,
        language=get_language() or "da",
        made_at=now,
        head=_head(thread, events, now=now),
        entries=entries,
        foot=_foot(entries),
    )


def fingerprint(before: str, lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join([before, *lines]).encode()).hexdigest()


def _every_event(thread: Thread) -> list[Event]:
    """All that are kept, without gaps. Those that go past retention meanwhile are asked again."""
    for _again in range(2):
        thread.refresh_from_db(fields=["first_seq", "last_seq", "last_event_at"])
        first, last = thread.first_seq, thread.last_seq
        rows = Event.objects.filter(thread=thread, seq__gte=first, seq__lte=last)
        events = list(rows.select_related("counsellor").order_by("seq"))
        if [event.seq for event in events] == list(range(first, last + 1)):
            return events
    raise HoleInThread(f"thread {thread.pk}: a transcript would not be whole")


def _chained(thread: Thread, events: list[Event], files: dict[str, Attachment]) -> Iterator[Entry]:
    before = BEFORE_THE_FIRST
    for event in events:
        heading = f"#{event.seq}  {_stamp(event.at)}  {who(event, thread)}".rstrip()
        words = what_happened(event, _file_of(event, files))
        entry = Entry(heading, words, "")
        before = fingerprint(before, entry.lines())
        yield Entry(heading, words, before)


def _file_of(event: Event, files: dict[str, Attachment]) -> Attachment | None:
    """Nobody reads here what a file is called before it has been let through."""
    file = files.get(str(event.facts.get("file", "")))
    return file if file and file.state == FileState.READY else None


def who(event: Event, thread: Thread) -> str:
    if event.counsellor:
        return event.counsellor.name
    if event.side == Side.CITIZEN:
        return thread.nickname or _("Guest")
    return thread.centre.name


def _stamp(at: datetime) -> str:
    """The server's clock, to the second, with its distance from UTC."""
    return in_copenhagen(at).isoformat(" ", "seconds")


def _head(thread: Thread, events: list[Event], *, now: datetime) -> list[str]:
    gone = thread.last_event_at + kept_for("chats")
    lines = [f"{_('House')}: {thread.centre.name}"]
    if events:
        first, last = (day_in_words(event.at, year=True) for event in (events[0], events[-1]))
        lines.append(f"{_('From')}: {first}")
        lines.append(f"{_('To')}: {last}")
        lines.append(
            _("Numbers: %(first)s to %(last)s, none missing")
            % {"first": events[0].seq, "last": events[-1].seq}
        )
    if thread.first_seq > 1:
        lines.append(
            _("Numbers before %(first)s are past their date and deleted")
            % {"first": thread.first_seq}
        )
    lines.append(
        _("The house keeps it until: %(day)s, if nothing more is written")
        % {"day": day_in_words(gone, year=True)}
    )
    lines.append(f"{_('Downloaded')}: {_stamp(now)}")
    return lines


def _foot(entries: list[Entry]) -> list[str]:
    if not entries:
        return []
    return [
        f"= {entries[-1].fingerprint}",
        _(
            "The line with = is a fingerprint. It is the SHA-256 of the whole fingerprint before it"
            " (64 zeros before the first), a line break and the lines of the entry. The one above"
            " is the last one, in full. Is yours the same as the other's? Then you have the same"
            " talk."
        ),
    ]
