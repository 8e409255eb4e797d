"""What the forms ask for, as plain values, and the engine's question behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counsellors.availability.domain.offers import Question
from counsellors.availability.enums import Mode
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """What the booking form says.

    Counsellor, centre and topic are slugs and `start` is aware, as they stand in the addresses of
    the flow. One channel is enough: a mail address, or a phone number in E.164. `language` is what
    the counsellor must speak (empty: any), `page_language` that of the mails.
    """

    counsellor: str
    centre: str
    topic: str
    mode: str
    start: datetime
    name: str
    email: str = ""
    phone: str = ""
    agenda: str = ""
    needs: tuple[str, ...] = ()
    interpreter_language: str = ""
    language: str = ""
    page_language: str = "da"
    wants_reminder: bool = True

    def question(self) -> Question:
        """The same as the engine asks it; what is not there any more becomes "any"."""
        return Question(
            topic=Topic.objects.filter(slug=self.topic).first(),
            centre=Centre.objects.published().filter(slug=self.centre).first(),
            counsellor=Counsellor.objects.active().filter(slug=self.counsellor).first(),
            mode=Mode(self.mode),
            language=self.language or None,
            needs=frozenset(self.needs),
        )
