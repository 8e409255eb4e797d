"""Lists of houses: nearest first when a place is asked for, otherwise alphabetical."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.db.models import prefetch_related_objects

from jobcenter.centres.domain.hours import Opening, next_opening, open_now
from jobcenter.centres.domain.nearest import centres_near
from jobcenter.centres.domain.places import Place, PlaceNotKnown, find_place
from jobcenter.centres.enums import HoursKind
from jobcenter.centres.models import Centre
from jobcenter.shared.danish import danish_order, folded

# Shorter words would find half the country inside the names of houses.
SHORTEST_PART_OF_A_NAME = 3


@dataclass(frozen=True, slots=True)
class House:
    """One house on a list, at one moment. `km` is None when no place was asked for."""

    centre: Centre
    now: datetime
    km: int | None = None

    @property
    def picture(self) -> str:
        """The drawing this house wears, as a static file."""
        return f"img/centre-{self.centre.illustration}.svg"

    @property
    def map_link(self) -> str:
        """Opens the reader's own map app (RFC 5870); nothing is asked of anybody's server."""
        centre = self.centre
        words = ", ".join(filter(None, [centre.street, f"{centre.postcode} {centre.town}".strip()]))
        return f"geo:{centre.latitude},{centre.longitude}?q={quote(words or centre.name)}"

    @property
    def opening(self) -> Opening | None:
        return open_now(centre=self.centre, now=self.now)

    @property
    def opens_next(self) -> Opening | None:
        return next_opening(centre=self.centre, now=self.now)

    @property
    def walk_in(self) -> Opening | None:
        """The talk without an appointment that goes on now, or the next one."""
        kind = HoursKind.WALK_IN
        return open_now(centre=self.centre, now=self.now, kind=kind) or next_opening(
            centre=self.centre, now=self.now, kind=kind
        )

    @property
    def phone_opening(self) -> Opening | None:
        return open_now(centre=self.centre, now=self.now, kind=HoursKind.PHONE)

    @property
    def phone_opens_next(self) -> Opening | None:
        return next_opening(centre=self.centre, now=self.now, kind=HoursKind.PHONE)

    @property
    def is_step_free(self) -> bool:
        return any(room.is_step_free for room in self.centre.rooms.all())


@dataclass(frozen=True, slots=True)
class HouseSearch:
    """What `words` found. With a refusal all houses are listed: no dead ends."""

    words: str
    houses: list[House]
    total: int
    place: Place | None = None
    is_by_name: bool = False
    refusal: PlaceNotKnown | None = None

    @property
    def last(self) -> House:
        """Where the list ends: "show more" comes back to this point."""
        return self.houses[-1]

    @property
    def has_more(self) -> bool:
        return len(self.houses) < self.total


def search_houses(*, words: str, show: int, now: datetime, first: str = "") -> HouseSearch:
    """The first `show` public houses for a postcode, town, municipality or part of a name; on top
    of them the house whose slug is `first`, if there is one, whatever was searched for.

    At most 4 queries, whatever the number of houses.
    """
    words = " ".join(words.split())
    centres = sorted(Centre.objects.published(), key=lambda centre: danish_order(centre.name))
    place, named, refusal = _understand(words, centres)
    found: list[tuple[Centre, int | None]] = [(centre, None) for centre in named or centres]
    if place:
        near = centres_near(place=place, centres=centres)
        found = [(nearby.centre, nearby.about_km) for nearby in near]
    found = _on_top(first, found, centres)
    shown = found[:show]
    prefetch_related_objects(
        [centre for centre, _km in shown], "opening_hours", "opening_exceptions", "rooms"
    )
    return HouseSearch(
        words=words,
        houses=[House(centre, now, km) for centre, km in shown],
        total=len(found),
        place=place,
        is_by_name=bool(named),
        refusal=refusal,
    )


def _on_top(
    slug: str, found: list[tuple[Centre, int | None]], centres: list[Centre]
) -> list[tuple[Centre, int | None]]:
    chosen = [(centre, None) for centre in centres if centre.slug == slug]
    with_km = [(centre, km) for centre, km in found if centre.slug == slug]
    return [*(with_km or chosen), *((one, km) for one, km in found if one.slug != slug)]


def _understand(
    words: str, centres: list[Centre]
) -> tuple[Place | None, list[Centre], PlaceNotKnown | None]:
    """A place, or houses by name, or why not. A town wins over a house that carries its name."""
    if not words:
        return None, [], None
    try:
        return find_place(words), [], None
    except PlaceNotKnown as refusal:
        named = _named(words, centres)
        return None, named, None if named else refusal


def _named(words: str, centres: list[Centre]) -> list[Centre]:
    part = folded(words)
    if len(part) < SHORTEST_PART_OF_A_NAME:
        return []
    return [centre for centre in centres if part in folded(centre.name)]
