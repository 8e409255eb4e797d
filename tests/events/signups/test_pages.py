"""Signing up as people meet it, and the list as the people of the house do."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.activities.domain import cancel_date, postpone_date
from events.organising.domain import take_out
from events.organising.domain.refusals import PeopleHavePlaces
from events.signups.domain import give_up_place, set_terms
from events.signups.domain.refusals import PeopleHaveSignedUp
from events.signups.domain.secrets import link_secret_of
from events.signups.models import Place, SignUp
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Reading
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.events import once, public_activity
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="key" value="([^"]+)"')


def soon() -> date:
    return timezone.localdate() + timedelta(days=10)


def date_with(places, **said):
    return dates_with_places(places, once(soon()), **said)[0]


def send(client, one, **said):
    address = f"/det-sker/{one.public_id}/tilmeld/"
    key = KEY.search(client.get(address).content.decode()).group(1)
    return client.post(address, {"name": "Amal", "email": "amal@example.org", "key": key} | said)


def place_now(one, name: str = "Amal", **said) -> Place:
    return signed_up(one, name, now=timezone.now(), **said)


def page_of(place: Place) -> str:
    return f"/min-plads/{link_secret_of(place.sign_up)}/"


@pytest.fixture
def staff(client):
    """Bent's browser, and a date of his house."""
    one = date_with(1)
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=one.activity.centre_id)
    enter_as_staff(client, user)
    return client, one


def test_amal_signs_up_without_an_account_and_lands_on_her_own_page(client):
    one = date_with(5)
    assert "Meld dig til" in client.get(f"/det-sker/{one.public_id}/").content.decode()
    answer = send(client, one)

    assert answer.status_code == 303
    html = client.get(answer["Location"]).content.decode()
    assert "Du har en plads." in html
    assert "Giv min plads tilbage" in html
    assert "amal@example.org" not in html


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(client):
    answer = send(client, date_with(5), email="")

    assert answer.status_code == 422
    assert "Skriv en mailadresse eller et telefonnummer" in answer.content.decode()
    assert not SignUp.objects.exists()


def test_a_double_click_is_one_sign_up(client):
    one = date_with(5)
    address = f"/det-sker/{one.public_id}/tilmeld/"
    key = KEY.search(client.get(address).content.decode()).group(1)
    body = {"name": "Amal", "email": "amal@example.org", "key": key}
    first, second = client.post(address, body), client.post(address, body)

    assert first["Location"] == second["Location"]
    assert SignUp.objects.count() == 1


def test_clara_sees_that_she_only_waits_where_she_stands_and_by_which_rule(client):
    one = date_with(1)
    place_now(one)
    place_now(one, "Bent")
    clara = place_now(one, "Clara")

    form = client.get(f"/det-sker/{one.public_id}/tilmeld/").content.decode()
    assert "Du er IKKE tilmeldt" in form
    html = client.get(page_of(clara)).content.decode()
    assert "Du har ikke en plads endnu." in html
    assert "nummer 2 i køen" in html
    assert "Sådan er reglen" in html


def test_an_offer_is_answered_on_the_own_page(client):
    one = date_with(1)
    amal, clara = place_now(one), place_now(one, "Clara")
    client.post(f"{page_of(amal)}{amal.public_id}/aflys/")
    html = client.get(page_of(clara)).content.decode()
    assert "Ja, jeg kommer" in html

    client.post(f"{page_of(clara)}{clara.public_id}/ja/")
    assert "Du har en plads." in client.get(page_of(clara)).content.decode()
    assert "givet din plads tilbage" in client.get(page_of(amal)).content.decode()
    client.post(f"{page_of(amal)}{amal.public_id}/igen/")
    assert "nummer 1 i køen" in client.get(page_of(amal)).content.decode()


def test_a_party_says_that_it_is_fewer_on_its_own_page(client):
    amal = place_now(date_with(5), people=3)
    client.post(f"{page_of(amal)}{amal.public_id}/antal/", {"antal": "2"})
    assert "I har 2 pladser." in client.get(page_of(amal)).content.decode()

    for wrong in ("x", "99", "0", "²", ""):
        client.post(f"{page_of(amal)}{amal.public_id}/antal/", {"antal": wrong})
    assert "I har 2 pladser." in client.get(page_of(amal)).content.decode()


def test_somebody_elses_place_does_not_open_with_my_link(client):
    one = date_with(5)
    amal, clara = place_now(one), place_now(one, "Clara")

    assert client.post(f"{page_of(amal)}{clara.public_id}/aflys/").status_code == 404
    assert client.get(f"/min-plads/{amal.sign_up.public_id}/").status_code == 404
    assert Place.objects.get(pk=clara.pk).state == "taken"


def test_a_cancelled_date_says_so_on_the_own_page_and_takes_the_entry_away(client):
    one = date_with(5)
    amal = place_now(one)
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())

    html = client.get(page_of(amal)).content.decode()
    assert "Sygdom" in html
    assert "Giv min plads tilbage" not in html


def test_the_entry_for_the_calendar_names_no_sensitive_group(client):
    amal = place_now(date_with(5, is_sensitive=True, title="Sorggruppe"))
    file = client.get(f"{page_of(amal)}{amal.public_id}/kalender.ics").content.decode()

    assert "METHOD:PUBLISH" in file
    assert f"UID:{amal.calendar_uid}" in file
    assert "Sorg" not in file


def test_drop_in_has_no_form(client):
    one = public_activity(once(soon())).dates.get()

    assert "Kom bare" in client.get(f"/det-sker/{one.public_id}/").content.decode()
    assert client.get(f"/det-sker/{one.public_id}/tilmeld/").status_code == 404


def test_the_list_of_the_house_is_written_in_the_read_log(staff):
    client, one = staff
    amal = place_now(one)
    clara = place_now(one, "Clara", email="", phone="+4520111111")
    html = client.get(f"/vejleder/det-sker/{one.public_id}/").content.decode()

    assert html.index("Amal") < html.index("Clara")
    seen = set(Reading.objects.values_list("citizen", flat=True))
    assert seen == {amal.sign_up.public_id, clara.sign_up.public_id}
    assert "Hvem i huset har set" in client.get(page_of(amal)).content.decode()
    counts = client.get("/vejleder/det-sker/").content.decode()
    assert "1 af 1 pladser" in counts
    assert "Amal" not in counts


def test_staff_write_somebody_down_and_enter_what_they_say_on_the_phone(staff):
    client, one = staff
    amal = place_now(one)
    address = f"/vejleder/det-sker/{one.public_id}/skriv-op/"
    key = KEY.search(client.get(address).content.decode()).group(1)
    client.post(address, {"name": "Clara", "key": key})
    clara = Place.objects.get(sign_up__name="Clara")
    assert clara.state == "waiting"

    give_up_place(place=amal, now=timezone.now())
    client.post(f"/vejleder/det-sker/{one.public_id}/{clara.public_id}/svar/", {"svar": "ja"})
    clara.refresh_from_db()
    assert clara.state == "taken"


@pytest.mark.parametrize("people", [3, 30])
def test_lists_cost_the_same_whatever_their_length(staff, people, django_assert_max_num_queries):
    client, one = staff
    amal = place_now(one)
    for n in range(people):
        place_now(one, f"Clara{n}", actor=one.activity.attested_by)
    for address in (
        f"/vejleder/det-sker/{one.public_id}/", "/vejleder/det-sker/", page_of(amal),
    ):  # fmt: skip
        client.get(address)
        with django_assert_max_num_queries(16):
            client.get(address)


def test_what_was_taken_out_of_the_programme_is_not_joined_again(client):
    one = date_with(2)
    place = place_now(one)
    give_up_place(place=place, now=timezone.now())
    take_out(activity=one.activity, why="", actor=UserFactory(), now=timezone.now())

    shown = client.get(page_of(place)).content.decode()
    client.post(f"{page_of(place)}{place.public_id}/igen/")

    assert "Meld mig til igen" not in shown
    assert f"/det-sker/{one.public_id}/" not in shown
    assert not Place.objects.living().exists()


def test_what_somebody_waits_for_to_be_planned_anew_is_not_taken_out_silently():
    one = date_with(2)
    place_now(one)
    postpone_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())

    with pytest.raises(PeopleHavePlaces):
        take_out(activity=one.activity, why="", actor=UserFactory(), now=timezone.now())
    with pytest.raises(PeopleHaveSignedUp):
        set_terms(activity=one.activity, terms=None, now=timezone.now())
