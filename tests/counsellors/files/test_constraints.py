"""Each rule of the files is broken once, and holds."""

from __future__ import annotations

import pytest
from django.db import connection

from counsellors.chat.enums import Side
from counsellors.files.enums import Fault, FileState
from counsellors.files.models import Attachment, Leftover
from tests.counsellors.chat.story import NOW
from tests.structure.breaking import refused_by

from .story import give

pytestmark = pytest.mark.django_db


def another(file: Attachment, **fields):
    said = {
        "thread": file.thread, "seq": file.seq, "side": file.side, "name": "b.jpg",
        "kind": file.kind, "stored_as": "talks/ab/c", "size": 1, "sent_at": NOW,
        "check_due_at": NOW,
    }  # fmt: skip
    return Attachment.objects.create(**(said | fields))


def test_one_file_per_number(talk):
    file = give(talk)

    with refused_by("one_file_per_number"):
        another(file)


def test_a_stored_file_belongs_to_one_row(talk):
    file, seq = give(talk), talk.write("Hej")

    with refused_by("a_stored_file_belongs_to_one_row"):
        another(file, seq=seq, stored_as=file.stored_as)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": FileState.REFUSED, "fault": Fault.VIRUS},
        {"state": FileState.REFUSED, "stored_as": ""},
        {"fault": Fault.VIRUS},
        {"stored_as": ""},
    ],
)
def test_a_refused_file_says_why_and_keeps_nothing(talk, fields):
    file = give(talk)

    with refused_by("a_refused_file_says_why_and_keeps_nothing"):
        Attachment.objects.filter(pk=file.pk).update(**fields)


@pytest.mark.parametrize("fields", [{"side": Side.HOUSE}, {"side": Side.COUNSELLOR}])
def test_a_file_is_sent_by_one_of_the_two(talk, fields):
    file = give(talk)

    with refused_by("a_file_is_sent_by_one_of_the_two"):
        Attachment.objects.filter(pk=file.pk).update(**fields)


def test_a_file_goes_with_its_event_and_has_one(talk):
    file = give(talk)

    with refused_by("a_file_goes_with_its_event"):
        another(file, seq=99)


def test_name_of_what_was_stored_stays_behind_when_a_row_lets_go_of_it(talk):
    file, gone = give(talk), give(talk)
    Attachment.objects.filter(pk=file.pk).update(stored_as="talks/ab/new")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM counsellors_attachment WHERE id = %s", [gone.pk])

    left = set(Leftover.objects.values_list("stored_as", flat=True))
    assert left == {file.stored_as, gone.stored_as}
