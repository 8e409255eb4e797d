"""Which message goes where, with which facts, and when the reminder comes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobcenter.outbox.models import Notice
from tests.counsellors.conversations.story import NOW, at, move

pytestmark = pytest.mark.django_db


def the(kind, **like):
    return Notice.objects.get(kind=f"conversation_{kind}", **like)


def test_a_booking_is_confirmed_at_once_by_mail(scene):
    booked = scene.book(phone="+4520304050", agenda="Hemmeligt", needs=("companion",))

    notice = the("booked")
    assert (notice.channel, notice.recipient) == ("mail", "amal@example.org")
    assert notice.due_at == NOW
    facts = notice.payload
    assert (facts["name"], facts["counsellor"]) == ("Amal", scene.bent.name)
    assert facts["starts_at"] == at(9).isoformat()
    assert facts["link"] == f"http://localhost:8000/samtale/{booked.link_secret}/"
    assert (facts["uid"], facts["sequence"]) == (booked.conversation.calendar_uid, 0)
    assert facts["method"] == "REQUEST"
    assert "Hemmeligt" not in str(facts)
    assert "companion" not in str(facts)


def test_an_english_page_gets_an_english_link_and_topic(scene):
    booked = scene.book(page_language="en")

    facts = the("booked").payload
    assert facts["link"] == f"http://localhost:8000/en/samtale/{booked.link_secret}/"
    assert facts["topic"] == "Work"
    assert the("booked").language == "en"


def test_somebody_with_a_phone_only_gets_an_sms_with_the_code(scene):
    booked = scene.book(email="", phone="+4520304050")

    notice = the("booked")
    assert (notice.channel, notice.recipient) == ("sms", "+4520304050")
    assert notice.payload["spoken_code"] == booked.spoken_code
    assert the("reminder").channel == "sms"


def test_the_reminder_comes_the_day_before_at_ten(scene):
    scene.book()

    assert the("reminder").due_at == datetime(2026, 12, 6, 9, 0, tzinfo=UTC)
    assert the("reminder").useful_until == at(9)


def test_the_reminder_comes_at_ten_on_the_wall_clock_in_summer_too(scene):
    july = datetime(2027, 7, 5, 7, 0, tzinfo=UTC)  # nine o'clock in Copenhagen
    scene.book(start=july, now=datetime(2027, 6, 20, 9, 0, tzinfo=UTC))

    assert the("reminder").due_at == datetime(2027, 7, 4, 8, 0, tzinfo=UTC)


def test_no_reminder_comes_when_its_moment_is_past(scene):
    scene.book(now=datetime(2026, 12, 6, 9, 0, 1, tzinfo=UTC))

    assert not Notice.objects.filter(kind="conversation_reminder").exists()


def test_no_reminder_comes_to_somebody_who_does_not_want_one(scene):
    scene.book(wants_reminder=False)

    assert Notice.objects.get().kind == "conversation_booked"


def test_a_move_is_told_with_both_times_and_brings_a_new_reminder(scene):
    hers = scene.book()
    move(hers.conversation, at(9, weeks=1))

    facts = the("moved").payload
    assert facts["previous_starts_at"] == at(9).isoformat()
    assert facts["starts_at"] == at(9, weeks=1).isoformat()
    assert (facts["uid"], facts["sequence"]) == (hers.conversation.calendar_uid, 1)
    assert facts["link"].endswith(f"/samtale/{hers.link_secret}/")
    assert the("reminder", state="withdrawn").due_at == datetime(2026, 12, 6, 9, tzinfo=UTC)
    assert the("reminder", state="queued").due_at == datetime(2026, 12, 13, 9, tzinfo=UTC)


def test_all_notices_of_one_conversation_share_a_subject(scene):
    hers = scene.book().conversation
    move(hers, at(11))

    assert set(Notice.objects.values_list("subject", flat=True)) == {
        f"conversation:{hers.calendar_uid}"
    }


def test_a_uid_fits_its_columns_however_long_the_address_of_the_house(scene, settings):
    settings.SITE_URL = f"https://{'a' * 60}.{'b' * 60}.dk"

    hers = scene.book().conversation

    assert len(hers.calendar_uid) <= 67
    assert len(the("booked").subject) <= 80
