"""A picture as the house keeps it: drawn anew, upright, and nothing of what the camera noted.

It is decoded with one of four decoders and encoded as JPEG. What could hide in the file (place and
time, an earlier version in the preview, scripts, an archive at its end) does not survive.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from counsellors.people.domain.photographs import LARGEST_SIDE, MOST_PIXELS, on_ground

from .refusals import PictureDamaged, PictureTooLarge

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A page of A4 photographed by a phone can be read at this size; about half a megabyte.
LONGEST_SIDE = 2200
QUALITY = 82
WHITE = (255, 255, 255)
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Drawn:
    content: bytes
    width: int
    height: int


def size_of(source: IO[bytes]) -> tuple[int, int]:
    """Pixels across and down, as the header says, before a single one is unpacked.

    Raises PictureTooLarge, PictureDamaged.
    """
    picture = _open(source)
    width, height = picture.size
    if max(width, height) > LARGEST_SIDE or width * height > MOST_PIXELS:
        raise PictureTooLarge
    return width, height


def draw_anew(source: IO[bytes]) -> Drawn:
    """A JPEG with at most 2,200 pixels a side. Of something that moves, its first picture.

    Raises PictureTooLarge, PictureDamaged.
    """
    size_of(source)
    picture = _open(source)
    try:
        # A JPEG can be unpacked at half or a quarter of its size: less memory, less time.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        upright = on_ground(ImageOps.exif_transpose(picture), WHITE)
    except BOMBS as error:
        raise PictureTooLarge from error
    except UNREADABLE as error:
        raise PictureDamaged from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Only the pixels: `info` still holds what the file said besides.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    result = BytesIO()
    bare.save(result, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Drawn(result.getvalue(), *bare.size)


def _open(source: IO[bytes]) -> Image.Image:
    source.seek(0)
    try:
        return Image.open(source, formats=FORMATS)
    except BOMBS as error:
        raise PictureTooLarge from error
    except UNREADABLE as error:
        raise PictureDamaged from error
