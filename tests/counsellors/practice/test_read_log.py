"""A counsellor's look at a note stands in the read log before the page does."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from counsellors.practice.enums import Author
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Reading
from tests.counsellors.practice.story import AFTER
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bent(talk) -> Client:
    with time_machine.travel(AFTER, tick=False):
        user = UserFactory()
        RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=talk.scene.centre.pk)
        talk.scene.bent.user = user
        talk.scene.bent.save(update_fields=["user"])
        browser = Client(raise_request_exception=False)
        enter_as_staff(browser, user)
        yield browser


def note_of(talk) -> str:
    return reverse("practice:note_at_work", args=[talk.conversation.public_id])


def test_the_log_says_who_read_which_kinds_about_whom_and_why(talk, bent):
    talk.write(Author.COUNSELLOR, "Vi ringer til skolen.")

    assert bent.get(note_of(talk)).status_code == 200

    reading = Reading.objects.get()
    assert (reading.citizen, reading.reader_name, reading.way, reading.why) == (
        talk.conversation.citizen.public_id,
        talk.scene.bent.name,
        "page",
        "today",
    )
    assert {"name", "time", "notes"} <= set(reading.kinds)


def test_a_page_without_a_note_is_no_reading_of_notes(talk, bent):
    bent.get(note_of(talk))

    assert "notes" not in Reading.objects.get().kinds


def test_a_refused_form_shows_the_note_and_is_written_down_too(talk, bent):
    talk.write(Author.CITIZEN, "Jeg vil gerne tale om det igen.")
    step = reverse("practice:step_at_work", args=[talk.conversation.public_id])

    response = bent.post(step, {"what": ""})

    assert "tale om det igen" in response.content.decode()
    assert Reading.objects.count() == 1


def test_the_citizens_own_look_is_nobodys_business(talk, client):
    client.get(reverse("practice:note_by_link", args=[talk.link]))

    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_row_no_note(talk, bent):
    talk.write(Author.CITIZEN, "Jeg vil gerne tale om det igen.")
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_readingmonth ADD CONSTRAINT out_of_order CHECK (false) NOT VALID"
        )
    try:
        assert "tale om det igen" not in bent.get(note_of(talk)).content.decode()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_readingmonth DROP CONSTRAINT out_of_order")
