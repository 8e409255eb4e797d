"""Files chosen where one writes: with words or without, at both doors, with and without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from counsellors.chat.domain.writing import FORM
from counsellors.files.domain.checking import check_due_files
from counsellors.files.models import Attachment
from counsellors.safety.models import Block
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW
from tests.counsellors.files.story import PLAIN_PDF, give_with_words, picture, upload

from .story import address, works_here

pytestmark = pytest.mark.django_db(transaction=True)
LIVE = {"HX-Request": "true"}


def say(browser, talk, *files, words="", door="as_citizen", key="", **more):
    said = {"words": words, "key": key or mint_form_key(form=FORM), "uploads": list(files)}
    return browser.post(address(talk, "say", door), said, **more)


def test_composer_takes_words_and_files_together(amal, talk):
    answer = say(amal, talk, upload(), upload(PLAIN_PDF, "lej.pdf"), words="Her er de")

    assert answer.status_code == 303
    assert answer.url == address(talk, "talk") + "#e-3"
    assert talk.kinds[-3:] == ["message", "file", "file"]
    assert [file.sent_with for file in Attachment.objects.order_by("seq")] == [3, 3]


def test_file_without_words_is_a_sending_too(amal, talk):
    answer = say(amal, talk, upload(PLAIN_PDF, "lej.pdf"), headers=LIVE)

    assert answer.status_code == 200
    assert 'data-said="3"' in answer.content.decode()
    assert talk.kinds[-1] == "file"


def test_same_form_twice_sends_once(amal, talk):
    key = mint_form_key(form=FORM)
    for _press in range(2):
        assert say(amal, talk, upload(), words="Kun én gang", key=key).status_code == 303

    assert talk.kinds[-2:] == ["message", "file"]
    assert Attachment.objects.count() == 1


def test_counsellor_sends_from_the_talk_and_from_the_desk(talk):
    bent = works_here(talk.bent)
    said = {"words": "", "key": mint_form_key(form=FORM), "uploads": [upload()]}
    at_desk = reverse("inbox:say", args=[talk.thread.public_id])

    assert say(bent, talk, upload(), words="Se her", door="at_work").status_code == 303
    assert bent.post(at_desk, said).status_code == 303
    assert [file.counsellor_id for file in Attachment.objects.all()] == [talk.bent.pk] * 2


@pytest.mark.parametrize("headers", [{}, LIVE], ids=["page", "piece"])
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([upload(b"PK\x03\x04" + bytes(99), "cv.docx")], "cv.docx"),
        ([upload(b"\xff\xd8\xff" + bytes(13_000_000), "stort.jpg")], "større end 10 MB"),
        ([upload(picture(), f"{n}.jpg") for n in range(6)], "fem filer"),
    ],
    ids=["kind", "size", "many"],
)
def test_refused_file_is_named_and_the_words_stay(amal, talk, files, said, headers):
    for file in files:
        file.seek(0)
    answer = say(amal, talk, *files, words="Kære Bent, her er mit brev", headers=headers)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "Kære Bent, her er mit brev" in html
    assert "Vælg dem igen" in html
    assert re.search(r'<details class="attach"\s+open', html)
    assert talk.fresh().last_seq == 2


def test_nothing_at_all_is_refused_without_talk_of_files(amal, talk):
    answer = say(amal, talk)

    assert answer.status_code == 422
    assert "Vælg dem igen" not in answer.content.decode()


def test_blocked_writer_sends_no_files_either(amal, talk):
    Block.objects.create(
        token_hash=talk.fresh().token_hash,
        centre=talk.thread.centre,
        thread=talk.thread.public_id,
        reason="threats",
        made_by=talk.bent,
        made_at=timezone.now(),
        until=timezone.now() + timedelta(days=1),
    )
    answer = say(amal, talk, upload())

    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_taking_a_message_back_takes_its_files_along(amal, talk):
    seq = give_with_words(talk, "Mit pas", picture())
    check_due_files(now=NOW)
    [stored] = Attachment.objects.values_list("stored_as", flat=True)
    place = address(talk, "take_back", seq=seq)

    assert "brev.jpg" in amal.get(place).content.decode()
    assert amal.post(place).status_code == 303
    assert not Attachment.objects.exists()
    assert not default_storage.exists(stored)
    assert "brev.jpg" not in amal.get(address(talk, "talk")).content.decode()


def test_deleting_the_talk_deletes_its_files_before_the_next_page_says_so(amal, talk):
    give_with_words(talk, "Mit pas", picture())
    [stored] = Attachment.objects.values_list("stored_as", flat=True)
    assert default_storage.exists(stored)

    amal.post(address(talk, "delete"))

    assert not default_storage.exists(stored)


def test_own_file_is_not_told_as_a_message_that_was_taken_back(amal, talk):
    """The script says what a changed row has become; see `change` in static/js/chat.js."""
    give_with_words(talk, "Se", picture())
    check_due_files(now=NOW)

    html = amal.get(address(talk, "events"), {"after": 4}).content.decode()
    assert 'data-became="file-ready"' in html
    assert 'data-became="gone"' not in html
