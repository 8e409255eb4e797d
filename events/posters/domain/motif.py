"""A picture for each activity: doors, suns and leaves in the colours of the house.

It says nothing about the people who come or what they lack, so it fits every activity; and the same
activity has the same picture on every poster, so that one knows it again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from random import Random

ACROSS = 7
PETROL, DEEP, HONEY, CLAY, ROSE = "#0B5457", "#083A3D", "#F6B93B", "#A2341A", "#F4A78D"
PAPER, MINT, PLUM = "#FBF7F0", "#BFE0DC", "#6B2A55"


@dataclass(frozen=True, slots=True)
class Scheme:
    """`ground` lies behind the picture, `shapes` upon it."""

    ground: str
    shapes: tuple[str, ...]


SCHEMES = (
    Scheme(DEEP, (PETROL, HONEY, MINT, ROSE, PAPER)),
    Scheme(PETROL, (DEEP, HONEY, MINT, PAPER, ROSE)),
    Scheme(CLAY, (ROSE, HONEY, PAPER, PLUM, "#7E2611")),
    Scheme(PLUM, (ROSE, HONEY, PAPER, "#8E4675", MINT)),
)

# Each fills a square of one by one, upper left corner at 0,0.
SHAPES = (
    "M0,1V.5A.5,.5 0 0 1 1,.5V1Z",  # a door
    "M0,0H1A1,1 0 0 1 0,1Z",  # a quarter of a sun
    "M.5,.12A.38,.38 0 1 1 .5,.88A.38,.38 0 1 1 .5,.12Z",  # a sun
    "M0,.5A.5,.5 0 0 1 1,.5Z",  # a sun that rises
    "M0,1A1,1 0 0 1 1,0A1,1 0 0 1 0,1Z",  # a leaf
    "M0,0H1V.2H0ZM0,.4H1V.6H0ZM0,.8H1V1H0Z",  # steps
    "M0,.5A.5,.5 0 0 1 .5,0H1V.5A.5,.5 0 0 1 .5,1H0Z",  # a bowl, a speech, a petal
)
DOOR = SHAPES[0]
LIGHT = "M.25,1V.62A.25,.25 0 0 1 .75,.62V1Z"


def motif_svg(*, seed: str, rows: int) -> bytes:
    """`rows` (one or more) of seven squares, drawn from `seed` alone."""
    chance = Random(hashlib.sha256(seed.encode()).digest())  # noqa: S311 a drawing, no secret
    scheme = chance.choice(SCHEMES)
    drawn = [f'<rect width="{ACROSS}" height="{rows}" fill="{scheme.ground}"/>']
    # The house is always in the picture: one door with light in it, in the lowest row.
    door_at = chance.randrange(1, ACROSS - 1)
    before = ""
    for row in range(rows):
        for column in range(ACROSS):
            is_door = (row, column) == (rows - 1, door_at)
            colour = chance.choice([one for one in scheme.shapes if one != before])
            before = colour
            drawn.append(_tile(chance, column, row, colour, is_door=is_door))
    body = "".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ACROSS} {rows}">{body}</svg>'
    ).encode()


def _tile(chance: Random, column: int, row: int, colour: str, *, is_door: bool) -> str:
    # A hair larger than its square: no line of the ground shines through between two of them.
    if is_door:
        inside = f'<path d="{DOOR}" fill="{PAPER}"/><path d="{LIGHT}" fill="{HONEY}"/>'
        return f'<g transform="translate({column} {row})">{inside}</g>'
    if chance.random() < 0.12:
        return ""
    shape = chance.choice(SHAPES)
    turn = 0 if shape == DOOR else chance.choice((0, 90, 180, 270))
    place = f"translate({column} {row}) rotate({turn} .5 .5)"
    return f'<path d="{shape}" fill="{colour}" transform="{place}"/>'
