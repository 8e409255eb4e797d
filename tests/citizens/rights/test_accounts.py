"""Amal's account in the back office: in no list, opened with a reason, and she is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from citizens.people.domain import names_in_the_log
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import User
from jobcenter.audit.models import Change, Reading
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from tests.doors import app_for, enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.jobcenter.audit.log import NOW

pytestmark = pytest.mark.django_db
LIST = "/forvaltning/accounts/user/"
FIND = LIST + "find/"
MAIL = "amal@example.org"
WHY = "Hun har mistet sin telefon"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel, translation.override("da"):
        yield travel


@pytest.fixture
def amal() -> User:
    return UserFactory(name="Amal Nasser", email=MAIL)


@pytest.fixture
def office() -> Client:
    return browser_of(RoleKind.ADMINISTRATOR)


def browser_of(kind: RoleKind) -> Client:
    user = UserFactory(name="Erik Holm")
    RoleFactory(user=user, kind=kind, centre_id=None)
    client = Client(raise_request_exception=False)
    enter_as_staff(client, user)
    return client


def page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def find(office: Client, email: str = MAIL, words: str = WHY):
    return office.post(FIND, {"email": email, "words": words})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?q=amal",
        "?q=amal@example.org",
        "?is_active__exact=1",
        "?email__startswith=a",
        "?citizen__isnull=True",
    ],
)
def test_citizens_stand_in_no_list_and_no_search_finds_them(office, amal, address):
    html = office.get(LIST + address).content.decode()

    assert "Amal Nasser" not in html
    assert MAIL not in html.replace(f'value="{MAIL}"', "")


def test_nobody_can_choose_a_citizen_from_a_list_either(office, amal):
    works_here = UserFactory(name="Amalie Holm")
    RoleFactory(user=works_here, kind=RoleKind.TEAM_LEAD, centre_id=CentreFactory().pk)
    asked = {"app_label": "counsellors", "model_name": "counsellor", "field_name": "user"}

    offered = office.get("/forvaltning/autocomplete/", asked | {"term": "amal"}).json()["results"]

    assert [one["text"] for one in offered] == ["Amalie Holm"]


@pytest.mark.parametrize("page", ["change/", "history/", "delete/", ""])
def test_page_of_a_citizen_is_not_there_for_who_only_knows_its_number(office, amal, page):
    answer = office.get(f"{LIST}{amal.pk}/{page}", follow=True)

    assert "Amal" not in answer.content.decode()
    assert MAIL not in answer.content.decode()


def test_account_opens_with_its_address_and_a_reason_and_all_of_it_is_written_down(office, amal):
    answer = find(office)

    assert answer.url == page_of(amal)
    assert MAIL in office.get(answer.url).content.decode()
    (name,) = names_in_the_log(amal)
    rows = Reading.objects.order_by("number")
    assert [(row.citizen, row.way, row.why, row.words) for row in rows] == [
        (name, "search", "asked", WHY),
        (name, "page", "asked", WHY),
    ]
    assert rows[0].searched_for == MAIL
    assert (rows[1].kinds, rows[1].reader_name) == (["name", "contact"], "Erik Holm")


def test_whose_account_it_is_is_told_at_once_with_the_words(office, amal):
    find(office)

    notice = Notice.objects.get(kind="account_opened")
    mail = compose_mail(notice)
    assert (mail.to, notice.due_at) == ([MAIL], NOW)
    assert WHY in mail.body
    assert "Erik Holm" in mail.body
    assert "/mine-oplysninger/hvem-har-set/" in mail.body


def test_search_that_finds_nobody_is_written_down_too(office):
    answer = find(office)

    assert answer.status_code == 422
    row = Reading.objects.get()
    assert (row.citizen, row.searched_for, row.words) == ("", MAIL, WHY)
    assert not Notice.objects.filter(kind="account_opened").exists()


@pytest.mark.parametrize("words", ["", "ja", "CPR 010190-1234 er hendes"])
def test_account_stays_closed_without_a_reason_she_may_read(office, amal, words):
    assert find(office, words=words).status_code == 422
    assert not Reading.objects.exists()


def test_account_is_open_for_half_an_hour_and_for_who_found_it(office, amal, clock):
    find(office)
    clock.move_to(NOW + timedelta(minutes=31))

    assert office.get(page_of(amal)).status_code == 404
    assert browser_of(RoleKind.ADMINISTRATOR).get(page_of(amal)).status_code == 404


def test_account_is_not_shown_while_the_log_cannot_be_written(office, amal):
    find(office)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_reading RENAME TO lost")

    with pytest.raises(DatabaseError, match="audit_reading"):
        Client.get(browser_with_errors(office), page_of(amal))


def browser_with_errors(office: Client) -> Client:
    office.raise_request_exception = True
    return office


def test_factors_of_a_citizen_are_reset_on_the_page(office, amal):
    app_for(amal)
    find(office)
    said = {"email": MAIL, "name": amal.name, "is_active": "on", "_reset_factors": "1"}
    roles = {"roles-TOTAL_FORMS": "0", "roles-INITIAL_FORMS": "0"}

    assert office.post(page_of(amal), said | roles).status_code == 302

    assert not amal.authenticator_set.exists()
    assert Change.objects.filter(subject=f"user:{amal.public_id}").exists()
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {amal.public_id}


def test_twenty_searches_an_hour(office, amal):
    for number in range(20):
        find(office, email=f"nobody-{number}@example.org")

    answer = find(office)

    assert answer.status_code == 422
    assert Reading.objects.count() == 20
