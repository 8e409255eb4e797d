"""Files at the same moment: a form eight times, and a check while a file is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.chat.domain.writing import FORM
from counsellors.files.domain.checking import check_due_files
from counsellors.files.domain.refusals import FileIsGone
from counsellors.files.domain.sending import send, take_back_file
from counsellors.files.domain.storing import delete_leftovers
from counsellors.files.models import Attachment, Leftover
from counsellors.models import Event
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW, begin, numbers_of
from tests.counsellors.files.story import give, picture, rows, stored_names, upload
from tests.races.arena import race, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

COPIES = 8


@pytest.fixture(autouse=True)
def a_disk_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }


def test_eight_copies_of_a_form_send_its_file_once():
    talk, how_often = begin(), rounds(5)

    def copies(_turn: int):
        key = mint_form_key(form=FORM)

        def act() -> int:
            return send(
                seat=talk.amal, words="Brevet", uploads=[upload(picture(size=(9, 9)))],
                form_key=key, now=NOW,
            )  # fmt: skip

        return [act] * COPIES

    result = race(copies, rounds=how_often, lanes=COPIES)

    assert not result.errors
    assert all(len({o.value for o in one_round}) == 1 for one_round in result.by_round)
    assert Attachment.objects.count() == how_often
    assert Event.objects.filter(kind="message").count() == how_often
    assert stored_names() == rows()
    assert not Leftover.objects.exists()


def test_file_that_is_checked_while_it_is_taken_back_leaves_nothing():
    talk, how_often = begin(), rounds(8)
    files = [give(talk, picture(size=(40, 40))) for _ in range(how_often)]

    def both(turn: int):
        def take() -> int:
            return take_back_file(seat=talk.amal, file=files[turn], now=NOW)

        # The oldest that waits is checked: the very one, or the next when that is gone already.
        return [take, lambda: check_due_files(now=NOW, limit=1)]

    result = race(both, rounds=how_often, lanes=2)
    check_due_files(now=NOW + timedelta(hours=1), limit=100)
    delete_leftovers(now=NOW + timedelta(days=2))

    assert set(result.errors) <= {FileIsGone.__name__}
    assert not Attachment.objects.exists()
    assert stored_names() == []
    last = talk.fresh().last_seq
    assert numbers_of(talk.thread) == list(range(1, last + 1))
