"""What a file is, by its content alone; and what it is called on the way out."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from counsellors.files.domain.looking import look_at, tidy_name
from counsellors.files.domain.refusals import (
    FileIsEmpty,
    FileRefused,
    FileTooLarge,
    IsHeic,
    KindNotTaken,
    PdfDamaged,
    PictureDamaged,
    PictureTooLarge,
)
from counsellors.files.enums import FileKind
from jobcenter.ui.uploads import MOST_BYTES, NotMoreThanAnyFormTakes

from .story import PLAIN_PDF, picture, upload


def archive() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        zipped.writestr("program.exe", "MZ")
    return made.getvalue()


def header_of_png(width: int, height: int) -> bytes:
    """A header that promises so many pixels, and a few bytes of them."""
    head = b"IHDR" + struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(part) - 4) + part + struct.pack("!I", zlib.crc32(part))
        for part in (head, data, b"IEND")
    )


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
REFUSED = {
    "nothing": (b"", FileIsEmpty),
    "50 MB": (b"\xff\xd8\xff" + bytes(50_000_000), FileTooLarge),
    "drawing that can act": (SVG, KindNotTaken),
    "web page": (b"<!doctype html><script>alert(1)</script>", KindNotTaken),
    "archive": (archive(), KindNotTaken),
    "program": (b"MZ\x90\x00" + bytes(200), KindNotTaken),
    "text": (b"Hej Bent", KindNotTaken),
    "document of Word": (b"PK\x03\x04" + bytes(200), KindNotTaken),
    "tiff": (b"II*\x00" + bytes(200), KindNotTaken),
    "picture of an iPhone": (b"\0\0\0\x18ftypheic" + bytes(200), IsHeic),
    "20,000 by 20,000": (header_of_png(20_000, 20_000), PictureTooLarge),
    "a line without end": (header_of_png(60_000, 1), PictureTooLarge),
    "head of a picture, then an archive": (b"\xff\xd8\xff\xe0" + archive(), PictureDamaged),
    "head of a PNG, then an archive": (b"\x89PNG\r\n\x1a\n" + archive(), PictureDamaged),
    "PDF behind something else": (b"GIF" + PLAIN_PDF, KindNotTaken),
    "PDF cut off half way": (PLAIN_PDF[: len(PLAIN_PDF) // 2], PdfDamaged),
    "PDF with an archive behind it": (PLAIN_PDF + archive(), PdfDamaged),
}


@pytest.mark.parametrize(("content", "refusal"), REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("name", ["kat.png", "brev.pdf"])
def test_file_is_refused_for_what_it_is_whatever_it_is_called(content, refusal, name):
    with pytest.raises(refusal) as refused:
        look_at(upload(content, name))

    assert type(refused.value) is refusal
    assert refused.value.name == name
    assert refused.value.message
    assert refused.value.next_step


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_picture_is_one_whatever_it_is_called(kind):
    looked = look_at(upload(picture(kind), "regneark.xlsx"))

    assert (looked.kind, looked.name) == (FileKind.PICTURE, "regneark.jpg")


def test_pdf_is_one_whatever_it_is_called():
    looked = look_at(upload(PLAIN_PDF, "kat.png"))

    assert (looked.kind, looked.name, looked.size) == (FileKind.PDF, "kat.pdf", len(PLAIN_PDF))


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Amal\\brev.jpg", "brev.jpg"),
        ("brev\r\nSet-Cookie: a=b.jpg", "brev Set-Cookie a=b.jpg"),
        ('a";filename=b.exe', "a ;filename=b.exe"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("..", ""),
        ("\u200b.jpg", "jpg"),
        ("CPR 070761-4285.jpg", ""),
        ("Åse & Søn – løn.pdf", "Åse & Søn – løn.pdf"),
        ("صورة.jpg", "صورة.jpg"),
    ],
)
def test_name_is_one_line_without_path_signs_that_turn_or_a_cpr_number(said, called):
    assert tidy_name(said) == called


def test_file_without_a_name_of_its_own_gets_one():
    with translation.override("da"):
        assert look_at(upload(picture(), "070761-4285.jpg")).name == "billede.jpg"
        assert look_at(upload(PLAIN_PDF, "?.pdf")).name == "pdf.pdf"
    assert len(look_at(upload(picture(), "x" * 300 + ".png")).name) == 100


@given(st.binary(max_size=400))
def test_whatever_comes_is_taken_or_refused_and_never_breaks(content):
    for head in (b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF1234WEBP"):
        with suppress(FileRefused):
            assert look_at(upload(head + content)).size == len(head + content)


def test_file_without_end_is_kept_only_as_far_as_any_form_takes():
    handler = NotMoreThanAnyFormTakes()
    chunk = bytes(64 * 1024)
    kept = [handler.receive_data_chunk(chunk, start) for start in range(0, 50_000_000, len(chunk))]

    size = sum(len(one) for one in kept if one)
    assert 10 * 1024 * 1024 < size <= MOST_BYTES
