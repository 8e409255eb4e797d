"""Sending files and taking them back: once, together with words, and nothing left behind."""

from __future__ import annotations

import resource

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from counsellors.chat.domain.ending import end_and_delete, end_thread, forget_past_events
from counsellors.chat.domain.refusals import HoldsCprNumber, ThreadIsOver
from counsellors.chat.domain.writing import FORM, redact_message
from counsellors.files.domain import storing
from counsellors.files.domain.refusals import (
    FileIsEmpty,
    FileIsGone,
    FileTooLarge,
    NoFileChosen,
    StorageIsFull,
    TalkIsFull,
    TooManyFiles,
    TooManyFilesInAnHour,
)
from counsellors.files.domain.sending import send, take_back_file, take_back_message
from counsellors.files.domain.storing import delete_leftovers, delete_strays
from counsellors.files.models import Attachment, Leftover
from counsellors.models import Event
from jobcenter.submissions.domain import FormAlreadyUsed, FormKeyNotOurs, mint_form_key
from tests.counsellors.chat.story import DAY, NOW, numbers_of

from .story import (
    PLAIN_PDF,
    checked,
    give,
    give_with_words,
    photograph,
    picture,
    rows,
    stored_names,
    upload,
)  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + 2 * DAY


@pytest.fixture(autouse=True)
def a_disk_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    return tmp_path


def nothing_is_left() -> bool:
    return stored_names() == rows() == [] and not Leftover.objects.exists()


def test_file_is_an_event_of_the_talk_that_names_it_by_its_id_alone(talk):
    file = give(talk, name="Opsigelse fra Hansen.jpg")

    event = talk.after().events[-1]
    assert (event.kind, event.seq, event.words) == ("file", file.seq, "")
    assert event.facts == {"file": file.public_id, "state": "checking"}
    assert stored_names() == rows() == [file.stored_as]
    assert "Hansen" not in file.stored_as


def test_words_and_files_stand_together_in_order(talk):
    first = give_with_words(talk, "Her er brevet", picture(), PLAIN_PDF)

    assert talk.kinds[-3:] == ["message", "file", "file"]
    assert list(Attachment.objects.values_list("seq", "sent_with")) == [
        (first + 1, first), (first + 2, first),
    ]  # fmt: skip
    assert numbers_of(talk.thread) == [1, 2, 3, 4, 5]


def test_same_form_sends_once_and_stores_once(talk):
    key = mint_form_key(form=FORM)
    first = [give_with_words(talk, "Brevet", photograph(), form_key=key) for _ in range(2)]

    assert first[0] == first[1]
    assert Attachment.objects.count() == 1
    assert stored_names() == rows()


def test_same_form_with_another_file_is_refused(talk):
    key = mint_form_key(form=FORM)
    give(talk, picture(), form_key=key)

    with pytest.raises(FormAlreadyUsed):
        give(talk, picture(colour="red"), form_key=key)
    assert stored_names() == rows()
    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("files", "more", "refusal"),
    [
        ([], {}, NoFileChosen),
        ([b""], {}, FileIsEmpty),
        ([b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)], {}, FileTooLarge),
        ([picture()] * 6, {}, TooManyFiles),
        ([picture()], {"words": "Mit nummer er 070761-4285"}, HoldsCprNumber),
        ([picture()], {"form_key": "selvlavet"}, FormKeyNotOurs),
        ([picture(), b""], {"words": "Et godt og et tomt"}, FileIsEmpty),
    ],
)
def test_refused_sending_leaves_no_number_and_no_file(talk, files, more, refusal):
    said = {"words": "", "form_key": mint_form_key(form=FORM)} | more

    with pytest.raises(refusal):
        send(seat=talk.amal, uploads=[upload(one) for one in files], now=NOW, **said)
    assert talk.fresh().last_seq == 2
    assert nothing_is_left()


def test_talk_that_has_ended_takes_no_file(talk):
    end_thread(seat=talk.amal, now=NOW)

    with pytest.raises(ThreadIsOver):
        give(talk)
    assert nothing_is_left()


def test_many_files_in_an_hour_are_paused_and_bent_can_still_send(talk):
    small = picture(size=(2, 2))
    for _ in range(30):
        give(talk, small)

    with pytest.raises(TooManyFilesInAnHour):
        give(talk, small)
    assert stored_names() == rows()
    assert give(talk, small, seat=talk.at_work)


def test_full_talk_takes_no_more(talk, monkeypatch):
    monkeypatch.setattr("counsellors.files.domain.sending.MOST_IN_A_TALK", 1)
    give(talk)

    with pytest.raises(TalkIsFull):
        give(talk)
    assert stored_names() == rows()


def test_disk_that_takes_no_more_is_said_and_leaves_nothing(talk, a_disk_of_its_own):
    """The system itself cuts the file off in the middle, as a full disk does."""
    large = PLAIN_PDF.replace(b"%%EOF", b"%" * 3_000_000 + b"\n%%EOF")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, before[1]))
    try:
        with pytest.raises(StorageIsFull):
            give(talk, large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert talk.fresh().last_seq == 2
    assert not [path for path in a_disk_of_its_own.rglob("*") if path.is_file()]
    assert give(talk, large), "and afterwards there is room again"


def test_taking_back_leaves_a_tombstone_and_nothing_on_the_disk(talk):
    file = checked(talk)
    number = take_back_file(seat=talk.amal, file=file, now=NOW)

    redaction = talk.after().events[-1]
    assert (redaction.seq, redaction.kind, redaction.about) == (number, "redaction", file.seq)
    assert Event.objects.get(thread=talk.thread, seq=file.seq).is_tombstone
    assert nothing_is_left()
    with pytest.raises(FileIsGone):
        take_back_file(seat=talk.amal, file=file, now=NOW)
    assert talk.fresh().last_seq == number


def test_nobody_takes_back_what_somebody_else_sent(talk):
    file = checked(talk)

    with pytest.raises(FileIsGone):
        take_back_file(seat=talk.at_work, file=file, now=NOW)
    assert stored_names() == rows() == [file.stored_as]


def test_message_goes_with_its_files_and_tells_of_each(talk):
    first = give_with_words(talk, "Brevet", picture(), PLAIN_PDF)
    take_back_message(seat=talk.amal, seq=first, now=NOW)

    assert talk.kinds[-3:] == ["redaction"] * 3
    assert nothing_is_left()


def test_files_go_with_their_message_also_when_the_log_alone_takes_it_back(talk):
    first = give_with_words(talk, "Brevet", picture(), PLAIN_PDF)
    redact_message(seat=talk.amal, seq=first, now=NOW)
    delete_leftovers(now=LATER)

    assert nothing_is_left()
    files = Event.objects.filter(thread=talk.thread, kind="file")
    assert [event.changed for event in files] == ["redaction", "redaction"]


@pytest.mark.parametrize("how", ["deleted now", "retention", "old end", "a hand in the database"])
def test_nothing_stays_on_the_disk_when_a_talk_goes(talk, how):
    checked(talk)
    give(talk, PLAIN_PDF, "lejekontrakt.pdf")
    if how == "deleted now":
        end_and_delete(seat=talk.amal, now=NOW)
    if how == "retention":
        forget_past_events(now=NOW + 31 * DAY)
    if how == "old end":
        talk.answer("Hej", now=NOW + 20 * DAY)
        forget_past_events(now=NOW + 35 * DAY)
    if how == "a hand in the database":
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM counsellors_attachment")
    assert len(stored_names()) == 2, "no row any more, and the clockwork has not come yet"
    assert rows() == []

    assert delete_leftovers(now=LATER + 60 * DAY) == 2
    assert nothing_is_left()
    assert delete_leftovers(now=LATER + 60 * DAY) == 0


class Killed(BaseException):
    """The process ends here: nothing after it runs, not even an `except`."""


def test_process_that_dies_between_file_and_row_leaves_nothing_for_long(talk, monkeypatch):
    def die(*_said, **_more):
        raise Killed

    monkeypatch.setattr("counsellors.files.domain.sending.adopt", die)
    monkeypatch.setattr(storing, "_delete_unless_adopted", lambda _names: None)
    with pytest.raises(Killed):
        give(talk)
    monkeypatch.undo()

    assert len(stored_names()) == 1
    assert rows() == []
    assert delete_leftovers(now=NOW) == 0, "it may still be on its way"
    assert delete_leftovers(now=NOW + DAY) == 1
    assert nothing_is_left()


def test_process_that_dies_between_name_and_file_leaves_nothing(talk, monkeypatch):
    def die(*_said, **_more):
        raise Killed

    monkeypatch.setattr("django.core.files.storage.Storage.save", die)
    monkeypatch.setattr(storing, "_delete_unless_adopted", lambda _names: None)
    with pytest.raises(Killed):
        give(talk)
    monkeypatch.undo()

    assert Leftover.objects.count() == 1
    delete_leftovers(now=NOW + DAY)
    assert nothing_is_left()


def test_process_that_dies_between_commit_and_disk_is_followed_by_the_clockwork(talk, monkeypatch):
    file = checked(talk)
    monkeypatch.setattr(storing, "_delete_unless_adopted", lambda _names: None)
    take_back_file(seat=talk.amal, file=file, now=NOW)
    monkeypatch.undo()

    assert stored_names() == [file.stored_as]
    delete_leftovers(now=LATER)
    assert nothing_is_left()


def test_file_of_a_transaction_that_was_undone_does_not_stay(talk):
    with transaction.atomic():
        give(talk)
        transaction.set_rollback(True)

    # The name was undone, too: only the walk through the folder finds it.
    assert len(stored_names()) == 1
    assert delete_strays(now=NOW) == 1
    assert nothing_is_left()


def test_walk_through_the_folder_spares_what_is_known_or_new(talk):
    checked(talk)
    give(talk, PLAIN_PDF)
    before = stored_names()
    default_storage.save("talks/ab/ny", upload())

    assert delete_strays(now=NOW - 30 * DAY) == 0
    assert set(stored_names()) == {*before, "talks/ab/ny"}
