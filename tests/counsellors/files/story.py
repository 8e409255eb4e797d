"""The scene of these tests: Amal sends papers from her phone; files are real, and made here."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from counsellors.chat.domain.writing import FORM
from counsellors.files.domain.checking import check_due_files
from counsellors.files.domain.sending import attach, send
from counsellors.files.models import Attachment
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW, Talk

SIDEWAYS = 6  # what a phone notes when it was held upright
GPS = 0x8825


def picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (300, 200), mode: str = "RGB", **more: Any
) -> bytes:
    made = BytesIO()
    Image.new(mode, size, more.pop("colour", "teal")).save(made, kind, **more)
    return made.getvalue()


def photograph() -> bytes:
    """As a phone takes it: lying on its side, with place and camera noted."""
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    exif[0x010F] = "Kameramaerke"
    exif.get_ifd(GPS)[2] = (55.0, 40.0, 33.0)
    return picture(exif=exif, comment=b"hjemme hos Amal")


def pdf(*objects: bytes, ending: bytes = b"%%EOF\n") -> bytes:
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (nr, one) for nr, one in enumerate(objects, 2))
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + body + b"trailer\n"
        b"<< /Root 1 0 R >>\nstartxref\n9\n" + ending
    )


def stream(dictionary: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(content), content)


def packed(dictionary: bytes, content: bytes) -> bytes:
    return stream(dictionary + b" /Filter /FlateDecode", zlib.compress(content))


PLAIN_PDF = pdf(b"<< /Type /Pages /Kids [] /Count 0 >>", packed(b"", b"BT (Hej) Tj ET" * 50))


def upload(content: bytes | None = None, name: str = "brev.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, "text/html")


def give(talk: Talk, content: bytes | None = None, name: str = "brev.jpg", **more: Any):
    """One file of Amal's, unless `seat` says whose."""
    said = {"seat": talk.amal, "form_key": mint_form_key(form=FORM), "now": NOW} | more
    return attach(upload=upload(content, name), **said)


def give_with_words(talk: Talk, words: str, *contents: bytes, **more: Any) -> int:
    said = {"seat": talk.amal, "form_key": mint_form_key(form=FORM), "now": NOW} | more
    return send(words=words, uploads=[upload(one) for one in contents], **said)


def checked(talk: Talk, content: bytes | None = None, name: str = "brev.jpg", **more: Any):
    file = give(talk, content, name, **more)
    check_due_files(now=more.get("now", NOW))
    file.refresh_from_db()
    return file


def stored_names() -> list[str]:
    """Everything that lies in the storage."""
    from counsellors.files.domain.storing import _all_stored

    return sorted(_all_stored())


def empty_the_storage() -> None:
    for name in stored_names():
        default_storage.delete(name)


def rows() -> list[str]:
    return sorted(Attachment.objects.exclude(stored_as="").values_list("stored_as", flat=True))
