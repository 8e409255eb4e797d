"""Pages of the files: whose they are, how they leave the house, what stays when one is refused."""

from __future__ import annotations

import re

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counsellors.chat.domain.writing import FORM
from counsellors.files.domain.checking import check_due_files
from counsellors.files.models import Attachment
from jobcenter.audit.models import Reading
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW, begin
from tests.counsellors.talk.story import works_here
from tests.factories.counsellors import CounsellorFactory

from .story import PLAIN_PDF, checked, give, picture, upload

pytestmark = pytest.mark.django_db(transaction=True)


def address(talk, act="files", door="as_citizen", *ids: str) -> str:
    return reverse(f"files:{act}_{door}", args=[talk.thread.public_id, *ids])


def content_at(talk, file, door="as_citizen") -> str:
    return address(talk, "content", door, file.public_id)


def post(browser, talk, *files, words="", door="as_citizen", **more):
    said = {"words": words, "key": mint_form_key(form=FORM), "uploads": list(files)} | more
    return browser.post(address(talk, "files", door), said)


def test_files_are_sent_with_words_without_scripts(amal, talk):
    response = post(amal, talk, upload(), upload(PLAIN_PDF, "lej.pdf"), words="Her er de")

    assert response.status_code == 303
    assert response.url == address(talk) + "#e-3"
    assert talk.kinds[-3:] == ["message", "file", "file"]
    html = amal.get(address(talk)).content.decode()
    assert "lej.pdf" in html
    assert 'id="e-4"' in html
    assert f'href="{content_at(talk, Attachment.objects.first())}"' not in html


def test_same_form_from_two_tabs_sends_once(amal, talk):
    key = mint_form_key(form=FORM)
    answers = [post(amal, talk, upload(), words="Hej", key=key) for _ in range(2)]

    assert {answer.url for answer in answers} == {address(talk) + "#e-3"}
    assert talk.kinds[-2:] == ["message", "file"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([upload(b"PK\x03\x04" + bytes(99), "cv.docx")], "cv.docx"),
        ([upload(picture(), "godt.jpg"), upload(b"", "tomt.jpg")], "tomt.jpg"),
        ([upload(b"\xff\xd8\xff" + bytes(13_000_000), "stort.jpg")], "stort.jpg"),
        ([], "Skriv et par ord, eller vælg en fil."),
        ([upload()] * 6, "fem filer"),
    ],
)
def test_refused_file_is_named_and_the_words_stay(amal, talk, files, said):
    for file in files:
        file.seek(0)
    response = post(amal, talk, *files, words="Kære Bent, her er mit brev")

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert "Kære Bent, her er mit brev" in html
    assert talk.fresh().last_seq == 2
    assert not Attachment.objects.exists()
    keys = re.findall(r'name="key" value="([^"]+)"', html)
    assert len(keys) == 1


class HungUp:
    """The browser promises more than it sends, and is gone."""

    def __init__(self, said: bytes) -> None:
        self.said = [said]

    def read(self, _size: int = -1) -> bytes:
        if not self.said:
            raise ConnectionResetError
        return self.said.pop()

    readline = read


def half_a_form() -> bytes:
    part = 'Content-Disposition: form-data; name="{}"'.format
    parts = [
        f"{part('words')}\r\n\r\nHej",
        f"{part('key')}\r\n\r\n{mint_form_key(form=FORM)}",
        f'{part("uploads")}; filename="a.jpg"\r\n\r\n',
    ]
    return "".join(f"--x\r\n{one}\r\n" for one in parts).encode() + picture(size=(800, 800))[:900]


def test_browser_that_hangs_up_half_way_sends_nothing(amal, talk):
    kind = "multipart/form-data; boundary=x"
    sent = {"wsgi.input": HungUp(half_a_form()), "CONTENT_LENGTH": "2000000"}
    with pytest.raises(OSError):  # noqa: PT011  Django's own, which is about HTTP
        amal.generic("POST", address(talk), b"x", content_type=kind, **sent)

    assert talk.fresh().last_seq == 2
    assert not Attachment.objects.exists()


def test_body_that_ends_in_the_middle_of_a_file_is_never_shown_to_anybody(amal, talk):
    amal.post(address(talk), half_a_form(), content_type="multipart/form-data; boundary=x")
    check_due_files(now=NOW.replace(year=2030))

    assert not Attachment.objects.ready().exists()


def test_checked_file_is_handed_out_to_be_saved_and_never_to_be_run(amal, talk):
    file = checked(talk, PLAIN_PDF, 'Løn "2026".pdf')
    response = amal.get(content_at(talk, file))

    assert response.content == PLAIN_PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Disposition"].endswith("L%C3%B8n%202026.pdf")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_name_can_put_nothing_into_a_header(amal, talk):
    file = checked(talk, name='a"; filename="evil.exe"\r\nSet-Cookie: x=y.jpg')
    response = amal.get(content_at(talk, file))

    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Disposition"].count("filename") == 1 + file.name.count("filename")
    assert "x" not in response.cookies
    assert response["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("state", ["unchecked", "refused", "lost", "taken back"])
def test_file_that_is_not_ready_is_not_there_for_anybody(amal, talk, state):
    if state == "unchecked":
        file = give(talk)
    else:
        file = checked(talk, picture(size=(900, 900))[:-400] if state == "refused" else None)
    if state == "lost":
        default_storage.delete(file.stored_as)
    if state == "taken back":
        assert (
            amal.post(address(talk, "take_back", "as_citizen", file.public_id)).status_code == 303
        )

    assert amal.get(content_at(talk, file)).status_code == 404
    bent = works_here(talk.bent)
    assert bent.get(content_at(talk, file, "at_work")).status_code == 404


def test_file_of_another_talk_is_not_behind_ones_own(amal, talk):
    """Neither by its own address nor by its id behind the address of one's own talk."""
    other = begin(bent=talk.bent)
    foreign = checked(other)

    assert amal.get(content_at(other, foreign)).status_code == 404
    assert amal.get(address(talk, "content", "as_citizen", foreign.public_id)).status_code == 404
    for browser, door in ((amal, "as_citizen"), (works_here(talk.bent), "at_work")):
        taken = browser.post(address(talk, "take_back", door, foreign.public_id))
        assert taken.status_code == 404
    assert Attachment.objects.filter(pk=foreign.pk).exists()


def test_every_request_asks_anew_who_may(amal, talk):
    file = checked(talk)
    assert amal.get(content_at(talk, file)).status_code == 200
    amal.cookies.clear()

    assert amal.get(content_at(talk, file)).status_code == 404
    assert Client().get(address(talk)).status_code == 404
    dorte = works_here(CounsellorFactory(centres=[begin().thread.centre]))
    assert dorte.get(content_at(talk, file, "at_work")).status_code == 404


def test_other_side_learns_nothing_of_a_file_before_it_is_checked(talk):
    give(talk, name="Hemmelig diagnose.jpg")
    html = works_here(talk.bent).get(address(talk, "files", "at_work")).content.decode()

    assert "Hemmelig" not in html
    assert "Vi tjekker filen" in html
    assert not Reading.objects.exists(), "nothing of Amal's was shown"


def test_counsellor_who_opens_a_file_stands_in_the_read_log_each_time(talk):
    file = checked(talk, name="Kontrakt.jpg")
    bent = works_here(talk.bent)
    assert "Kontrakt.jpg" in bent.get(address(talk, "files", "at_work")).content.decode()
    for _ in range(2):
        assert bent.get(content_at(talk, file, "at_work")).status_code == 200

    said = [(row.way, row.kinds) for row in Reading.objects.order_by("number")]
    assert said == [("page", ["name", "files"]), ("download", ["files"]), ("download", ["files"])]
    assert {row.citizen for row in Reading.objects.all()} == {talk.thread.public_id}


def test_no_file_is_shown_at_work_while_the_read_log_cannot_be_written(talk):
    file = checked(talk, name="Kontrakt.jpg")
    talk.write("Jeg er Amal og skriver")
    bent = works_here(talk.bent)
    bent.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_readingmonth ADD CONSTRAINT out_of_order CHECK (false) NOT VALID"
        )
    try:
        for page in (
            address(talk, "files", "at_work"), content_at(talk, file, "at_work"),
            address(talk, "transcript_text", "at_work"), address(talk, "transcript_pdf", "at_work"),
        ):  # fmt: skip
            response = bent.get(page)
            assert response.status_code == 500
            assert b"Kontrakt" not in response.content
            assert b"Amal og skriver" not in response.content
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_readingmonth DROP CONSTRAINT out_of_order")


def test_look_at_a_talk_in_which_only_a_file_was_sent_is_a_reading(talk):
    checked(talk)
    works_here(talk.bent).get(reverse("chat:talk_at_work", args=[talk.thread.public_id]))

    assert [row.kinds for row in Reading.objects.all()] == [["name", "messages"]]


def test_ones_own_file_of_the_desk_is_no_reading(talk):
    file = checked(talk, seat=talk.at_work)
    bent = works_here(talk.bent)
    assert bent.get(content_at(talk, file, "at_work")).status_code == 200

    assert not Reading.objects.exists()


def test_picture_is_seen_in_the_page_by_the_citizen_and_opened_by_hand_at_work(amal, talk):
    file = checked(talk)
    bent = works_here(talk.bent)

    assert f'<img class="sent-picture" src="{content_at(talk, file)}"' in (
        amal.get(address(talk)).content.decode()
    )
    assert "sent-picture" not in bent.get(address(talk, "files", "at_work")).content.decode()


def test_transcript_is_handed_out_behind_both_doors_and_recorded_at_work(amal, talk):
    talk.write("Jeg søger arbejde")
    bent = works_here(talk.bent)
    mine = amal.get(address(talk, "transcript_text"))
    theirs = bent.get(address(talk, "transcript_text", "at_work"))
    paper = bent.get(address(talk, "transcript_pdf", "at_work"))

    assert "    Jeg søger arbejde\n= " in mine.content.decode()
    assert re.findall(rb"\n= \w+", mine.content) == re.findall(rb"\n= \w+", theirs.content)
    assert mine["Content-Disposition"] == 'attachment; filename="chat.txt"'
    assert paper.content.startswith(b"%PDF-")
    assert paper["Content-Disposition"] == 'attachment; filename="chat.pdf"'
    readings = list(Reading.objects.all())
    assert [(row.way, row.kinds) for row in readings] == [
        ("download", ["name", "messages", "files"])
    ] * 2


@pytest.mark.parametrize("door", ["as_citizen", "at_work"])
def test_list_of_files_costs_the_same_however_many_there_are(amal, talk, door):
    browser = amal if door == "as_citizen" else works_here(talk.bent)
    asked = []
    for _ in range(2):
        for _file in range(1 if not asked else 4):
            checked(talk)
        browser.get(address(talk, "files", door))
        with CaptureQueriesContext(connection) as queries:
            browser.get(address(talk, "files", door))
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 20


def test_sending_one_file_with_words_costs_at_most_twenty_four_queries(
    amal, talk, django_assert_max_num_queries
):
    post(amal, talk, upload())
    with django_assert_max_num_queries(24):
        post(amal, talk, upload(), words="Hej")
