"""What an event of a talk says in words, for a reader who was not there."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counsellors.chat.enums import EventKind
from counsellors.chat.models import Event
from counsellors.files.enums import FileKind, FileState
from counsellors.files.models import Attachment

KILOBYTE = 1024

PLAIN: dict[EventKind, str | Promise] = {
    EventKind.QUEUE_JOINED: gettext_lazy("Asked for somebody to talk with"),
    EventKind.QUEUE_LEFT: gettext_lazy("Left the line"),
    EventKind.TAKEN: gettext_lazy("Is here now"),
    EventKind.HANDOVER: gettext_lazy("The talk was handed over"),
    EventKind.INVITED: gettext_lazy("A colleague was invited"),
    EventKind.BOOKED: gettext_lazy("A conversation was booked"),
    EventKind.CALL_BACK: gettext_lazy("About calling back"),
    EventKind.CLAIMED: gettext_lazy("The talk is now opened with an account"),
    EventKind.STOPPED: gettext_lazy("Writing was stopped for a while, or is possible again"),
    EventKind.ENDED: gettext_lazy("The talk has ended"),
    EventKind.ERASED: gettext_lazy("Everything written here was deleted"),
}
ABOUT: dict[EventKind, str | Promise] = {
    EventKind.EDIT: gettext_lazy("Changed what stands in number %(number)s"),
    EventKind.REDACTION: gettext_lazy("Took number %(number)s back"),
    EventKind.READ: gettext_lazy("Has read up to number %(number)s"),
}
OF_A_FILE: dict[str, str | Promise] = {
    FileState.CHECKING: gettext_lazy("Sent a file that is being checked or was not let through"),
    FileState.DELAYED: gettext_lazy("The check of a file takes longer than usual"),
    FileState.READY: gettext_lazy("A file was checked"),
    FileState.REFUSED: gettext_lazy("A file was not let through"),
}


def what_happened(event: Event, file: Attachment | None) -> list[str]:
    """The lines under an event's heading; `file` is what it is about, if that can be opened."""
    if event.is_tombstone:
        return [_("Taken back")]
    kind = EventKind(event.kind)
    if kind == EventKind.MESSAGE:
        edited = [_("(edited)")] if event.changed == EventKind.EDIT else []
        return [*event.words.split("\n"), *edited]
    if kind == EventKind.FILE:
        return [_about_a_file(event, file)]
    if kind in ABOUT:
        return [str(ABOUT[kind]) % {"number": event.about}]
    said = [str(PLAIN[kind])] if kind in PLAIN else []
    return [*said, *(event.words.split("\n") if event.words else [])]


def _about_a_file(event: Event, file: Attachment | None) -> str:
    state = str(event.facts.get("state", FileState.CHECKING))
    if file is None:
        return str(OF_A_FILE.get(state, OF_A_FILE[FileState.CHECKING]))
    if state == FileState.CHECKING:
        return _("Sent a file: %(name)s") % {"name": f"{file.name} ({_kind_and_size(file)})"}
    return f"{OF_A_FILE.get(state, '')}: {file.name}"


def _kind_and_size(file: Attachment) -> str:
    return f"{FileKind(file.kind).label}, {max(1, round(file.size / KILOBYTE))} kB"
