"""A photograph becomes a portrait: our size, our format, and nothing of what the camera noted.

The upload is never stored. It is decoded with one of three decoders, whatever its name says, drawn
anew and encoded as WebP: what could hide in the file (place and time of the picture, scripts,
archives) does not survive.
"""

from __future__ import annotations

import secrets
from io import BytesIO
from typing import IO, Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from jobcenter.shared.refusals import Refusal

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_SIDE = 12_000
MOST_PIXELS = 50_000_000
SMALLEST_SIDE = 200
# The doorway of a portrait: 1 wide, 1.12 high; three times as large as it is shown at most.
WIDTH, HEIGHT = 600, 672
FORMATS = ("JPEG", "PNG", "WEBP")
PAPER = (251, 247, 240)


class Upload(Protocol):
    """What Django hands over: a file that knows its size before it is read."""

    @property
    def size(self) -> int | None: ...

    @property
    def file(self) -> IO[bytes] | None: ...


class PhotographRefused(Refusal):
    next_step = _("Choose a photograph saved as JPEG, PNG or WebP.")


def photograph_from(upload: Upload) -> ContentFile[bytes]:
    """A WebP of at most 600 × 672 pixels with a random name, cut to the shape of a doorway.

    Raises PhotographRefused for what is too large, too small, damaged or no photograph.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise PhotographRefused(_("The file is larger than 10 MB."))
    picture = _decode(upload)
    drawn = ImageOps.fit(on_ground(picture, PAPER), (WIDTH, HEIGHT), centering=(0.5, 0.35))
    result = BytesIO()
    drawn.save(result, "WEBP", quality=82, method=6)
    return ContentFile(result.getvalue(), name=f"{secrets.token_urlsafe(16)}.webp")


def _decode(upload: Upload) -> Image.Image:
    try:
        picture = Image.open(upload.file or BytesIO(), formats=FORMATS)
        _check_size(*picture.size)
        picture.load()
        return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotographRefused(_("The picture has too many pixels.")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PhotographRefused(_("We cannot read the file as a photograph.")) from error


def _check_size(width: int, height: int) -> None:
    """Asked of the header, before a single pixel is unpacked."""
    if max(width, height) > LARGEST_SIDE or width * height > MOST_PIXELS:
        raise PhotographRefused(_("The picture has too many pixels."))
    if min(width, height) < SMALLEST_SIDE:
        raise PhotographRefused(_("The picture is too small: it needs 200 pixels each way."))


def on_ground(picture: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Plain colours; what is transparent shows the ground."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, colour)
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture.convert("RGB")


def forget_photograph(name: str) -> None:
    """Delete a stored photograph once the change that replaced it is committed."""
    transaction.on_commit(lambda: default_storage.delete(name))
