"""Friendly drawn faces for people whose photograph is not at hand.

`draw_portrait("bent man beard")` always answers the same SVG for the same seed.
Words in the seed that name a part choose that part ("woman", "man", "hijab",
"glasses", "grey", "umber", "bun" …); everything else is drawn by lot from the
seed's hash, so a bare slug is a good seed too.

The drawing has a ground of its own, so it looks the same by day and by night,
uses presentation attributes only (no style, as the CSP wants) and no text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.urls import reverse

from jobcenter.ui import portrait_parts as parts

LONGEST_SEED = 60


@dataclass(frozen=True, slots=True)
class Face:
    """What was drawn, in words: for tests and for choosing a better seed."""

    skin: str
    hair: str
    hair_colour: str
    beard: str
    glasses: int | None
    mouth: int
    top: str
    ground: str
    cloth: str
    scarf: str


class Lot:
    """A deterministic draw: the n-th pick depends only on the seed and its name."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.words = set(re.findall(r"[a-z]+", seed.lower()))

    def pick[T](self, about: str, choices: Sequence[T]) -> T:
        digest = sha256(f"{about}|{self.seed}".encode()).digest()
        return choices[int.from_bytes(digest[:4]) % len(choices)]

    def named(self, about: str, choices: Sequence[str]) -> str:
        """The part the seed asks for by name, otherwise one by lot."""
        asked = [choice for choice in choices if choice in self.words]
        return asked[0] if asked else self.pick(about, choices)


def draw_portrait(seed: str) -> str:
    """The SVG of a face, 200 × 224, about 3 kB. Equal seeds give equal drawings."""
    return _svg(face_of(seed))


def face_of(seed: str) -> Face:
    lot = Lot(seed)
    skin = lot.named("skin", list(parts.SKINS))
    hair = _hair(lot)
    cloth = lot.pick("cloth", parts.CLOTHES)
    return Face(
        skin=skin,
        hair=hair,
        hair_colour=_hair_colour(lot, skin),
        beard=_beard(lot, hair),
        glasses=lot.pick("frame", (0, 1))
        if "glasses" in lot.words or lot.pick("glasses", range(10)) < 3
        else None,
        mouth=lot.pick("mouth", range(len(parts.MOUTHS))),
        top=_top(lot, hair),
        ground=lot.pick("ground", parts.GROUNDS),
        cloth=cloth,
        scarf=lot.pick(
            "scarf", [s for s in parts.SCARVES if s not in parts.TOO_LIKE.get(cloth, ())]
        ),
    )


def portrait_address(person: Any) -> str:
    """Where a person's picture is: the uploaded photograph, otherwise the drawing.

    `person` has a `portrait_seed` and may have a `portrait` image and a `slug`.
    """
    photograph = getattr(person, "portrait", None)
    if photograph:
        return str(photograph.url)
    seed = getattr(person, "portrait_seed", "") or getattr(person, "slug", "") or str(person)
    return _address_of_drawing(seed)


@lru_cache(maxsize=4096)
def _address_of_drawing(seed: str) -> str:
    """Kept: a long talk shows the same face sixty times."""
    return reverse("portrait", kwargs={"seed": seed})


def _hair(lot: Lot) -> str:
    asked = [name for name in parts.HAIR if name in lot.words]
    if asked:
        return asked[0]
    if "woman" in lot.words:
        return lot.pick("hair", parts.LONG_HAIR)
    if "man" in lot.words or lot.words & set(parts.BEARDS):
        return lot.pick("hair", parts.SHORT_HAIR)
    return lot.pick("hair", parts.SHORT_HAIR + parts.LONG_HAIR)


def _hair_colour(lot: Lot, skin: str) -> str:
    asked = [name for name in parts.HAIR_COLOURS if name in lot.words]
    if asked:
        return asked[0]
    dark = skin in parts.DARK_SKINS
    return lot.pick(
        "hair colour", parts.COLOURS_FOR_DARK_SKIN if dark else list(parts.HAIR_COLOURS)
    )


def _beard(lot: Lot, hair: str) -> str:
    asked = [name for name in parts.BEARDS if name in lot.words]
    if asked:
        return asked[0]
    if "woman" in lot.words or hair not in parts.SHORT_HAIR or hair == "curls":
        return ""
    return lot.pick("beard", ("", "", *parts.BEARDS))


def _top(lot: Lot, hair: str) -> str:
    # Under a hijab the neckline is covered: a scarf upon a scarf looks like a mistake.
    return "jumper" if hair == "hijab" else lot.named("top", list(parts.TOPS))


def _svg(face: Face) -> str:
    skin, shade, blush, lips = parts.SKINS[face.skin]
    behind, before = parts.HAIR[face.hair]
    layers = [
        parts.FRAME,
        behind,
        parts.NECK,
        parts.TOPS[face.top],
        "" if face.hair == "hijab" else parts.EARS,
        parts.HEAD,
        parts.CHEEKS,
        parts.BEARDS.get(face.beard, ""),
        parts.MOUTHS[face.mouth],
        parts.EYES,
        parts.BROWS,
        parts.NOSE,
        before,
        parts.GLASSES[face.glasses] if face.glasses is not None else "",
        "</svg>",
    ]
    return "".join(layers).format(
        skin=skin,
        shade=shade,
        blush=blush,
        lips=lips,
        hair=parts.HAIR_COLOURS[face.hair_colour],
        brow=parts.BROW_COLOURS[face.hair_colour],
        ground=face.ground,
        cloth=face.cloth,
        scarf=face.scarf,
    )
