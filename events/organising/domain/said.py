"""What an activity says, as its form shows it; and whether it still says what a page showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from events.activities.domain.dates import Own
from events.activities.enums import Repeats, Whereabouts
from events.activities.models import Activity, ActivityDate
from events.organising.enums import SignUp
from events.signups.models import SignupTerms
from jobcenter.shared.languages import SpokenLanguage

MOST_QUESTIONS = 4

AS_IT_IS = (
    "title", "text", "kind", "repeats", "first_on", "last_on", "minutes", "weekdays", "every",
    "pauses_on_holidays", "whereabouts", "online_address", "language", "who_meets_you",
    "how_many_come", "first_five_minutes", "companion_welcome", "places",
)  # fmt: skip


def said_of_nothing() -> dict[str, Any]:
    """What a new one begins with."""
    return {
        "repeats": Repeats.ONCE, "pauses_on_holidays": True, "companion_welcome": True,
        "sign_up": SignUp.DROP_IN, "every": 1, "most_together": 1,
        "language": SpokenLanguage.DANISH, "whereabouts": Whereabouts.IN_HOUSE,
    }  # fmt: skip


def said_of(activity: Activity) -> dict[str, Any]:
    room, partner = activity.room, activity.partner
    said = {name: getattr(activity, name) for name in AS_IT_IS}
    said |= {
        "begins": activity.begins_at_minute,
        "nth": activity.nth_of_month,
        "room": room.name if room else "",
        "partner": partner.name if partner else "",
        "price_kroner": activity.price_kroner or None,
        "topics": [topic.slug for topic in activity.topics.all()],
    }
    terms = SignupTerms.objects.filter(activity=activity).first()
    return said | (
        _said_of_terms(terms) if terms else {"sign_up": SignUp.DROP_IN, "most_together": 1}
    )


def _said_of_terms(terms: SignupTerms) -> dict[str, Any]:
    how = SignUp.SERIES if terms.takes_whole_series else SignUp.SINGLE
    said: dict[str, Any] = {
        "sign_up": SignUp.ALL_OR_NONE if terms.whole_series_only else how,
        "most_together": terms.most_together,
        "is_sensitive": terms.is_sensitive,
    }
    questions = terms.questions.all()[:MOST_QUESTIONS]  # type: ignore[attr-defined]
    for number, one in enumerate(questions):
        said[f"asked_{number}"], said[f"purpose_{number}"] = one.words, one.purpose
        said[f"until_{number}"] = one.kept_until
    return said


def standing(said: Mapping[str, object]) -> dict[str, object]:
    """The same for the same meaning, to be compared: what is empty or a no is left out, and what
    is chosen from a list stands in one order."""
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in said.items()
        if value not in (None, "", []) and value is not False
    }


def stands(activity: Activity) -> dict[str, object]:
    """What a form of the activity was begun from, or what holds now under the lock."""
    return standing(said_of(activity))


def own_stands(one: ActivityDate) -> dict[str, object]:
    """The same of what one date has of its own."""
    own = {each.name: getattr(one, f"own_{each.name}") for each in fields(Own)}
    return standing(own | {"room": one.own_room.name if one.own_room else ""})
