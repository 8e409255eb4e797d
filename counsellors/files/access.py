"""Whose files they are: those of a talk one may open. Until a file is checked, nobody opens it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from counsellors.chat.access import seen_of_thread
from counsellors.chat.domain.seats import Seat
from counsellors.chat.enums import EventKind, Side
from counsellors.chat.models import Event, Thread
from counsellors.conversations.access import get_counsellor_of
from counsellors.people.access import reader_of
from jobcenter.audit.domain import record_reading
from jobcenter.audit.enums import Kind, Way

from .domain.reading import Shown, files_of, shown_to
from .domain.storing import content_of
from .domain.transcript import Transcript, transcript_of
from .models import Attachment

if TYPE_CHECKING:
    from jobcenter.accounts.models import User


def get_own_file(seat: Seat, public_id: str) -> Attachment:
    """One's own file in this talk, for taking it back."""
    own = Attachment.objects.filter(
        thread=seat.thread_id, side=seat.side, counsellor=seat.counsellor_id
    )
    return get_object_or_404(own, public_id=public_id)


def get_content(thread: Thread, public_id: str) -> tuple[Attachment, bytes]:
    """A checked file of this talk. Not ready, foreign, missing and lost look the same: 404."""
    ready = Attachment.objects.ready().filter(thread=thread)
    file = get_object_or_404(ready, public_id=public_id)
    content = content_of(file)
    if content is None:
        raise Http404
    return file, content


def see_content(
    user: User, thread: Thread, public_id: str, *, now: datetime
) -> tuple[Attachment, bytes]:
    """The same at work; what a citizen has sent stands in the read log before it is handed out,
    each time it is opened.
    """
    with transaction.atomic(durable=True):
        file, content = get_content(thread, public_id)
        if file.side == Side.CITIZEN:
            _record(user, thread, way=Way.DOWNLOAD, kinds={Kind.FILES}, now=now)
    return file, content


def see_files(user: User, thread: Thread, seat: Seat, *, now: datetime) -> list[Shown]:
    """The list of files at work: what a citizen calls a file is theirs, too."""
    with transaction.atomic(durable=True):
        files = shown_to(seat, files_of(thread=thread))
        if any(one.file.side == Side.CITIZEN and one.name for one in files):
            _record(user, thread, way=Way.PAGE, kinds={Kind.NAME, Kind.FILES}, now=now)
    return files


def see_transcript(user: User, thread: Thread, *, now: datetime) -> Transcript:
    with transaction.atomic(durable=True):
        transcript = transcript_of(thread=thread, now=now)
        if _has_words_of_citizen(thread):
            kinds = {Kind.NAME, Kind.MESSAGES, Kind.FILES}
            _record(user, thread, way=Way.DOWNLOAD, kinds=kinds, now=now)
    return transcript


def _has_words_of_citizen(thread: Thread) -> bool:
    said = Event.objects.filter(thread=thread, side=Side.CITIZEN)
    return said.filter(kind__in=[EventKind.MESSAGE, EventKind.FILE]).exists()


def _record(user: User, thread: Thread, *, way: Way, kinds: set[Kind], now: datetime) -> None:
    record_reading(
        reader=reader_of(user, get_counsellor_of(user)),
        reading=seen_of_thread(thread, way=way, kinds=kinds),
        now=now,
    )
