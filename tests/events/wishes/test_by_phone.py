"""Somebody who wished for it calls within the first hours, and staff write them down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from events.activities.domain import attest_activity, publish_activity
from events.signups.models import FirstSeat, FirstSeats, Place, SignupTerms
from events.trail.domain import entries_about
from events.wishes.domain import (
    answer_idea,
    be_told,
    seat_of_caller,
    somebody_left_nothing,
    tell_of_what_comes,
)
from events.wishes.enums import Answer
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Change
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW, planned_activity
from tests.factories.wishes import supported, wished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time")]
KEY = re.compile(r'name="key" value="([^"]+)"')
TRAIL = "first_on_word"


@pytest.fixture
def bent(client, centre):
    """The browser of a counsellor of the house."""
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=centre.pk)
    enter_as_staff(client, user)
    return client


@pytest.fixture
def coming(centre):
    """The first date of what becomes of Amal's wish. She left a mail, Clara a phone number."""
    return become_of(wished("Bordtennis", centre=centre, email="amal@example.org"), centre)


def become_of(idea, centre, *, silent: bool = False):
    clara = supported(idea)
    if not silent:
        be_told(support=clara, email="", phone="+4520111111")
    activity = planned_activity(centre=centre, places=5)
    answer_idea(
        idea=idea, answer=Answer.TAKEN_ON, words="", activity=activity, actor=UserFactory(), now=NOW
    )
    SignupTerms.objects.create(activity=activity)
    actor = UserFactory()
    attest_activity(activity=activity, actor=actor, now=NOW)
    publish_activity(activity=activity, actor=actor, now=NOW)
    assert tell_of_what_comes(now=NOW) == 1
    return activity.dates.order_by("planned_at").first()


def address_of(one) -> str:
    return f"/vejleder/det-sker/{one.public_id}/oenskede/"


def write(client, one, **said):
    found = KEY.search(client.get(address_of(one)).text)
    body = {"name": "Amal", "key": found.group(1) if found else ""}
    return client.post(address_of(one), body | said)


@pytest.mark.parametrize(
    "left", ["amal@example.org", " Amal@Example.org ", "20 11 11 11", "+45 20111111"]
)
def test_a_caller_is_known_by_what_they_left_with_the_wish(bent, coming, left):
    answer = write(bent, coming, left_with_wish=left)

    assert answer.status_code == 303
    assert Place.objects.get(date=coming).state == "taken"
    assert FirstSeat.objects.exclude(sign_up=None).count() == 1
    # What they left is not copied to where it was not said.
    assert (Place.objects.get().sign_up.email, Place.objects.get().sign_up.phone) == ("", "")
    assert not any(entry.step == TRAIL for entry in entries_about(coming.activity.public_id))


@pytest.mark.parametrize("left", ["erik@example.org", "20 11 11 12", "nr. 7", "@", "Amal"])
def test_who_left_nothing_like_it_is_not_written_down(bent, coming, left):
    answer = write(bent, coming, left_with_wish=left)

    assert answer.status_code == 422
    assert "Det har ingen skrevet ved ønsket" in answer.text
    assert not Place.objects.exists()
    assert "amal@example.org" not in answer.text


def test_a_seat_is_used_once_also_on_the_phone(bent, coming):
    write(bent, coming, left_with_wish="amal@example.org")
    answer = write(bent, coming, name="Erik", left_with_wish="amal@example.org")

    assert answer.status_code == 422
    assert Place.objects.count() == 1


def test_who_wished_and_supports_another_has_two_seats_and_the_free_one_is_taken(centre):
    first = wished("Bordtennis", centre=centre, email="amal@example.org")
    one = become_of(first, centre)
    seats = FirstSeat.objects.order_by("pk")
    amal = seat_of_caller(activity=one.activity, email="amal@example.org", phone="")
    assert amal == bytes(first.link_hash)
    assert seats.count() == 2
    assert seat_of_caller(activity=one.activity, email="", phone="+4520111111") != amal


def test_who_left_nothing_comes_on_their_word_and_the_trail_says_so_without_a_name(bent, centre):
    one = become_of(wished("Bordtennis", centre=centre), centre, silent=True)
    assert somebody_left_nothing(one.activity)

    answer = write(bent, one, name="Clara Berg", on_their_word="on")

    assert answer.status_code == 303
    assert Place.objects.get(date=one).state == "taken"
    assert FirstSeat.objects.exclude(sign_up=None).count() == 0
    (line,) = (e for e in entries_about(one.activity.public_id) if e.step == TRAIL)
    assert (line.by, line.why, line.changes) == ("", "", [])
    change = Change.objects.get(action="place.first_on_word")
    assert change.subject == f"activity:{one.activity.public_id}"
    assert "Clara" not in f"{line.__dict__}{change.__dict__}"
    shown = bent.get(f"/det-sker/{one.public_id}/").text
    assert "Clara" not in shown


def test_the_tick_is_not_offered_when_everybody_left_something(bent, coming):
    assert "on_their_word" not in bent.get(address_of(coming)).text

    answer = write(bent, coming, on_their_word="on")
    assert answer.status_code == 422
    assert not Place.objects.exists()


def test_a_mail_that_nobody_left_is_not_made_good_by_the_tick(bent, centre):
    one = become_of(wished("Bordtennis", centre=centre), centre, silent=True)
    answer = write(bent, one, left_with_wish="erik@example.org", on_their_word="on")

    assert answer.status_code == 422
    assert not Place.objects.exists()


def test_saying_nothing_of_how_they_are_known_is_refused(bent, coming):
    answer = write(bent, coming)

    assert answer.status_code == 422
    assert "Skriv, hvordan vi ved" in answer.text


def test_a_refused_sign_up_leaves_no_line_in_the_trail(bent, centre):
    one = become_of(wished("Bordtennis", centre=centre), centre, silent=True)
    body = {"on_their_word": "on", "email": "clara@example.org"}
    write(bent, one, **body)
    assert write(bent, one, **body).status_code == 422

    lines = [e for e in entries_about(one.activity.public_id) if e.step == TRAIL]
    assert len(lines) == Change.objects.filter(action="place.first_on_word").count() == 1


def test_there_are_never_more_than_places_on_anybodys_word(bent, centre):
    one = become_of(wished("Bordtennis", centre=centre), centre, silent=True)
    for n in range(7):
        write(bent, one, name=f"Nr. {n}", on_their_word="on")

    states = list(Place.objects.values_list("state", flat=True))
    assert (states.count("taken"), states.count("waiting")) == (5, 2)


def test_the_usual_page_leads_there_while_others_have_to_wait(bent, coming):
    html = bent.get(f"/vejleder/det-sker/{coming.public_id}/skriv-op/").text

    assert f'href="{address_of(coming)}"' in html
    assert "3. september" in html
    assert 'name="name"' not in html


def test_after_the_hours_everybody_is_written_down_as_usual(bent, coming):
    FirstSeats.objects.update(until=NOW - timedelta(seconds=1))
    answer = bent.get(address_of(coming))

    assert answer["Location"] == f"/vejleder/det-sker/{coming.public_id}/skriv-op/"
    assert 'name="name"' in bent.get(answer["Location"]).text


def test_before_those_who_wished_are_told_nobody_is_written_down(bent, coming):
    FirstSeats.objects.update(until=None)
    answer = bent.get(address_of(coming), follow=True)

    assert "De har ikke fået besked endnu" in answer.text
    assert 'name="name"' not in answer.text


def test_somebody_of_another_house_finds_nothing(client, coming):
    dorte = UserFactory()
    RoleFactory(user=dorte, kind=RoleKind.COUNSELLOR, centre_id=CentreFactory().pk)
    enter_as_staff(client, dorte)

    assert client.get(address_of(coming)).status_code == 404
