"""The desk on screen: Bent books for others; Amal has no such page, Dorte sees nothing of his."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counsellors.models import Absence, Conversation
from jobcenter.audit.models import Change, Reading
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, another_counsellor, at, set_the_scene
from tests.doors import enter_as_staff
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import ConversationFactory, WorkingHoursFactory

from .story import WHY, at_work, book_for_somebody

pytestmark = pytest.mark.django_db(transaction=True)
BOOK, WALK_IN = reverse("desk:book"), reverse("desk:walk_in")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(db):
    return set_the_scene()


@pytest.fixture
def bent(scene, client):
    enter_as_staff(client, at_work(scene.bent, scene.centre).user)
    return client


def html_of(response) -> str:
    return response.content.decode()


def key_on(response) -> str:
    return re.search(r'name="key" value="([^"]+)"', html_of(response))[1]


def said(scene, **changes) -> dict:
    """Amal calls: she can only after work, on Monday at six."""
    usual = {
        "with_whom": scene.bent.slug, "topic": scene.topic.slug, "mode": "phone",
        "name": "Amal", "email": "amal@example.org", "page_language": "da",
        "own_day": "2026-12-07", "own_time": "18.00", "outside_hours": WHY,
    }  # fmt: skip
    return usual | changes


def send(client, address=BOOK, **form):
    return client.post(address, {"key": key_on(client.get(address)), **form})


def test_counsellor_books_outside_the_hours_on_one_page(bent, scene):
    response = send(bent, **said(scene, agenda="Mit <cv>"))

    conversation = Conversation.objects.get()
    assert response.status_code == 303
    assert response.url == reverse("desk:booked", args=[conversation.public_id])
    assert (conversation.starts_at, conversation.outside_hours) == (at(18), WHY)
    slip = html_of(bent.get(response.url))
    assert "amal@example.org" in slip
    assert WHY in slip
    assert "Mit &lt;cv&gt;" in slip


def test_free_times_are_shown_with_everything_typed_kept_and_nothing_judged(bent, scene):
    response = bent.post(BOOK, {**said(scene, own_time="25.99", own_day=""), "show": "1"})

    page = html_of(response)
    assert response.status_code == 200
    assert "25.99" in page
    assert "amal@example.org" in page
    assert 'id="errors"' not in page
    times = re.findall(r'name="time" value="([^"]+)"', page)
    assert times[0].startswith("20261207T0800Z")
    assert times[-1] == "another"


def test_offered_time_is_booked_and_the_other_fields_are_left_alone(bent, scene):
    shown = bent.post(BOOK, {**said(scene), "show": "1"})
    [first, *_rest] = re.findall(r'name="time" value="([^"]+)"', html_of(shown))

    bent.post(BOOK, {**said(scene), "time": first, "key": key_on(shown)})

    conversation = Conversation.objects.get()
    assert (conversation.starts_at, conversation.outside_hours) == (at(9), "")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"own_time": "halv seks"}, "“halv seks”"),
        ({"own_time": "24.30"}, "“24.30”"),
        ({"own_day": "31.12.2025"}, "own_day"),
        ({"own_day": "i morgen"}, "own_day"),
        ({"outside_hours": ""}, "outside_hours"),
        ({"own_day": "", "own_time": "", "outside_hours": ""}, "_time_0"),
        ({"outside_hours": "hun er 010185-1234"}, "“010185-1234”"),
        ({"agenda": "mit cpr er 010185-1234"}, "“010185-1234”"),
        ({"phone": "12"}, "“12”"),
        ({"name": ""}, "id_name"),
        ({"topic": "flying"}, "id_topic"),
        ({"own_day": "2027-03-28", "own_time": "2.30"}, "own_time"),
        ({"needs": ["interpreter"]}, "id_interpreter_language"),
    ],
)
def test_what_is_wrong_is_named_and_what_is_typed_is_kept(bent, scene, changes, complaint):
    response = send(bent, **said(scene, **changes))

    page = html_of(response)
    assert response.status_code == 422
    summary = page[page.index('id="errors"') : page.index("<h1")]
    assert complaint in summary
    assert 'value="amal@example.org"' in page
    for typed in changes.values():
        assert not typed or isinstance(typed, list) or typed == "flying" or typed in page
    assert not Conversation.objects.exists()


def test_second_click_and_back_button_book_once(bent, scene):
    form = {**said(scene), "key": key_on(bent.get(BOOK))}

    first, second = bent.post(BOOK, form), bent.post(BOOK, form)

    assert first.url == second.url
    assert Conversation.objects.count() == 1
    assert bent.post(BOOK, {**form, "name": "Clara"}).status_code == 422


def test_two_tabs_book_two_people(bent, scene):
    one, other = key_on(bent.get(BOOK)), key_on(bent.get(BOOK))

    bent.post(BOOK, {**said(scene), "key": one})
    bent.post(BOOK, {**said(scene, name="Clara", email="", own_time="20"), "key": other})

    assert Conversation.objects.count() == 2


def test_taken_time_is_refused_beside_the_times_and_keeps_the_person(bent, scene):
    book_for_somebody(scene, start=at(18), outside_hours=WHY, email="clara@example.org")

    response = send(bent, **said(scene))
    page = html_of(response)
    assert response.status_code == 422
    assert "amal@example.org" in page
    assert Conversation.objects.count() == 1


def test_being_told_that_somebody_is_known_stands_in_their_read_log(bent, scene):
    dorte = scene.colleague(slug="dorte")
    amal = ConversationFactory(
        counsellor=dorte, centre=scene.centre, topic=scene.topic,
        starts_at=at(18), ends_at=at(19), email="amal@example.org",
        citizen__email="amal@example.org",
    ).citizen  # fmt: skip

    response = send(bent, **said(scene))

    assert response.status_code == 422
    reading = Reading.objects.get()
    assert (reading.citizen, reading.kinds, reading.why) == (amal.public_id, ["time"], "asked")
    assert reading.reader_id == scene.bent.user.pk


def test_slip_holds_the_code_and_the_link_and_its_reading_is_written(bent, scene):
    booked = book_for_somebody(scene, email="", name="Ham med hatten")
    code = booked.spoken_code

    page = html_of(bent.get(reverse("desk:booked", args=[booked.conversation.public_id])))

    assert f"{code[:3]} {code[3:]}" in page
    assert booked.link_secret in page
    reading = Reading.objects.get()
    assert reading.citizen == booked.conversation.citizen.public_id
    manage = Client().get(reverse("conversations:manage", args=[booked.link_secret]))
    assert scene.bent.name in html_of(manage)


def test_slip_is_for_whoever_booked_it(scene, client):
    conversation = book_for_somebody(scene).conversation
    dorte = at_work(scene.colleague(slug="dorte"), scene.centre)
    enter_as_staff(client, dorte.user)

    for public_id in (conversation.public_id, "nobody"):
        assert client.get(reverse("desk:booked", args=[public_id])).status_code == 404
    assert not Reading.objects.exists()


@pytest.mark.parametrize("address", [BOOK, WALK_IN])
def test_citizen_has_no_desk(client, address, scene):
    assert client.get(address).status_code in {302, 303}
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def test_houses_and_colleagues_are_the_counsellors_own(bent, scene):
    elsewhere = CentreFactory(topics=[scene.topic])
    stranger = another_counsellor(elsewhere, scene.topic, slug="dorte-elsewhere")
    assert stranger.slug not in html_of(bent.get(BOOK))

    response = send(bent, **said(scene, with_whom=stranger.slug))
    assert response.status_code == 422


def test_page_asks_the_same_number_of_questions_for_one_colleague_and_for_twenty(
    bent, scene, django_assert_num_queries
):
    form = {**said(scene), "show": "1"}
    bent.post(BOOK, form)
    with CaptureQueriesContext(connection) as few:
        bent.post(BOOK, form)
    for n in range(20):
        scene.colleague(slug=f"colleague-{n}")
    with django_assert_num_queries(len(few)):
        bent.post(BOOK, form)


def test_walk_in_needs_only_a_topic(bent, scene):
    response = send(bent, WALK_IN, topic=scene.topic.slug, page_language="en")

    conversation = Conversation.objects.get()
    assert response.url == reverse("desk:booked", args=[conversation.public_id])
    assert (conversation.name, conversation.starts_at) == ("Guest", NOW)
    assert not Notice.objects.exists()
    assert Change.objects.get(action="conversation.booked").actor_kind == "staff"
    assert html_of(bent.get(response.url)).count("/aftalt/") == 1


def test_walk_in_page_says_how_long_there_is_time(bent, scene):
    ConversationFactory(
        counsellor=scene.bent, centre=scene.centre, topic=scene.topic,
        starts_at=NOW + timedelta(minutes=30), ends_at=NOW + timedelta(hours=1),
    )  # fmt: skip

    assert "10.30" in html_of(bent.get(WALK_IN))


def test_walk_in_while_talking_shows_who_is_free_in_the_house(bent, scene):
    """Dorte and Kai work on Tuesdays, too; Kai is away, and Lis works at another time."""
    people = {
        name: scene.colleague(slug=name, first_name=name.title(), last_name="Holm")
        for name in ("dorte", "kai", "lis")
    }
    for name, hours in (("dorte", (540, 900)), ("kai", (540, 900)), ("lis", (720, 900))):
        WorkingHoursFactory(counsellor=people[name], centre=scene.centre, weekday=2, minutes=hours)
    Absence.objects.create(counsellor=people["kai"], during=period(NOW, NOW + timedelta(hours=3)))
    key = key_on(bent.get(WALK_IN))
    ConversationFactory(
        counsellor=scene.bent, centre=scene.centre, topic=scene.topic, name="Clara",
        starts_at=NOW - timedelta(minutes=30), ends_at=NOW + timedelta(minutes=30),
    )  # fmt: skip

    response = bent.post(
        WALK_IN,
        {"key": key, "topic": scene.topic.slug, "page_language": "da", "name": "Manden med hunden"},
    )
    page = html_of(response)
    assert response.status_code == 422
    assert "Dorte Holm" in page
    assert "Kai Holm" not in page
    assert "Lis Holm" not in page
    assert "Clara" not in page
    assert "Manden med hunden" in page
    assert "10.30" in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_day_no_clock_knows_is_refused_in_words(bent, scene, day):
    early = said(scene, own_day=day, own_time="0.10")

    assert send(bent, **early).status_code == 422
    assert not Conversation.objects.exists()
