"""Somebody is too ill to say it: a colleague does, or who leads the team, and they are told."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from counsellors.hours.domain.away import FORM, report_away
from counsellors.models import Absence, Conversation
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Change
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, at, everything, set_the_scene
from tests.counsellors.responsibility.story import choose, staff_user
from tests.counsellors.workday.story import html_of, key_in
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.races.lock_order import one_lock_order

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


def browser_of(user) -> Client:
    browser = Client()
    enter_as_staff(browser, user)
    return browser


@pytest.fixture
def lead(scene):
    user = UserFactory(name="Lene Lund")
    RoleFactory(user=user, kind=RoleKind.TEAM_LEAD, centre_id=scene.centre.pk)
    return user


@pytest.fixture
def ill(scene, bent):
    """Bent has an account and a talk with Amal on Monday, and lies in bed."""
    staff_user(bent, scene.centre)
    return scene.book().conversation


def address(counsellor) -> str:
    return reverse("hours:report_away", args=[counsellor.slug])


def send(browser, counsellor, **changes):
    form = html_of(browser.get(address(counsellor)))
    said = {"last_day": "2026-12-07", "key": key_in(form)}
    return browser.post(address(counsellor), said | changes)


def letters(kind: str = "conversation_choices") -> list[Notice]:
    return list(Notice.objects.filter(kind=kind))


def test_colleague_of_the_house_says_it_from_the_team_page(scene, bent, dorte, ill):
    at_work = browser_of(staff_user(dorte, scene.centre))
    team = html_of(at_work.get("/vejleder/hold/"))
    assert address(bent) in team
    assert address(dorte) not in team
    assert "/vejleder/hold/" in html_of(at_work.get("/vejleder/daekker/"))

    assert send(at_work, bent)["Location"] == "/vejleder/hold/"

    assert [one.recipient for one in letters()] == ["amal@example.org"]
    assert Conversation.objects.get(pk=ill.pk).has_choices(NOW)
    assert Absence.objects.get().counsellor == bent
    assert "Bent" in html_of(at_work.get("/vejleder/hold/"))


def test_who_leads_the_team_says_it_and_it_stands_in_the_trail(bent, lead, ill):
    assert send(browser_of(lead), bent).status_code == 303

    assert len(letters()) == 1
    line = Change.objects.get(action="absence.added")
    assert (line.actor_id, line.subject) == (lead.pk, f"counsellor:{bent.slug}")


def test_ill_one_is_told_by_whom_until_when_and_how_to_change_it(bent, lead, ill):
    send(browser_of(lead), bent)

    [letter] = letters("reported_away")
    assert letter.recipient == bent.user.email
    mail = compose_mail(letter)
    assert "Lene Lund" in mail.subject
    assert "mandag den 7. december" in mail.body
    assert "/vejleder/arbejdstid/" in mail.body
    at_home = browser_of(bent.user)
    remove = way_to_remove(html_of(at_home.get("/vejleder/arbejdstid/")))
    key = key_in(html_of(at_home.get(remove)))
    assert at_home.post(remove, {"key": key}).status_code == 303
    assert not Absence.objects.exists()


def way_to_remove(html: str) -> str:
    return (
        "/vejleder/arbejdstid/fri/" + html.split('href="/vejleder/arbejdstid/fri/')[1].split('"')[0]
    )


def test_same_form_twice_says_it_once_and_another_is_told(bent, lead, ill):
    at_work = browser_of(lead)
    key = key_in(html_of(at_work.get(address(bent))))
    first = send(at_work, bent, key=key)
    second = send(at_work, bent, key=key)
    third = html_of(send(at_work, bent), 422)

    assert first.status_code == second.status_code == 303
    assert 'id="errors"' in third
    assert len(letters()) == len(letters("reported_away")) == 1


def test_page_tells_no_colleague_how_many_it_touches_or_who(scene, bent, lead, ill):
    scene.book(email="clara@example.org", name="Clara", start=at(11))
    Conversation.objects.filter(pk=ill.pk).update(email="", phone="")

    html = html_of(browser_of(lead).post(
        address(bent), {"last_day": "2026-12-07", "key": mint_form_key(form=FORM)}, follow=True
    ))  # fmt: skip

    assert "kan vælge" in html
    assert "ingen måde" in html
    for told in ("Amal", "Clara", "1 person", "2 personer"):
        assert told not in html


def test_nobody_of_another_house_can_say_it(scene, bent, ill):
    elsewhere = set_elsewhere()
    for user in elsewhere:
        browser = browser_of(user)
        assert browser.get(address(bent)).status_code == 404
        said = {"last_day": "2026-12-07", "key": mint_form_key(form=FORM)}
        assert browser.post(address(bent), said).status_code == 404
    assert not letters()


def set_elsewhere():
    other = set_the_scene()
    lead = UserFactory()
    RoleFactory(user=lead, kind=RoleKind.TEAM_LEAD, centre_id=other.centre.pk)
    return staff_user(other.bent, other.centre), lead


def test_own_name_leads_to_ones_own_page(scene, bent, ill):
    assert browser_of(bent.user).get(address(bent))["Location"] == "/vejleder/vaek/"


def test_counsellor_without_an_account_is_reported_without_a_letter(scene, bent, lead):
    scene.book()
    with one_lock_order():
        report_away(
            counsellor=bent, last_day=MONDAY, form_key=mint_form_key(form=FORM), by=lead, now=NOW
        )

    assert len(letters()) == 1
    assert not letters("reported_away")


@pytest.mark.parametrize(
    ("last", "leads_to"),
    [("2027-02-14", "/vejleder/mennesker/"), ("2027-02-13", "/vejleder/arbejdstid/")],
)
def test_long_time_off_leads_to_the_own_people_and_their_cards(scene, bent, amal, last, leads_to):
    """Planned ahead, nobody has a time then: two weeks and more are long for who counts on Bent."""
    person = choose(amal, bent).responsibility
    desk, page = browser_of(staff_user(bent, scene.centre)), reverse("hours:add_absence")
    said = {"first": "2027-02-01", "last": last, "key": key_in(html_of(desk.get(page)))}

    answer = desk.post(page, said)

    assert answer["Location"] == leads_to
    shown = html_of(desk.get(leads_to))
    assert ("Du er længe væk" in shown) == (f"{person.public_id}/overlever/" in shown)
    assert ("Du er længe væk" in shown) == (leads_to == "/vejleder/mennesker/")


def test_long_time_off_of_somebody_without_own_people_leads_back_to_the_hours(scene, bent):
    desk, page = browser_of(staff_user(bent, scene.centre)), reverse("hours:add_absence")
    said = {"first": "2027-02-01", "last": "2027-03-14", "key": key_in(html_of(desk.get(page)))}

    assert desk.post(page, said)["Location"] == "/vejleder/arbejdstid/"


def test_report_of_a_day_that_has_passed_leaves_nothing(bent, lead, ill):
    at_work, before = browser_of(lead), everything()

    assert send(at_work, bent, last_day="2026-11-30").status_code == 422
    assert everything() == before
