"""The files of a talk, as one of the two may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from counsellors.chat.domain.seats import Seat
from counsellors.chat.models import Thread
from counsellors.files.enums import Fault, FileState
from counsellors.files.models import Attachment


@dataclass(frozen=True, slots=True)
class Shown:
    """A file in a row of the talk. `is_own`: whoever looks has sent it, and may take it back."""

    file: Attachment
    is_own: bool

    @property
    def name(self) -> str:
        """Only its sender learns what it is called before it is checked."""
        return self.file.name if self.is_own or self.file.is_ready else ""

    @property
    def what_is(self) -> str:
        """Its state in words, for whoever looks; nothing once it can be opened."""
        if self.file.is_ready:
            return ""
        if self.file.state == FileState.REFUSED and self.is_own:
            return str(Fault(self.file.fault).label)
        return str(FileState(self.file.state).label)


def files_of(*, thread: Thread) -> list[Attachment]:
    """Every file of the talk, in its order. One query."""
    rows = Attachment.objects.filter(thread=thread).select_related("counsellor")
    return list(rows.order_by("seq"))


def sent_with(*, seat: Seat, seq: int) -> list[Attachment]:
    """The files this seat has sent together with its message of that number."""
    own = Attachment.objects.filter(side=seat.side, counsellor=seat.counsellor_id)
    return list(own.filter(thread=seat.thread_id, sent_with=seq).order_by("seq"))


def shown_to(seat: Seat, files: Iterable[Attachment]) -> list[Shown]:
    return [Shown(file, is_own=_is_of(seat, file)) for file in files]


def by_id(shown: Iterable[Shown]) -> dict[str, Shown]:
    """For the rows of a talk, which name a file by its public id."""
    return {one.file.public_id: one for one in shown}


def _is_of(seat: Seat, file: Attachment) -> bool:
    return (file.side, file.counsellor_id) == (seat.side, seat.counsellor_id)
