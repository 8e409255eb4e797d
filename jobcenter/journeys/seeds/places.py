"""The six invented houses: rooms, hours, partners."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import (
    Centre,
    OpeningException,
    OpeningHours,
    Partner,
    Room,
    Topic,
)

COUNTRY: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "country.yaml").read_text())
TEXTS = ("name", "about_da", "about_en", "how_to_get_here_da", "how_to_get_here_en")
PLACE = ("street", "postcode", "town", "municipality", "latitude", "longitude", "illustration")
ROOMS_CHECKED = 3
HOURS = {
    HoursKind.DOOR: {1: (540, 960), 2: (540, 960), 3: (540, 1140), 4: (540, 960), 5: (540, 840)},
    HoursKind.PHONE: {1: (540, 900), 2: (540, 900), 3: (540, 1080), 4: (540, 900), 5: (540, 780)},
    HoursKind.WALK_IN: {2: (600, 840), 3: (900, 1140), 4: (600, 840)},
    HoursKind.CHAT: {1: (600, 900), 2: (600, 900), 3: (600, 1020), 4: (600, 900)},
}


def seed_places(*, today: date) -> None:
    for facts in COUNTRY["centres"]:
        centre = _seed_centre(facts)
        _seed_rooms(centre, facts["rooms"], bus=facts["bus"], today=today)
        _seed_hours(centre, has_chat=facts["chat"])
        _seed_partners(centre, facts["partners"])
        OpeningException.objects.get_or_create(
            centre=centre,
            on_date=date(today.year, 12, 24),
            defaults={"note_da": "Juleaften", "note_en": "Christmas Eve"},
        )
        _seed_short_day(centre, today)


def _seed_centre(facts: dict[str, Any]) -> Centre:
    fields = {name: facts[name] for name in TEXTS + PLACE}
    centre, _created = Centre.objects.get_or_create(
        slug=facts["slug"],
        defaults=fields
        | {
            "phone": facts["phone"],
            "email": f"{facts['slug']}@demo.invalid",
            "has_chat": facts["chat"],
            "is_published": True,
            "is_invented": True,
        },
    )
    centre.topics.set(Topic.objects.all())
    return centre


def _seed_rooms(centre: Centre, names: list[str], *, bus: str, today: date) -> None:
    """Looked at some weeks ago; the fourth room of a house not yet, so that this can be seen."""
    for number, name in enumerate(names):
        is_checked = number < ROOMS_CHECKED
        Room.objects.get_or_create(
            centre=centre,
            name=name,
            defaults={
                "is_step_free": number != 1,
                "has_hearing_loop": number == 0,
                "is_quiet": number in (1, 2),
                "has_accessible_toilet": number == 0,
                "has_calm_light": number == 1,
                "bus": bus if is_checked else "",
                "facts_checked_on": today - timedelta(days=20 + number) if is_checked else None,
            },
        )


def _seed_hours(centre: Centre, *, has_chat: bool) -> None:
    for kind, week in HOURS.items():
        if kind == HoursKind.CHAT and not has_chat:
            continue
        for weekday, minutes in week.items():
            OpeningHours.objects.get_or_create(
                centre=centre, kind=kind, weekday=weekday, defaults={"minutes": minutes}
            )


def _seed_partners(centre: Centre, keys: list[str]) -> None:
    for key in keys:
        name, offers_da, offers_en, person = COUNTRY["partners"][key]
        partner, _created = Partner.objects.get_or_create(
            name=name,
            defaults={
                "offers_da": offers_da,
                "offers_en": offers_en,
                "contact_person": person,
                "email": f"{key}@demo.invalid",
            },
        )
        partner.centres.add(centre)


def _seed_short_day(centre: Centre, today: date) -> None:
    """One day soon with other hours, so that exceptions can be seen."""
    soon = today + timedelta(days=(3 - today.isoweekday()) % 7 + 7)
    OpeningException.objects.get_or_create(
        centre=centre,
        on_date=soon,
        defaults={"minutes": (600, 840), "note_da": "Vi maler", "note_en": "We are painting"},
    )
