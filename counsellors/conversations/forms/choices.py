"""What has been chosen so far, as it stands in the address of every step.

Nothing personal is in it: an address is kept in histories and may be sent to a friend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from counsellors.availability.domain.offers import OfferedTime, Question
from counsellors.availability.enums import Mode, Need, PartOfDay
from counsellors.people.models import Counsellor
from jobcenter.centres.models import Centre, Topic
from jobcenter.shared.languages import SpokenLanguage

# What narrows or shortens the times, so it is asked before them; the rest is asked with the name.
NEEDS_BEFORE_TIMES = (Need.STEP_FREE, Need.QUIET_ROOM, Need.SHORT_TALK)
START_FORMAT = "%Y%m%dT%H%MZ"
# This century only: at the edges of the calendar the clocks of the world cannot be told apart.
WRITTEN_TIME = re.compile(
    r"(?P<start>20\d{6}T\d{4}Z)~(?P<counsellor>[-\w]+)~(?P<mode>\w+)~(?P<centre>[-\w]+)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class ChosenTime:
    """One time of the picker as it travels: start, counsellor, mode and centre."""

    start: datetime
    counsellor: str
    mode: str
    centre: str

    def __str__(self) -> str:
        stamp = self.start.astimezone(UTC).strftime(START_FORMAT)
        return f"{stamp}~{self.counsellor}~{self.mode}~{self.centre}"

    @classmethod
    def read(cls, text: str) -> ChosenTime | None:
        """None for anything that was not written by `str(ChosenTime)`."""
        written = WRITTEN_TIME.fullmatch(text)
        if written is None or written["mode"] not in Mode.values:
            return None
        try:
            start = datetime.strptime(written["start"], START_FORMAT).replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(start, written["counsellor"], written["mode"], written["centre"])

    @classmethod
    def of(
        cls, time: OfferedTime, counsellors: Mapping[int, Counsellor], centres: Mapping[int, Centre]
    ) -> ChosenTime:
        return cls(
            time.start,
            counsellors[time.counsellor_id].slug,
            time.mode,
            centres[time.centre_id].slug,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Every choice that is valid, plus a sentence for each one that was not."""

    topic: Topic | None = None
    centre: Centre | None = None
    counsellor: Counsellor | None = None
    mode: Mode | None = None
    language: str = ""
    part_of_day: str = ""
    needs: tuple[str, ...] = ()
    from_date: date | None = None
    time: ChosenTime | None = None
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, query: QueryDict, *, known: Question | None = None) -> Choices:
        """At most three queries: topic, centre, counsellor. The rows of `known` need none."""
        complaints: list[str] = []
        at_hand = known or Question()
        counsellor = _row(
            Counsellor.objects.active(), query, "vejleder", complaints, at_hand.counsellor
        )
        centre = _row(Centre.objects.published(), query, "hus", complaints, at_hand.centre)
        mode = _one_of(Mode.values, query, "form", complaints)
        return cls(
            topic=_row(Topic.objects.all(), query, "emne", complaints, at_hand.topic),
            centre=centre,
            counsellor=counsellor,
            mode=Mode(mode) if mode else None,
            language=_one_of(SpokenLanguage.values, query, "sprog", complaints),
            part_of_day=_one_of(PartOfDay.values, query, "del", complaints),
            needs=tuple(n for n in NEEDS_BEFORE_TIMES if n.value in query.getlist("behov")),
            from_date=_date(query, complaints),
            time=_time(query, complaints),
            complaints=complaints,
        )

    def question(self, *, own_counsellor: Counsellor | None = None, days: int = 30) -> Question:
        return Question(
            topic=self.topic,
            centre=self.centre,
            counsellor=self.counsellor,
            own_counsellor=own_counsellor,
            mode=self.mode,
            language=self.language or None,
            needs=frozenset(self.needs),
            from_date=self.from_date,
            days=days,
            part_of_day=self.part_of_day or None,
        )

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """The choices as they stand in an address, with `changes` made; None takes one away."""
        changed = replace(self, **changes)
        said = [
            ("emne", changed.topic.slug if changed.topic else ""),
            ("hus", changed.centre.slug if changed.centre else ""),
            ("vejleder", changed.counsellor.slug if changed.counsellor else ""),
            ("form", changed.mode.value if changed.mode else ""),
            ("sprog", changed.language),
            ("del", changed.part_of_day),
            *[("behov", str(need)) for need in changed.needs],
            ("dag", changed.from_date.isoformat() if changed.from_date else ""),
            ("tid", str(changed.time) if changed.time else ""),
        ]
        return [(name, value) for name, value in said if value]

    def query(self, **changes: Any) -> str:
        """ "?emne=job&hus=havnehuset", or nothing at all."""
        pairs = self.pairs(**changes)
        return f"?{urlencode(pairs)}" if pairs else ""


def said_language(query: QueryDict) -> str:
    """The language the counsellor must speak; what nobody speaks here counts as any."""
    said = query.get("sprog", "")
    return said if said in SpokenLanguage.values else ""


def _row(rows: Any, query: QueryDict, name: str, complaints: list[str], at_hand: Any) -> Any:
    slug = query.get(name, "")
    if not slug:
        return None
    if at_hand is not None and at_hand.slug == slug:
        return at_hand
    found = rows.filter(slug=slug).first()
    if found is None:
        complaints.append(
            _("We do not know “%(value)s” here. Choose again.") % {"value": slug[:60]}
        )
    return found


def _one_of(values: list[str], query: QueryDict, name: str, complaints: list[str]) -> str:
    said = query.get(name, "")
    if not said or said in values:
        return said
    complaints.append(_("We do not know “%(value)s” here. Choose again.") % {"value": said[:60]})
    return ""


def _date(query: QueryDict, complaints: list[str]) -> date | None:
    said = query.get("dag", "")
    try:
        day = parse_date(said)
    except ValueError:
        day = None
    if said and day is None:
        complaints.append(
            _("“%(value)s” is not a date. Write it as 2026-12-31.") % {"value": said[:60]}
        )
    return day


def _time(query: QueryDict, complaints: list[str]) -> ChosenTime | None:
    said = query.get("tid", "")
    time = ChosenTime.read(said)
    if said and time is None:
        complaints.append(_("We could not read that time. Choose one below."))
    return time
