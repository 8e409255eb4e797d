"""From what somebody types, "8000", "Arhus" or "Viby", to a place on the map.

The names come from django-localflavor's tables of postcodes and municipalities, the points from
`positions`. Nothing outside this house is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from django.utils.translation import gettext_lazy as _
from localflavor.dk.dk_municipalities import DK_MUNICIPALITIES
from localflavor.dk.dk_postalcodes import DK_POSTALCODES

from jobcenter.shared.danish import danish_order, folded
from jobcenter.shared.refusals import Refusal, Words

from .positions import (
    Position,
    distance_km,
    is_inhabited,
    position_of_municipality,
    position_of_postcode,
)

# "Aarhus C", "Viby J", "Nykøbing Sj": what localflavor adds to keep towns of one name apart.
_DISTRICT = re.compile(
    r" (?:[CFJKLMNSV]|N[VØ]|S[VØ]|St|Sj|Øst|Jyll|Vestj|Midtsj|Thy|Fyn|Sydfyn|Ærø|Sjælland)$"
)
_STARTS_WITH_POSTCODE = re.compile(r"^(\d{4})\b")
_SHORT_FOR = {
    "kbh": "København",
    "cph": "København",
    "copenhagen": "København",
    "frb": "Frederiksberg",
}
# Places of one name further apart than this are different places, not parts of one town.
ONE_TOWN_KM = 15.0
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in Denmark. `asked_as` finds the same place when it is typed again."""

    name: str
    position: Position
    asked_as: str


class PlaceNotKnown(Refusal):
    """Nothing of that name, or several. `suggestions` are places whose names look alike."""

    next_step = _("Try a postcode, such as 8000, or the name of a municipality.")

    def __init__(
        self, message: Words, *, next_step: Words = "", suggestions: Iterable[Place] = ()
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.suggestions = tuple(suggestions)


def find_place(words: str) -> Place:
    """The one place `words` mean: a postcode, a town or a municipality.

    Raises PlaceNotKnown naming the words, with up to three suggestions.
    """
    words = " ".join(words.split())
    if words[:1].isdigit():
        return _place_numbered(words)
    found = _places_named(_SHORT_FOR.get(words.casefold(), words))
    if len(found) == 1:
        return found[0]
    if found:
        raise PlaceNotKnown(
            _filled(_("There are several places called “%(words)s”."), words),
            next_step=_("Choose the one you mean."),
            suggestions=found,
        )
    raise PlaceNotKnown(
        _filled(_("We know no place called “%(words)s”."), words),
        suggestions=_places_spelled_like(words),
    )


def _place_numbered(words: str) -> Place:
    if words in _postcodes_across_the_sea():
        raise PlaceNotKnown(
            _filled(_("“%(words)s” is across the sea, and we have no house there yet."), words),
            next_step=_("You can still talk with us by phone or by video, from anywhere."),
        )
    if digits := _STARTS_WITH_POSTCODE.match(words):
        return _place_of_postcode(digits[1])
    raise PlaceNotKnown(
        _filled(_("“%(words)s” is not a postcode: a postcode has four digits."), words)
    )


def postcodes() -> dict[str, str]:
    """Postcode to town, as PostNord names them; without those across the sea."""
    return dict(_towns_by_postcode())


def municipalities() -> dict[str, str]:
    """Slug to name of all 98, in Danish order."""
    named = {slug.lower(): str(name) for _region, rows in DK_MUNICIPALITIES for slug, name in rows}
    return dict(sorted(named.items(), key=lambda row: danish_order(row[1])))


@cache
def _towns_by_postcode() -> dict[str, str]:
    return {code: str(town) for code, town in DK_POSTALCODES if position_of_postcode(code)}


@cache
def _postcodes_across_the_sea() -> frozenset[str]:
    """Those of Greenland and, with three digits, of the Faroe Islands."""
    return frozenset(code for code, _town in DK_POSTALCODES if not position_of_postcode(code))


def _place_of_postcode(postcode: str) -> Place:
    position = position_of_postcode(postcode)
    if postcode in _towns_by_postcode() and position:
        return Place(f"{postcode} {_towns_by_postcode()[postcode]}", position, postcode)
    raise PlaceNotKnown(
        _filled(_("“%(words)s” is not a Danish postcode."), postcode),
        suggestions=_postcodes_close_to(postcode),
    )


def _postcodes_close_to(postcode: str) -> list[Place]:
    """The nearest numbers that are in use, one per town: 8005 → 8000 Aarhus C."""
    one_per_town: dict[str, str] = {}
    for code in sorted(_inhabited(), key=lambda code: abs(int(code) - int(postcode))):
        one_per_town.setdefault(_towns_by_postcode()[code], code)
        if len(one_per_town) == SUGGESTIONS:
            break
    return [_place_of_postcode(code) for code in one_per_town.values()]


def _inhabited() -> list[str]:
    """Postcodes of streets and towns; not those of big companies and mail sorting."""
    return [code for code in _towns_by_postcode() if is_inhabited(code)]


def _filled(sentence: Words, words: str) -> str:
    return str(sentence) % {"words": words}


def _places_named(words: str) -> list[Place]:
    """Exact town first, then municipality, then the town without its district letter."""
    asked = folded(words)
    exact, by_stem = _places_by_name()
    if town := exact.get(asked):
        return list(town)
    return list(_municipalities_by_name().get(asked) or by_stem.get(asked) or ())


@cache
def _municipalities_by_name() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for slug, name in municipalities().items():
        position = position_of_municipality(slug)
        if position:
            place = Place(name, position, name)
            for spelling in (name, f"{name} kommune", f"{name}s kommune"):
                found[folded(spelling)] = (place,)
    return found


@cache
def _places_by_name() -> tuple[dict[str, tuple[Place, ...]], dict[str, tuple[Place, ...]]]:
    """(towns by their full name, towns by their name without district)."""
    exact: dict[str, list[Place]] = {}
    by_stem: dict[str, list[Place]] = {}
    for code in _inhabited():
        town = _towns_by_postcode()[code]
        _add(exact, town, _place_of_postcode(code))
        _add(by_stem, _DISTRICT.sub("", town), _place_of_postcode(code))
    return (
        {name: tuple(places) for name, places in exact.items()},
        {name: tuple(places) for name, places in by_stem.items()},
    )


def _add(places: dict[str, list[Place]], name: str, place: Place) -> None:
    """Keep one point per town: further codes of the same town add nothing."""
    known = places.setdefault(folded(name), [])
    if all(distance_km(place.position, other.position) > ONE_TOWN_KM for other in known):
        known.append(place)


def _places_spelled_like(words: str) -> list[Place]:
    exact, by_stem = _places_by_name()
    names = {*exact, *by_stem, *map(folded, municipalities().values())}
    close = get_close_matches(folded(words), sorted(names), n=SUGGESTIONS, cutoff=0.7)
    alike = dict.fromkeys(place for name in close for place in _places_named(name))
    return list(alike)[:SUGGESTIONS]
