"""The counsellor cannot come: one message to each person, choices for all, nothing cancelled.

Whether somebody is ill or changes the hours, the citizen meets one page.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from counsellors.availability.domain.absences import AlreadyAway
from counsellors.availability.enums import Mode
from counsellors.conversations.domain.another_time import Told, colleagues_at_the_same_time
from counsellors.conversations.domain.refusals import TimeIsNotOnOffer
from counsellors.conversations.domain.secrets import link_secret_of
from counsellors.hours.domain.away import be_away
from counsellors.hours.domain.changes import AddAbsence, EndWeekly
from counsellors.hours.domain.changing import FORM, change_hours
from counsellors.hours.enums import Answer
from counsellors.models import Absence, Conversation, Counsellor, WorkingHours
from jobcenter.centres.models import Centre
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, at, everything, move
from tests.counsellors.responsibility.story import staff_user
from tests.doors import enter_as_staff, log_in
from tests.factories.counsellors import CounsellorFactory
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


@pytest.fixture
def notice(scene):
    """The house asks for two hours to prepare, as houses do."""
    Centre.objects.filter(pk=scene.centre.pk).update(minimum_notice_minutes=120)


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


@pytest.mark.parametrize("mode", ["phone", "in_person"])
def test_colleague_takes_over_a_talk_that_begins_within_the_houses_notice(
    scene, dorte, notice, mode
):
    """Ill at a quarter past eight, a talk at nine: notice is for times nobody was promised."""
    booked, browser, early = scene.book(mode=mode), Client(), at(8, 15)
    with time_machine.travel(early, tick=False):
        assert be_away(counsellor=scene.bent, last_day=MONDAY, actor=None, now=early).letters == 1
        form = choices_page(booked, browser)
        [at_the_time] = form.context["colleagues"]
        assert [one["counsellor"] for one in form.context["by_phone"]] == [dorte] * (
            mode == "in_person"
        )
        answer = browser.post(
            form.request["PATH_INFO"],
            {"key": form.context["form_key"], "tid": at_the_time["time"]},
        )

    assert answer.status_code == 303
    kept = Conversation.objects.booked().get()
    assert (kept.counsellor, kept.starts_at, kept.mode) == (dorte, at(9), mode)


def test_notice_of_the_house_holds_for_another_time_and_for_who_was_not_asked(scene, dorte, notice):
    asked, early = scene.book().conversation, at(8, 15)
    not_asked = scene.book(start=at(9), counsellor=dorte.slug, email="clara@example.org")
    erika = scene.colleague(slug="erika", first_name="Erika")
    be_away(counsellor=scene.bent, last_day=MONDAY, actor=None, now=early)

    for conversation, start in ((asked, at(9, 15)), (not_asked.conversation, at(9))):
        with pytest.raises(TimeIsNotOnOffer):
            move(conversation, start, counsellor=erika.slug, now=early)


def test_colleague_who_works_that_day_is_found_among_many_who_do_not(scene, bent):
    for number in range(13):
        CounsellorFactory(centres=[scene.centre], topics=[scene.topic], slug=f"fri-{number}")
    late = scene.colleague(slug="late")
    booked = scene.book()
    ill(bent)

    context = choices_page(booked, Client()).context
    assert [one["counsellor"] for one in context["colleagues"]] == [late]


def test_colleagues_of_a_big_house_are_found_in_as_many_questions_as_of_a_small_one(scene, bent):
    talk = scene.book().conversation
    scene.colleague(slug="one")
    asked = {}
    for how_many in (1, 20):
        while Counsellor.objects.count() <= how_many:
            scene.colleague()
        with CaptureQueriesContext(connection) as sent:
            found = colleagues_at_the_same_time(talk, mode=Mode.PHONE, now=NOW)
        asked[how_many] = len(sent)
        assert len(found) == min(how_many, 4)

    assert asked[1] == asked[20] <= 6


def test_somebody_kept_in_time_off_is_told_when_the_counsellor_falls_ill_in_it(
    bent, amal_has_a_time
):
    """Bent takes the week off, keeps the one talk with Amal, and then cannot come to it either."""
    off = period(NOW - timedelta(days=1), at(15, weeks=1))
    change_hours(
        counsellor=bent,
        change=AddAbsence(off),
        answers={amal_has_a_time.conversation.public_id: Answer.KEEP},
        form_key=mint_form_key(form=FORM),
        actor=staff_user(bent, amal_has_a_time.conversation.centre),
        now=NOW,
    )
    assert not letters().exists()

    assert ill(bent) == 1
    assert [one.during for one in Absence.objects.all()] == [off]
    with pytest.raises(AlreadyAway):
        ill(bent)
    assert letters().count() == 1


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


def test_choices_stand_among_the_persons_own_conversations(bent, amal_has_a_time):
    browser, mine = Client(), reverse("conversations:mine")
    log_in(browser, amal_has_a_time.conversation.email)
    choices = reverse("conversations:choices", args=[link_secret_of(amal_has_a_time.conversation)])
    assert choices not in browser.get(mine).content.decode()

    ill(bent)

    html = browser.get(mine).content.decode()
    assert choices in html
    assert "Din tid er din, til du har valgt noget andet." in html
    assert browser.get(choices).status_code == 200


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
