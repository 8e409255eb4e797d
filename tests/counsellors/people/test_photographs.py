"""An uploaded photograph becomes our own small WebP, or is refused with a sentence."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from counsellors.people.domain.photographs import (
    HEIGHT,
    LARGEST_FILE,
    WIDTH,
    PhotographRefused,
    photograph_from,
)
from jobcenter.ui.portraits import portrait_address
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory

SECRET_PLACE = "55.6761,12.5683 camera of Bent"


def picture(
    size: tuple[int, int] = (800, 900), kind: str = "JPEG", mode: str = "RGB", **options
) -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new(mode, size, (200, 120, 60, 128)[: len(mode)]).save(drawn, kind, **options)
    return SimpleUploadedFile(f"bent.{kind.lower()}", drawn.getvalue())


def opened(content) -> Image.Image:
    return Image.open(BytesIO(content.read()))


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("JPEG", "L")]
)
def test_photograph_becomes_a_webp_of_our_size(kind, mode):
    kept = photograph_from(picture(kind=kind, mode=mode))
    result = opened(kept)
    assert (result.format, result.size, result.mode) == ("WEBP", (WIDTH, HEIGHT), "RGB")
    assert kept.name.endswith(".webp")
    assert "bent" not in kept.name


def test_photograph_loses_what_the_camera_wrote_in_it():
    exif = Image.Exif()
    exif[0x010E] = SECRET_PLACE  # ImageDescription
    upload = picture(exif=exif)
    assert SECRET_PLACE.encode() in upload.read()
    upload.seek(0)
    kept = photograph_from(upload)
    assert SECRET_PLACE.encode() not in kept.read()
    kept.seek(0)
    assert not opened(kept).getexif()


def test_photograph_stands_upright_when_the_camera_lay_on_its_side():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    drawn = BytesIO()
    lying = Image.new("RGB", (1200, 800), "white")
    lying.paste("black", (0, 0, 600, 800))  # the camera's left becomes the picture's top
    lying.save(drawn, "JPEG", exif=exif)
    result = opened(photograph_from(SimpleUploadedFile("x.jpg", drawn.getvalue())))
    assert result.getpixel((WIDTH // 2, 20))[0] < 60
    assert result.getpixel((WIDTH // 2, HEIGHT - 20))[0] > 200


def test_transparent_picture_shows_the_paper_and_not_black():
    drawn = BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(drawn, "PNG")
    result = opened(photograph_from(SimpleUploadedFile("x.png", drawn.getvalue())))
    assert min(result.getpixel((10, 10))) > 200


HOSTILE = {
    "a page with a script": b"<html><script>alert(1)</script></html>",
    "an SVG with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "nothing": b"",
    "the head of a JPEG alone": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "an archive": b"PK\x03\x04" + bytes(200),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9999 9999\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_file_is_refused_when_it_is_no_photograph_whatever_its_name_says(content):
    with pytest.raises(PhotographRefused) as refused:
        photograph_from(SimpleUploadedFile("bent.jpg", content, content_type="image/jpeg"))
    assert "JPEG" in str(refused.value.next_step)


def test_photograph_is_refused_when_it_breaks_off_in_the_middle():
    whole = picture(size=(2000, 2000), quality=95).read()
    with pytest.raises(PhotographRefused):
        photograph_from(SimpleUploadedFile("bent.jpg", whole[: len(whole) // 2]))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_format_we_do_not_decode_is_refused(kind):
    with pytest.raises(PhotographRefused):
        photograph_from(picture(kind=kind))


@pytest.mark.parametrize("size", [(12_001, 300), (199, 400), (8000, 8000), (14_000, 14_000)])
def test_photograph_is_refused_before_unpacking_when_its_size_is_out_of_bounds(size):
    # One colour compresses to almost nothing: a bomb of 60 and 190 million pixels.
    with pytest.raises(PhotographRefused):
        photograph_from(picture(size=size, kind="PNG", mode="L"))


def test_file_is_refused_when_it_is_larger_than_ten_megabytes():
    upload = SimpleUploadedFile("bent.jpg", b"x")
    upload.size = LARGEST_FILE + 1
    with pytest.raises(PhotographRefused) as refused:
        photograph_from(upload)
    assert "10 MB" in str(refused.value.message)


# --- how it leaves the house ------------------------------------------------------------------


@pytest.fixture
def bent(db):
    counsellor = CounsellorFactory(centres=[CentreFactory()])
    counsellor.portrait = photograph_from(picture())
    counsellor.save(update_fields=["portrait"])
    return counsellor


def test_photograph_is_public_and_may_be_kept_for_a_year(client, bent):
    response = client.get(portrait_address(bent))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert "public" in response["Cache-Control"]
    assert "immutable" in response["Cache-Control"]
    assert opened(BytesIO(b"".join(response.streaming_content))).size == (WIDTH, HEIGHT)


def test_photograph_is_gone_when_the_person_meets_nobody_any_more(client, bent):
    address = portrait_address(bent)
    bent.is_active = False
    bent.save(update_fields=["is_active"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["findes-ikke.webp", "..%2Fsecret", "%2e%2e%2f%2e%2e%2fetc"])
def test_nothing_else_leaves_through_the_portraits_address(client, bent, name):
    default_storage.save("secret", SimpleUploadedFile("secret", b"x"))
    assert client.get(f"/media/portraits/{name}").status_code == 404
