"""A first look at an upload, while its sender waits: what is it, by its content alone?

Neither the name nor the header counts. What is found here is told at once; what takes longer (every
pixel, every part of a PDF, the virus check) is done by the clockwork afterwards.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.base import File
from django.utils.translation import gettext as _

from counsellors.files.enums import FileKind
from counsellors.files.models import LONGEST_NAME
from jobcenter.shared.cpr import cpr_numbers_in
from jobcenter.shared.typed import is_readable, one_line

from .documents import is_whole
from .pictures import size_of
from .refusals import (
    LARGEST_FILE,
    FileIsEmpty,
    FileRefused,
    FileTooLarge,
    IsHeic,
    KindNotTaken,
    PdfDamaged,
)

HEAD = 32
# ISO media files name their brand: the pictures of newer phones, and films.
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# Signs no file system of anybody's likes in a name.
NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]+')

type Upload = File[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An upload that may be stored. `digest` is SHA-256 of its content."""

    upload: Upload
    name: str
    kind: FileKind
    size: int
    digest: str


def look_at(upload: Upload) -> Looked:
    """Raises a FileRefused that bears the file's name."""
    name = tidy_name(upload.name or "")
    try:
        kind = _kind_of(upload)
        if kind == FileKind.PICTURE:
            size_of(upload)
        elif not is_whole(upload):
            raise PdfDamaged
    except FileRefused as refusal:
        refusal.name = name
        raise
    return Looked(
        upload=upload,
        name=named(name, kind),
        kind=kind,
        size=upload.size,
        digest=_digest_of(upload),
    )


def tidy_name(said: str) -> str:
    """What a file is called on screen and in the reader's own folder: one line, no path, no signs
    that turn the reading direction, and never a CPR number.
    """
    bare = PurePosixPath(said.replace("\\", "/")).name
    name = one_line(NOT_IN_NAMES.sub(" ", one_line(bare))).strip(" .")
    if not is_readable(name) or any(cpr_numbers_in(name)):
        return ""
    return name


def named(name: str, kind: FileKind) -> str:
    """`name` with the ending of what comes out of the house again."""
    stem = name.rsplit(".", 1)[0] if "." in name else name
    stem = stem.strip(" .")[: LONGEST_NAME - len(kind.ending)]
    return (stem or (_("picture") if kind == FileKind.PICTURE else _("document"))) + kind.ending


def _kind_of(upload: Upload) -> FileKind:
    if not upload.size:
        raise FileIsEmpty
    if upload.size > LARGEST_FILE:
        raise FileTooLarge
    upload.seek(0)
    head = upload.read(HEAD)
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        raise IsHeic
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    is_picture = head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
    if is_picture or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return FileKind.PICTURE
    raise KindNotTaken


def _digest_of(upload: Upload) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
