"""The public trail in words: what changed, in the language of whoever reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from events.activities.enums import ActivityKind, Whereabouts
from events.trail.domain import entries_about
from events.trail.enums import Step
from events.trail.models import TrailEntry
from jobcenter.shared.languages import SpokenLanguage
from jobcenter.shared.refusals import Words
from jobcenter.ui.money import price_in_words

LABELS: dict[str, Words] = {
    "title": gettext_lazy("The title"),
    "text": gettext_lazy("The text"),
    "kind": gettext_lazy("What kind of thing it is"),
    "room": gettext_lazy("The room"),
    "partner": gettext_lazy("Who arranges it"),
    "language": gettext_lazy("Language"),
    "whereabouts": gettext_lazy("Where"),
    "online_address": gettext_lazy("The link to the meeting"),
    "price_kroner": gettext_lazy("Price"),
    "places": gettext_lazy("Places"),
    "minutes": gettext_lazy("Minutes"),
    "begins_at_minute": gettext_lazy("When it begins"),
    "rule": gettext_lazy("The days"),
    "topics": gettext_lazy("What it is about"),
    "who_meets_you": gettext_lazy("Who meets you at the door"),
    "how_many_come": gettext_lazy("How many usually come"),
    "first_five_minutes": gettext_lazy("The first five minutes"),
    "companion_welcome": gettext_lazy("Come with somebody"),
}
CHOICES: dict[str, type[TextChoices]] = {
    "kind": ActivityKind,
    "language": SpokenLanguage,
    "whereabouts": Whereabouts,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that changed; of long texts only its name. A date has moments instead of words."""

    label: Words = ""
    was: Words = ""
    stands: Words = ""
    moment: datetime | None = None
    new_moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    entry: TrailEntry
    step: Words
    told: list[Told]


def trail_of(public_id: str) -> list[Line]:
    """The public trail of an activity, the latest line first."""
    return [
        Line(entry, Step(entry.step).label, [_told(*change) for change in entry.changes])
        for entry in entries_about(public_id)
    ]


def _told(name: str, was: str, stands: str) -> Told:
    if name == "date":
        new = datetime.fromisoformat(stands) if stands else None
        return Told(moment=datetime.fromisoformat(was), new_moment=new)
    label = LABELS.get(name, name)
    if not was and not stands:
        return Told(label)
    return Told(label, _in_words(name, was), _in_words(name, stands))


def _in_words(name: str, value: str) -> Words:
    if name in CHOICES:
        return _choice(CHOICES[name], value)
    if name == "price_kroner":
        return price_in_words(int(value or 0))
    return value or "–"


def _choice(kind: type[TextChoices], value: str) -> Words:
    """The trail keeps its lines for good: older ones hold the member's name instead of its value,
    and what is no longer a choice is said as it was written."""
    found = next((one for one in kind if value in {one.value, one.name}), None)
    return value if found is None else found.label
