"""The programme as data: what its description promises, page by page, and no word more."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from events.activities.domain import cancel_date, move_date, postpone_date
from events.activities.enums import Whereabouts
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory, RoomFactory, TopicFactory
from tests.factories.events import once, planned_activity, public_activity
from tests.factories.signups import dates_with_places, signed_up

from .conftest import soon

pytestmark = pytest.mark.django_db
ADDRESS = "/det-sker/api/datoer/"
# A cursor whose id has a sign in it that no database keeps.
UNSEEN = urlsafe_b64encode(b"2026-12-01T00:00:00Z a\0b").decode()


def test_a_date_says_what_its_page_says(client):
    centre = CentreFactory(name="Havnehuset", slug="havnen")
    room = RoomFactory(centre=centre, name="Salen")
    one = public_activity(
        once(soon()), centre=centre, room=room, title="Jobmesse", text="Mød folk.",
        topics=[TopicFactory()], partner=PartnerFactory(name="Frivilligcentret"), price_kroner=20,
    ).dates.get()  # fmt: skip

    (told,) = client.get(ADDRESS).json()["dates"]

    assert (told["title"], told["text"]) == ("Jobmesse", "Mød folk.")
    assert (told["state"], told["price_kroner"], told["topics"]) == ("planned", 20, ["job"])
    assert told["page"] == f"http://localhost:8000/det-sker/{one.public_id}/"
    assert told["uid"] == one.calendar_uid
    assert (told["house"]["id"], told["house"]["name"]) == ("havnen", "Havnehuset")
    assert (told["room"]["name"], told["room"]["is_step_free"]) == ("Salen", True)
    assert told["arranged_by"] == "Frivilligcentret"
    assert client.get(f"{ADDRESS}{one.public_id}/").json() == told


def test_a_room_tells_bus_light_and_when_somebody_looked(client):
    centre = CentreFactory()
    room = RoomFactory(
        centre=centre, has_calm_light=True, bus="Bus 2 til Broen, ved døren",
        facts_checked_on=date(2026, 11, 2),
    )  # fmt: skip
    public_activity(once(soon(2)), centre=centre, room=room)
    public_activity(once(soon(3)), centre=centre, room=RoomFactory(centre=centre))

    known, unknown = (told["room"] for told in client.get(ADDRESS).json()["dates"])
    assert (known["has_calm_light"], known["is_quiet"]) == (True, False)
    assert (known["bus"], known["facts_checked_on"]) == (room.bus, "2026-11-02")
    assert (unknown["bus"], unknown["facts_checked_on"]) == ("", None)


def test_going_on_by_the_cursor_gives_every_date_once_whatever_happens_meanwhile(client):
    for n in range(7):
        public_activity(once(soon(5 + n // 2)), title=f"Nr. {n}")
    seen, address = [], f"{ADDRESS}?antal=2"
    while address:
        part = client.get(address.removeprefix("http://localhost:8000")).json()
        seen += [told["title"] for told in part["dates"]]
        public_activity(once(soon(2)), title="Kom til foran")
        address = part["next"]

    assert sorted(seen) == [f"Nr. {n}" for n in range(7)]


def test_dates_come_in_the_order_of_the_calendar(client):
    for days in (9, 3, 6):
        public_activity(once(soon(days)))
    starts = [told["starts_at"] for told in client.get(ADDRESS).json()["dates"]]

    assert len(starts) == 3
    assert all(first < second for first, second in pairwise(starts))


def test_what_happened_to_a_date_is_its_state_and_never_a_reason(client):
    actor, now = UserFactory(), timezone.now()
    cancelled, postponed, moved = (
        public_activity(once(soon()), title=title).dates.get() for title in "ABC"
    )
    cancel_date(one=cancelled, reason="Torben er syg", actor=actor, now=now)
    postpone_date(one=postponed, reason="Torben er syg", actor=actor, now=now)
    to = moved.starts_at + timedelta(days=1)
    move_date(one=moved, starts_at=to, ends_at=to + timedelta(hours=1), actor=actor, now=now)

    answer = client.get(ADDRESS)
    told = {one["title"]: one for one in answer.json()["dates"]}
    assert {name: one["state"] for name, one in told.items()} == {
        "A": "cancelled", "B": "postponed", "C": "moved",
    }  # fmt: skip
    assert told["B"]["starts_at"] is None
    assert "Torben" not in answer.content.decode()


def test_nothing_is_said_of_people_or_of_what_is_not_public(client):
    (one,) = dates_with_places(5, once(soon()), title="Madklub", who_meets_you="Torben i døren")
    signed_up(one, "Amal Farah", email="amal@example.org", now=timezone.now())
    hidden = planned_activity(once(soon()), title="Kladde").dates.get()

    content = client.get(ADDRESS).content.decode()
    assert "Madklub" in content
    for word in ("Amal", "amal@", "Torben", "Kladde"):
        assert word not in content
    assert client.get(f"{ADDRESS}{hidden.public_id}/").status_code == 404


def test_online_has_no_room(client):
    centre = CentreFactory()
    public_activity(
        once(soon()), centre=centre, room=RoomFactory(centre=centre), whereabouts=Whereabouts.ONLINE
    )

    assert client.get(ADDRESS).json()["dates"][0]["room"] is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"slags": "fest"}, "slags=“fest”: Vælg en fra listen."),
        ({"kategori": "job"}, "kategori=“job”: Det filter findes ikke."),
        ({"antal": "1000"}, "antal=“1000”"),
        ({"efter": "MjAyNg=="}, "efter=“MjAyNg==”: Der er ikke noget sted i listen"),
        ({"efter": UNSEEN}, f"efter=“{UNSEEN}”: Der er ikke noget sted i listen"),
        ({"fra": "9999-12-31"}, "fra=“9999-12-31”: Skriv dagen"),
    ],
)
def test_what_cannot_be_read_is_named_in_a_sentence(client, asked, said):
    answer = client.get(ADDRESS, asked)
    problem = answer.json()

    assert answer.status_code == problem["status"] == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert said in problem["detail"]
    ((name, value),) = asked.items()
    assert (problem["errors"][0]["parameter"], problem["errors"][0]["value"]) == (name, value)
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_scripts_of_other_sites_may_read_it_and_ask_again_cheaply(client):
    one = public_activity(once(soon())).dates.get()
    for address in (ADDRESS, f"{ADDRESS}{one.public_id}/", "/det-sker/api/openapi.json"):
        answer = client.get(address)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Access-Control-Allow-Origin"] == "*"


def test_a_date_that_becomes_one_too_many_for_the_part_changes_it(client):
    """The dates shown stay the same; the way on is new."""
    public_activity(once(soon(5)))
    before = client.get(ADDRESS, {"antal": 1})
    public_activity(once(soon(9)))
    after = client.get(ADDRESS, {"antal": 1}, headers={"If-None-Match": before["ETag"]})

    assert before.json()["next"] is None
    assert after.status_code == 200
    assert after.json()["next"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_data_costs_few_queries_whatever_it_holds(client, rows, django_assert_max_num_queries):
    for n in range(rows):
        public_activity(once(soon()), title=f"Job {n}", topics=[TopicFactory()])
    with django_assert_max_num_queries(8):
        assert len(client.get(ADDRESS, {"q": "job"}).json()["dates"]) == rows


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "address",
    ["/det-sker/api/datoer/", "/det-sker/api/datoer/findes-ikke/", "/det-sker/api/openapi.json"],
)
def test_whatever_is_not_reading_is_refused_as_a_program_reads_it(method, address):
    answer = getattr(Client(enforce_csrf_checks=True), method)(address)

    assert answer.status_code == answer.json()["status"] == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Allow"] == "GET, HEAD"
    assert answer["Access-Control-Allow-Origin"] == "*"


ODD = [
    "?q=%00", "?q=a%00b&antal=3", "?%00=1", "?hus=%00", "?efter=%00", "?antal=%00",
    "?antal=" + "9" * 5000, "?antal=-1", "?antal=1e9", "?antal=%D9%A3%D9%A3%D9%A3%D9%A3",
    "?sted=" + "9" * 60, "?sted=%C2%B2%C2%B2%C2%B2%C2%B2", "?fra=99999999999-01-01",
    "?fra=%F0%9D%9F%9A", "?q=%FF%FE", "?q=%ED%A0%80", "?hus=%C3%28", "?emne=%F5%80%80%80",
    "?efter=%ED%A0%80", "?efter=" + "A" * 200, "?slags=%0D%0AX%3A1", "?=", "?%FF=1", "?q=" + "%",
    "?" + "&".join(f"a{n}=1" for n in range(1500)),
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("address", [ADDRESS, f"/en{ADDRESS}"])
def test_whatever_stands_behind_the_question_mark_a_program_can_read_the_answer(
    client, address, odd
):
    answer = client.get(f"{address}{odd}")
    problem = answer.json()

    if answer.status_code == 200:
        assert answer["Content-Type"] == "application/json"
        assert set(problem) == {"dates", "next"}
    else:
        assert answer["Content-Type"] == "application/problem+json"
        assert problem["status"] == answer.status_code in {400, 422}
        assert problem["title"]
        assert problem["detail"]
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/det-sker/api/openapi.json?a=%00", 400),
        ("/det-sker/api/datoer/abc/?a=%00", 400),
        ("/det-sker/api/datoer/%00/", 400),
        ("/det-sker/api/%00", 400),
        ("/det-sker/api/datoer/%FF%FE/", 404),
        ("/det-sker/api/datoer/" + "9" * 3000 + "/", 404),
        ("/det-sker/api/datoer/a/b/c/", 404),
        ("/det-sker/api/findes-ikke.json", 404),
        ("/det-sker/api/", 404),
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_address_of_the_data_refuses_as_a_program_reads_it(client, language, address, status):
    answer = client.get(language + address)
    problem = answer.json()

    assert answer.status_code == problem["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    english = ("This address cannot", "There is no")
    assert problem["title"].startswith(english) is (language == "/en")


@pytest.mark.parametrize(
    ("address", "status"), [("/det-sker/?q=%00", 400), ("/det-sker-ikke/", 404), ("/%00/", 400)]
)
def test_people_are_still_refused_with_a_page(client, address, status):
    answer = client.get(address)

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert "<h1" in answer.content.decode()
