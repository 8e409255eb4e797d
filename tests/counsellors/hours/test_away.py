"""The counsellor cannot come: one message to each person, choices for all, nothing cancelled.

Whether somebody is ill or changes the hours, the citizen meets one page.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from counsellors.availability.domain.absences import AlreadyAway
from counsellors.conversations.domain.another_time import Told
from counsellors.hours.domain.away import be_away
from counsellors.hours.domain.changes import EndWeekly
from counsellors.hours.domain.changing import FORM, change_hours
from counsellors.hours.enums import Answer
from counsellors.models import Absence, Conversation, WorkingHours
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, at, everything
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff
from tests.races.lock_order import one_lock_order

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


@pytest.fixture
def amal_has_a_time(scene):
    return scene.book()


def ill(bent, last_day=MONDAY):
    return be_away(counsellor=bent, last_day=last_day, actor=None, now=NOW).letters


def letters():
    return Notice.objects.filter(kind="conversation_choices")


def test_everybody_affected_gets_one_message_and_keeps_the_time(scene, bent, amal_has_a_time):
    scene.book(email="", phone="+4520212223", start=at(11))
    later = scene.book(email="clara@example.org", start=at(9, weeks=1)).conversation

    with one_lock_order():
        assert ill(bent) == 2

    assert sorted(letters().values_list("recipient", flat=True)) == [
        "+4520212223",
        "amal@example.org",
    ]
    assert Conversation.objects.booked().count() == 3
    reminders = Notice.objects.undelivered().filter(kind="conversation_reminder")
    assert [one.subject for one in reminders] == [f"conversation:{later.calendar_uid}"]


def test_being_away_twice_is_refused_and_writes_nothing(bent, amal_has_a_time):
    ill(bent)
    before = everything()

    with pytest.raises(AlreadyAway):
        ill(bent)
    assert everything() == before


def test_second_absence_over_the_same_conversation_sends_no_second_message(bent, amal_has_a_time):
    ill(bent)
    Absence.objects.all().delete()
    ill(bent, MONDAY + timedelta(days=1))

    assert letters().count() == 1


def hours_end(bent, booked):
    """Bent no longer works on Mondays, and has new times offered to whoever had one."""
    change = EndWeekly(WorkingHours.objects.get(counsellor=bent).pk, MONDAY - timedelta(days=1))
    user, key = staff_user(bent, booked.conversation.centre), mint_form_key(form=FORM)
    with one_lock_order():
        return change_hours(
            counsellor=bent,
            change=change,
            answers={booked.conversation.public_id: Answer.OFFER},
            form_key=key,
            actor=user,
            now=NOW,
        )


def test_changed_hours_lead_to_the_same_page_of_choices(bent, dorte, amal_has_a_time):
    assert hours_end(bent, amal_has_a_time).letters == 1

    [letter] = letters()
    assert f"/samtale/{amal_has_a_time.link_secret}/valg/" in compose_mail(letter).body
    assert not Notice.objects.undelivered().filter(kind="conversation_reminder").exists()
    context = choices_page(amal_has_a_time, Client()).context
    assert [one["counsellor"] for one in context["colleagues"]] == [dorte]
    manage = Client().get(f"/samtale/{amal_has_a_time.link_secret}/").content.decode()
    assert f"/samtale/{amal_has_a_time.link_secret}/valg/" in manage


def test_illness_after_changed_hours_sends_no_second_message(bent, amal_has_a_time):
    hours_end(bent, amal_has_a_time)

    assert ill(bent) == 0
    assert letters().count() == 1


def test_illness_goes_on_around_time_off_that_was_written_before(scene, bent, amal_has_a_time):
    off = period(at(10, weeks=0), at(12))
    Absence.objects.create(counsellor=bent, during=off)

    assert ill(bent, MONDAY + timedelta(days=1)) == 1
    stretches = sorted(one.during.lower for one in Absence.objects.all())
    assert stretches == [NOW, off.lower, off.upper]


def test_somebody_kept_by_changed_hours_is_told_when_the_counsellor_falls_ill(
    bent, amal_has_a_time
):
    change = EndWeekly(WorkingHours.objects.get(counsellor=bent).pk, MONDAY - timedelta(days=1))
    change_hours(
        counsellor=bent,
        change=change,
        answers={amal_has_a_time.conversation.public_id: Answer.KEEP},
        form_key=mint_form_key(form=FORM),
        actor=staff_user(bent, amal_has_a_time.conversation.centre),
        now=NOW,
    )
    before = choices_page(amal_has_a_time, Client())

    assert before["Location"] == f"/samtale/{amal_has_a_time.link_secret}/"
    assert ill(bent) == 1
    assert choices_page(amal_has_a_time, Client()).status_code == 200


def choices_page(booked, browser):
    return browser.get(f"/samtale/{booked.link_secret}/valg/")


def test_same_time_with_a_colleague_is_one_click(bent, dorte, amal_has_a_time):
    ill(bent)
    browser = Client()
    form = choices_page(amal_has_a_time, browser)
    times = re.findall(r'name="tid" value="([^"]+)"', form.content.decode())
    assert [time.split("~")[1] for time in times] == [dorte.slug]

    answer = browser.post(
        form.request["PATH_INFO"], {"key": form.context["form_key"], "tid": times[0]}
    )

    assert answer.status_code == 303
    kept = Conversation.objects.booked().get()
    assert (kept.counsellor, kept.starts_at) == (dorte, at(9))


def test_phone_is_offered_to_somebody_who_was_to_come_to_the_house(scene, bent, dorte):
    booked = scene.book(mode="in_person")
    ill(bent)

    context = choices_page(booked, Client()).context
    assert [one["counsellor"] for one in context["by_phone"]] == [dorte]


def test_only_room_of_the_house_goes_along_to_the_colleague(scene, bent, dorte):
    booked = scene.book(mode="in_person")
    ill(bent)
    browser = Client()
    form = choices_page(booked, browser)
    [at_the_house] = form.context["colleagues"]

    address, key = form.request["PATH_INFO"], form.context["form_key"]
    browser.post(address, {"key": key, "tid": at_the_house["time"]})

    kept = Conversation.objects.booked().get()
    assert (kept.counsellor, kept.mode, kept.starts_at) == (dorte, "in_person", at(9))


def test_colleague_taken_meanwhile_is_refused_and_the_time_stands(
    scene, bent, dorte, amal_has_a_time
):
    ill(bent)
    browser = Client()
    form = choices_page(amal_has_a_time, browser)
    scene.book(counsellor=dorte.slug, email="clara@example.org")
    time = form.context["colleagues"][0]["time"]

    answer = browser.post(form.request["PATH_INFO"], {"key": form.context["form_key"], "tid": time})

    assert answer.status_code == 422
    assert Conversation.objects.booked().filter(counsellor=bent).exists()


def test_choices_lead_to_the_conversation_when_nobody_is_away(amal_has_a_time):
    answer = choices_page(amal_has_a_time, Client())

    assert answer["Location"] == f"/samtale/{amal_has_a_time.link_secret}/"
    assert Client().get("/samtale/forkert/valg/").status_code == 404


def test_counsellor_says_until_when_and_is_told_how_many_were_told(scene, bent, amal_has_a_time):
    desk = Client()
    enter_as_staff(desk, staff_user(bent, scene.centre))

    assert desk.post("/vejleder/vaek/", {"last_day": ""}).status_code == 422
    assert desk.post("/vejleder/vaek/", {"last_day": "2026-11-01"}).status_code == 422
    assert letters().count() == 0
    answer = desk.post("/vejleder/vaek/", {"last_day": "2026-12-07"}, follow=True)
    assert "1 person har fået besked" in answer.content.decode()
    assert letters().count() == 1


def test_somebody_who_left_no_way_to_write_to_them_is_not_counted_as_told(scene, bent):
    """Amal booked at the desk and took a slip: the counsellor must not think that she knows."""
    by_mail = scene.book().conversation
    Conversation.objects.filter(pk=by_mail.pk).update(email="", phone="")

    told = be_away(counsellor=bent, last_day=MONDAY, actor=None, now=NOW)

    assert told == Told(letters=0, unreachable=1)
    assert not letters().exists()
