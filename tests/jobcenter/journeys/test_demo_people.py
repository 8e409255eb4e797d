"""The demo's people: one click, and never outside demo mode."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from events.models import PartnerMember
from jobcenter.accounts.models import Role, User
from jobcenter.journeys.views.demo_people import SHOWN_PER_ROLE
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory

pytestmark = pytest.mark.django_db
PEOPLE, LOG_IN_AS = "/demo/", "/demo/log-ind/"


@pytest.fixture(autouse=True)
def _danish():
    with translation.override("da"):
        yield


@pytest.fixture
def amal() -> User:
    return UserFactory(email="amal@demo.invalid", name="Amal Nasser")


def staff(kind: str, name: str, **facts) -> User:
    user = UserFactory(email=f"{name.lower()}@demo.invalid", name=name)
    Role.objects.create(user=user, kind=kind, **facts)
    return user


def inside(client) -> str | None:
    return client.session.get("_auth_user_id")


def test_people_are_listed_by_role_with_their_house(client, amal):
    house = CentreFactory(name="Havnehuset")
    staff("counsellor", "Bent", centre_id=house.pk)
    staff("state", "Vibeke")
    html = client.get(PEOPLE).content.decode()
    for words in ("Amal Nasser", "Bent", "Havnehuset", "Vibeke"):
        assert words in html


def test_amal_is_logged_in_with_one_click(client, amal):
    answer = client.post(LOG_IN_AS, {"person": amal.public_id})
    assert answer.status_code == 303
    assert inside(client) == str(amal.pk)


@pytest.mark.parametrize("person", ["", "nobody", "a\x00b"])
def test_person_who_is_not_there_is_not_found(client, amal, person):
    assert client.post(LOG_IN_AS, {"person": person}).status_code == 404


def test_editor_comes_straight_to_the_page_of_the_house(client):
    house, other = CentreFactory(slug="havnehuset"), CentreFactory()
    dorte = staff("centre_editor", "Dorte", centre_id=house.pk)
    assert client.post(LOG_IN_AS, {"person": dorte.public_id}).url == "/huse/havnehuset/ret/"

    Role.objects.create(user=dorte, kind="centre_editor", centre_id=other.pk)

    assert client.post(LOG_IN_AS, {"person": dorte.public_id}).url == reverse("accounts:account")


def test_somebody_of_a_partner_is_named_with_it_and_comes_to_what_they_arrange(client):
    house, gitte = CentreFactory(), UserFactory(email="gitte@demo.invalid", name="Gitte Holm")
    partner = PartnerFactory(name="Frivillig By")
    PartnerMember.objects.create(
        partner=partner, centre=house, name="Gitte", user=gitte, made_at=timezone.now(),
        joined_at=timezone.now(),
    )  # fmt: skip
    html = client.get(PEOPLE).content.decode()
    partners = html[html.index('id="partners"') :]
    assert "Gitte Holm" in partners
    assert "Frivillig By" in partners
    assert html.count("Gitte Holm</b>") == 1
    assert client.post(LOG_IN_AS, {"person": gitte.public_id}).url == "/arrangoer/"


def test_administrator_comes_straight_into_the_back_office(client):
    jonas = staff("administrator", "Jonas")
    answer = client.post(LOG_IN_AS, {"person": jonas.public_id})
    assert answer.url == reverse("admin:index")
    assert client.get(answer.url).status_code == 200
    record = client.session["account_authentication_methods"][-1]
    assert record["method"] == "demo"


@pytest.mark.parametrize(
    ("kind", "first_page"),
    [
        ("counsellor", "workday:day"),
        ("administrator", "admin:index"),
        ("board_member", "conversations:mine"),
    ],
)
def test_day_begins_at_the_page_of_ones_work(client, kind, first_page):
    person = staff(kind, "Bent", centre_id=None if kind == "administrator" else 1)
    answer = client.post(LOG_IN_AS, {"person": person.public_id})
    assert answer.url == reverse(first_page)
    # The door leads on to the same page for somebody who is inside already.
    assert client.get(reverse("account_login")).url == reverse(first_page)


def test_next_person_takes_nothing_over_from_the_one_before(client, amal):
    jonas = staff("administrator", "Jonas")
    client.post(LOG_IN_AS, {"person": jonas.public_id})
    client.post(LOG_IN_AS, {"person": amal.public_id})
    assert inside(client) == str(amal.pk)
    assert client.get(reverse("admin:index")).status_code == 404


def test_somebody_real_is_neither_listed_nor_entered(client):
    real = UserFactory(email="somebody@example.org", name="Somebody Real")
    fake = UserFactory(email="somebody@demo.invalid.example.org", name="Nearly Invented")
    closed = UserFactory(email="closed@demo.invalid", name="Closed Account", is_active=False)
    html = client.get(PEOPLE).content.decode()
    for person in (real, fake, closed):
        assert person.name not in html
        assert client.post(LOG_IN_AS, {"person": person.public_id}).status_code == 404
    assert inside(client) is None


def test_outside_demo_mode_the_pages_do_not_exist(client, amal, settings):
    settings.DEMO = False
    assert client.get(PEOPLE).status_code == 404
    assert client.post(LOG_IN_AS, {"person": amal.public_id}).status_code == 404
    assert inside(client) is None


def test_link_alone_logs_nobody_in(client, amal):
    assert client.get(LOG_IN_AS, {"person": amal.public_id}).status_code == 405
    client.handler.enforce_csrf_checks = True
    assert client.post(LOG_IN_AS, {"person": amal.public_id}).status_code == 403
    assert inside(client) is None


@pytest.mark.parametrize("count", [1, 3, SHOWN_PER_ROLE + 5])
def test_list_costs_the_same_for_many_people(client, django_assert_num_queries, count):
    house = CentreFactory()
    for number in range(count):
        staff("counsellor", f"Counsellor{number}", centre_id=house.pk)
        UserFactory(email=f"visitor{number}@demo.invalid", name=f"Visitor {number}")
    with django_assert_num_queries(4):
        html = client.get(PEOPLE).content.decode()
    assert html.count('name="person"') == 2 * min(count, SHOWN_PER_ROLE)
