"""The pages once it is booked: behind the link, of an account, and of those who work here."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar

from jobcenter.accounts.enums import RoleKind
from tests.counsellors.conversations.story import NOW, Scene, at
from tests.doors import enter_as_staff, log_in
from tests.factories.accounts import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


@pytest.fixture
def browser() -> Client:
    return Client()


def test_secret_link_opens_its_conversation_and_nothing_else_does(browser, scene):
    booked = scene.book()

    for name in ("manage", "receipt", "move", "cancel", "invitation"):
        right = browser.get(reverse(f"conversations:{name}", args=[booked.link_secret]))
        wrong = browser.get(reverse(f"conversations:{name}", args=[booked.link_secret[:-1] + "x"]))

        assert right.status_code == 200
        assert "no-store" in right["Cache-Control"]
        assert wrong.status_code == 404


def test_pages_behind_the_link_show_neither_ids_nor_case_numbers(browser, scene):
    booked = scene.book()
    html = browser.get(reverse("conversations:manage", args=[booked.link_secret])).content.decode()

    assert booked.conversation.public_id not in html
    assert booked.conversation.calendar_uid not in html


def test_cancelled_conversation_can_no_longer_be_moved(browser, scene):
    booked = scene.book()
    browser.post(reverse("conversations:cancel", args=[booked.link_secret]))

    for name in ("move", "cancel"):
        response = browser.get(reverse(f"conversations:{name}", args=[booked.link_secret]))

        assert response["Location"] == reverse("conversations:manage", args=[booked.link_secret])


def test_calendar_file_of_a_cancelled_conversation_takes_the_entry_away(browser, scene):
    booked = scene.book()
    address = reverse("conversations:invitation", args=[booked.link_secret])
    before = Calendar.from_ical(browser.get(address).content)
    browser.post(reverse("conversations:cancel", args=[booked.link_secret]))

    after = Calendar.from_ical(browser.get(address).content)

    assert (before["method"], after["method"]) == ("PUBLISH", "CANCEL")
    assert after.events[0].status == "CANCELLED"
    assert after.events[0].uid == before.events[0].uid
    assert after.events[0].sequence > before.events[0].sequence


def test_amal_sees_her_conversations_and_clara_sees_none(browser, scene):
    scene.book(email="amal@example.org", agenda="Amals egne ord")
    log_in(browser, "amal@example.org")
    clara = Client()
    log_in(clara, "clara@example.org")

    mine, hers = (b.get(reverse("conversations:mine")).content.decode() for b in (browser, clara))

    assert "Bent Østergaard" in mine
    assert "Bent Østergaard" not in hers


def test_my_conversations_ask_a_visitor_to_log_in(browser):
    response = browser.get(reverse("conversations:mine"))

    assert response.status_code == 303
    assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize("count", [1, 3])
def test_my_conversations_cost_the_same_number_of_queries(
    browser, scene, count, django_assert_num_queries
):
    for index in range(count):
        scene.book(start=at(9 + index), email="amal@example.org")
    log_in(browser, "amal@example.org")

    with django_assert_num_queries(9):
        browser.get(reverse("conversations:mine"))


def staff(scene: Scene, counsellor, kind: RoleKind = RoleKind.COUNSELLOR) -> Client:
    user = UserFactory()
    RoleFactory(user=user, kind=kind, centre_id=scene.centre.pk)
    if counsellor is not None:
        counsellor.user = user
        counsellor.save(update_fields=["user"])
    client = Client()
    enter_as_staff(client, user)
    return client


def test_bent_sees_who_comes_to_him_and_his_colleague_does_not(scene):
    scene.book(name="Amal", agenda="Amals egne ord")
    bent, colleague = staff(scene, scene.bent), staff(scene, scene.colleague())

    monday = {"dag": "2026-12-07"}
    his, theirs = (
        c.get(reverse("workday:day"), monday).content.decode() for c in (bent, colleague)
    )

    assert "Amals egne ord" in his
    assert "Amals egne ord" not in theirs


def test_staff_pages_do_not_exist_for_citizens(browser, scene):
    log_in(browser, "amal@example.org")

    for name in ("upcoming", "wishes"):
        assert browser.get(reverse(f"conversations:{name}")).status_code == 404


def test_staff_pages_wait_for_the_second_factor(browser, scene):
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=scene.centre.pk)
    browser.force_login(user)

    response = browser.get(reverse("conversations:upcoming"))

    assert response.status_code == 303
    assert reverse("accounts:second_factor") in response["Location"]
