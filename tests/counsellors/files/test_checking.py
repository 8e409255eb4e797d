"""Between a sender and everybody else: what is let through, what is not, and what has to wait."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from counsellors.chat.domain.ending import end_and_delete, end_thread
from counsellors.files.domain.checking import LEASE, check, check_due_files
from counsellors.files.domain.documents import fault_in
from counsellors.files.domain.pictures import draw_anew
from counsellors.files.domain.sending import take_back_file
from counsellors.files.domain.storing import content_of
from counsellors.files.enums import Fault, FileState
from counsellors.files.models import Attachment
from tests.counsellors.chat.story import MINUTE, NOW, begin

from .clamd import EICAR, running_clamd
from .story import (
    PLAIN_PDF,
    checked,
    give,
    packed,
    pdf,
    photograph,
    picture,
    rows,
    stored_names,
    stream,
)

HIDDEN = b"1 0 << /S /JavaScript /JS (app.alert) >>"
TAGS_OF_PLACE_AND_CAMERA = {0x8825, 0x010F, 0x0112}


@pytest.fixture
def a_disk_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }


@pytest.fixture
def talk(a_disk_of_its_own, transactional_db):
    return begin()


def states(talk) -> list[str]:
    return [event.facts["state"] for event in talk.after().events if event.kind == "file"]


def test_photograph_is_drawn_anew_upright_and_says_nothing_of_place_and_camera(talk):
    sent = photograph()
    before = Image.open(BytesIO(sent))
    assert set(before.getexif()) >= TAGS_OF_PLACE_AND_CAMERA, (
        "or there would be nothing to take out"
    )
    assert before.size == (300, 200)

    kept = content_of(checked(talk, sent))
    after = Image.open(BytesIO(kept))
    assert after.size == (200, 300)
    assert dict(after.getexif()) == {}
    assert set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                               "progression"}  # fmt: skip
    assert b"Kameramaerke" not in kept
    assert b"hjemme hos Amal" not in kept


def test_checked_file_is_told_in_the_talk_and_the_one_that_was_sent_is_gone(talk):
    file = give(talk)
    as_sent = file.stored_as
    check_due_files(now=NOW)
    file.refresh_from_db()

    assert file.state == FileState.READY
    assert file.stored_as != as_sent
    assert not default_storage.exists(as_sent)
    assert stored_names() == rows() == [file.stored_as]
    assert states(talk) == ["checking", "ready"]
    assert talk.after().events[-1].side == "house"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG"])
def test_every_kind_of_picture_leaves_as_jpeg(kind):
    assert draw_anew(BytesIO(picture(kind))).content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)),
        picture("PNG", mode="P", colour=3),
        picture("PNG", mode="I;16", colour=3000),
        picture("PNG", mode="1", colour=1),
        picture(mode="CMYK", colour=(0, 0, 0, 0)),
        picture("PNG", mode="LA", colour=(0, 0)),
        picture(size=(1, 1)),
    ],
)
def test_every_way_of_colouring_is_drawn(content):
    assert draw_anew(BytesIO(content)).content


def test_what_is_transparent_becomes_white_and_not_black():
    drawn = draw_anew(BytesIO(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))))

    assert Image.open(BytesIO(drawn.content)).getpixel((5, 5)) == (255, 255, 255)


def test_of_something_that_moves_the_first_picture_stays(talk):
    moving = BytesIO()
    first, second = (Image.new("RGB", (60, 60), colour) for colour in ("white", "black"))
    first.save(moving, "GIF", save_all=True, append_images=[second], loop=0)
    after = Image.open(BytesIO(content_of(checked(talk, moving.getvalue()))))

    assert getattr(after, "n_frames", 1) == 1
    assert after.getpixel((5, 5)) == (255, 255, 255)


def test_large_photograph_is_made_small_enough_for_an_old_phone(talk):
    file = checked(talk, picture(size=(6000, 4000)))

    assert (file.width, file.height) == (2200, 1467)
    assert file.size < 1024 * 1024


def test_picture_that_was_cut_off_is_refused_and_leaves_no_content(talk):
    file = checked(talk, picture(size=(900, 900))[:-400])

    assert (file.state, file.fault, file.stored_as) == ("refused", Fault.DAMAGED, "")
    assert stored_names() == []
    assert states(talk) == ["checking", "refused"]


def test_plain_pdf_stays_byte_for_byte_what_it_is(talk):
    assert content_of(checked(talk, PLAIN_PDF, "brev.pdf")) == PLAIN_PDF


ACTIVE = {
    "javascript": pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
    "written with #": pdf(b"<< /S /J#61vaScr#69pt /JS (x) >>"),
    "starts a program": pdf(b"<< /S /Launch /F (cmd.exe) >>"),
    "file inside": pdf(b"<< /Names << /EmbeddedFiles 3 0 R >> >>"),
    "form that sends": pdf(b"<< /S /SubmitForm /F (https://example.org) >>"),
    "dynamic form": pdf(b"<< /AcroForm << /XFA [(a) 4 0 R] >> >>"),
    "packed": pdf(packed(b"/Type /ObjStm /N 1 /First 4", HIDDEN)),
    "packed, far in": pdf(packed(b"/Type /ObjStm /N 1 /First 4", b" " * 700_000 + HIDDEN)),
    "packed across two pieces": pdf(
        packed(b"/Type /ObjStm /N 1 /First 4", b" " * (256 * 1024 - 20) + HIDDEN)
    ),
    "packed, claims to be a picture": pdf(packed(b"/Subtype /Image /N 1 /First 4", HIDDEN)),
    "packed twice": pdf(
        stream(
            b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]",
            zlib.compress(zlib.compress(HIDDEN)),
        )
    ),
    "packed in another way": pdf(
        stream(b"/Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode", HIDDEN.hex().encode() + b">")
    ),
    "packed, says how elsewhere": pdf(
        stream(b"/Type /ObjStm /N 1 /First 4 /Filter 9 0 R", zlib.compress(zlib.compress(HIDDEN)))
    ),
}  # fmt: skip


@pytest.mark.parametrize("content", ACTIVE.values(), ids=ACTIVE.keys())
def test_pdf_in_which_something_acts_is_refused(content):
    assert fault_in(content) == Fault.ACTIVE


def test_refused_pdf_leaves_no_content(talk):
    file = checked(talk, ACTIVE["javascript"], "regning.pdf")

    assert (file.state, file.fault) == ("refused", Fault.ACTIVE)
    assert stored_names() == []


def test_pdf_with_a_password_is_refused_in_other_words():
    assert fault_in(pdf(b"<< /Encrypt 5 0 R >>")) == Fault.LOCKED


def test_pdf_that_unpacks_without_end_is_refused_quickly(monkeypatch):
    monkeypatch.setattr("counsellors.files.domain.documents.MOST_UNPACKED", 30 * 1024 * 1024)
    bomb = pdf(packed(b"", bytes(60 * 1024 * 1024)))
    assert len(bomb) < 100_000

    assert fault_in(bomb) == Fault.LARGE


def test_pdf_with_streams_beyond_number_is_refused(monkeypatch):
    monkeypatch.setattr("counsellors.files.domain.documents.MOST_STREAMS", 50)
    many = pdf(*[packed(b"", b"x")] * 60)

    assert fault_in(many) == Fault.LARGE


def test_script_behind_a_picture_does_not_survive(talk):
    """A picture, a web page and an archive at once is only a picture afterwards."""
    evil = picture() + b"<script>alert(1)</script>PK\x05\x06" + bytes(18)
    kept = content_of(checked(talk, evil, "katte.html"))

    assert b"<script>" not in kept
    assert b"PK\x05\x06" not in kept


def test_virus_is_found_by_the_scanner_and_its_content_is_gone(talk, settings):
    with running_clamd() as address:
        settings.CLAMAV_ADDRESS = address
        sick = checked(talk, PLAIN_PDF.replace(b"%%EOF", EICAR + b"\n%%EOF"), "a.pdf")
        well = checked(talk, PLAIN_PDF, "b.pdf")

    assert (sick.state, sick.fault, sick.stored_as) == ("refused", Fault.VIRUS, "")
    assert well.is_ready
    assert stored_names() == [well.stored_as]


def test_scanner_is_asked_over_a_local_socket_too(talk, settings, tmp_path):
    with running_clamd(unix=str(tmp_path / "clamd.sock")) as address:
        settings.CLAMAV_ADDRESS = address
        assert checked(talk, PLAIN_PDF.replace(b"%%EOF", EICAR + b"\n%%EOF")).fault == Fault.VIRUS


@pytest.mark.parametrize("how", ["not there", "says nothing", "too busy"])
def test_file_waits_while_the_scanner_is_away_and_goes_on_by_itself(
    talk, settings, how, monkeypatch
):
    monkeypatch.setattr("counsellors.files.domain.scanning.PATIENCE_SECONDS", 0.3)
    with running_clamd(mood=how) as address:
        settings.CLAMAV_ADDRESS = address
        file = checked(talk) if how != "not there" else give(talk)
    if how == "not there":
        check_due_files(now=NOW)
        file.refresh_from_db()

    assert file.state == FileState.DELAYED
    assert stored_names() == [file.stored_as], "it is kept as it was sent"
    assert check_due_files(now=NOW + MINUTE) == 0, "not at once again"
    assert check_due_files(now=NOW + 5 * MINUTE) == 1
    assert states(talk) == ["checking", "delayed"], "its sender is told once"

    with running_clamd() as address:
        settings.CLAMAV_ADDRESS = address
        check_due_files(now=NOW + 90 * MINUTE)
    file.refresh_from_db()
    assert file.is_ready
    assert states(talk) == ["checking", "delayed", "ready"]


def test_file_whose_worker_died_is_checked_by_another(talk, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_said):
        raise Killed

    file = give(talk)
    monkeypatch.setattr("counsellors.files.domain.checking._look_through", die)
    with pytest.raises(Killed):
        check_due_files(now=NOW)
    monkeypatch.undo()

    assert check_due_files(now=NOW + MINUTE) == 0, "somebody may still be at it"
    assert check_due_files(now=NOW + LEASE) == 1
    file.refresh_from_db()
    assert file.is_ready


def test_file_that_kills_every_worker_is_given_up(talk):
    file = give(talk)
    Attachment.objects.filter(pk=file.pk).update(tries=5)
    check_due_files(now=NOW)
    file.refresh_from_db()

    assert file.fault == Fault.DAMAGED


def test_check_that_comes_twice_tells_once(talk):
    file = give(talk)
    check(file, now=NOW)
    check(file, now=NOW)

    assert states(talk) == ["checking", "ready"]
    assert stored_names() == rows()


@pytest.mark.parametrize("end", [take_back_file, end_and_delete])
def test_file_that_goes_while_it_is_checked_does_not_come_back(talk, end):
    file = give(talk)
    more = {"file": file} if end is take_back_file else {}
    end(seat=talk.amal, now=NOW, **more)
    check(file, now=NOW)

    assert "ready" not in states(talk)
    assert Attachment.objects.count() == 0


def test_talk_that_ended_meanwhile_still_learns_of_its_file(talk):
    file = give(talk)
    end_thread(seat=talk.amal, now=NOW)
    check_due_files(now=NOW)
    file.refresh_from_db()

    assert file.is_ready
    assert states(talk)[-1] == "ready"
