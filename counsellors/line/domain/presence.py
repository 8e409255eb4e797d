"""Who may be sitting on the other side of a talk: by what they did there, not by how it began."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from counsellors.chat.enums import EventKind, Side, WaitsAs
from counsellors.chat.models import Event, Thread

# Somebody is on the other side of a talk in which they did something so lately. An older one stays
# with its counsellor: the answer comes when they are back.
GOES_ON = timedelta(minutes=30)
SAID = (EventKind.MESSAGE, EventKind.FILE)
SIGNS = (*SAID, EventKind.READ, EventKind.EDIT, EventKind.REDACTION, EventKind.HANDOVER)
# As counsellors/callbacks tells it: they have talked on the phone.
TALKED = {"kind": EventKind.CALL_BACK, "facts__state": "talked"}


def with_somebody_there(threads: QuerySet[Thread], *, now: datetime) -> QuerySet[Thread]:
    """Those in which the citizen has written or read something lately, since somebody took them;
    and those just taken from the line, where they stood waiting. A talk on the phone is the end of
    it, unless they wrote again.
    """
    lately = now - GOES_ON
    here = Event.objects.filter(thread=OuterRef("pk"))
    theirs = here.filter(side=Side.CITIZEN)
    sign = theirs.filter(kind__in=SIGNS, at__gt=lately, seq__gt=OuterRef("taken"))
    taken_lately = here.filter(seq=OuterRef("taken"), at__gt=lately)
    wrote_again = theirs.filter(kind__in=SAID, seq__gt=OuterRef("talked"))
    return threads.annotate(
        taken=_last(here.filter(kind=EventKind.TAKEN)), talked=_last(here.filter(**TALKED))
    ).filter(
        Exists(sign) | Q(Exists(taken_lately), waits_as=WaitsAs.LINE),
        Q(talked=0) | Q(Exists(wrote_again)),
        last_event_at__gt=lately,
    )


def is_there_before_an_answer(thread: Thread, *, now: datetime) -> bool:
    """Nobody has taken it, and they did something in it lately."""
    signs = Event.objects.filter(thread=thread, side=Side.CITIZEN, kind__in=SIGNS)
    return signs.filter(at__gt=now - GOES_ON).exists()


def taken_at(thread_id: int) -> datetime | None:
    """When somebody last took it from those that wait."""
    taken = Event.objects.filter(thread=thread_id, kind=EventKind.TAKEN)
    return taken.order_by("-seq").values_list("at", flat=True).first()


def _last(events: QuerySet[Event]) -> Coalesce:
    """The number of the last of them; 0 where there is none."""
    return Coalesce(Subquery(events.order_by(F("seq").desc()).values("seq")[:1]), Value(0))
