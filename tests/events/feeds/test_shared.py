"""Links that are shared, the list in a frame, and how to get them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from PIL import Image

from events.activities.domain import cancel_date, move_date, postpone_date
from events.activities.enums import Whereabouts
from jobcenter.centres.models import Centre
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory, RoomFactory
from tests.factories.events import once, public_activity
from tests.factories.signups import dates_with_places, signed_up

from .conftest import soon

pytestmark = pytest.mark.django_db
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SCHEMA = "https://schema.org/"


def data_of(client, one) -> dict:
    (found,) = DATA.findall(client.get(f"/det-sker/{one.public_id}/").content.decode())
    return json.loads(found)


def test_search_engines_read_when_where_and_for_whom(client):
    centre = CentreFactory(name="Havnehuset")
    room = RoomFactory(centre=centre, name="Salen", has_hearing_loop=True)
    one = public_activity(
        once(soon()), centre=centre, room=room, title="Jobmesse", language="en", price_kroner=20,
        partner=PartnerFactory(name="Frivilligcentret"),
    ).dates.get()  # fmt: skip
    told = data_of(client, one)

    assert (told["@context"], told["@type"]) == ("https://schema.org", "Event")
    assert told["startDate"] == one.starts_at.isoformat()
    assert told["eventStatus"] == f"{SCHEMA}EventScheduled"
    assert told["eventAttendanceMode"] == f"{SCHEMA}OfflineEventAttendanceMode"
    assert told["location"]["name"] == "Havnehuset, Salen"
    assert told["location"]["address"]["streetAddress"] == "Havnegade 1"
    facts = {fact["name"] for fact in told["location"]["amenityFeature"]}
    assert facts == {"Uden trin", "Teleslynge"}
    assert (told["isAccessibleForFree"], told["offers"]["price"]) == (False, 20)
    assert (told["inLanguage"], told["organizer"]["name"]) == ("en", "Frivilligcentret")


def test_search_engines_learn_what_happened_to_a_date(client):
    actor, now = UserFactory(), timezone.now()
    one = public_activity(once(soon())).dates.get()
    to = one.starts_at + timedelta(days=1)
    one = move_date(one=one, starts_at=to, ends_at=to + timedelta(hours=1), actor=actor, now=now)
    moved = data_of(client, one)
    assert moved["eventStatus"] == f"{SCHEMA}EventRescheduled"
    assert (moved["startDate"], moved["previousStartDate"]) == (
        to.isoformat(),
        one.planned_at.isoformat(),
    )
    one = postpone_date(one=one, reason="", actor=actor, now=now)
    assert data_of(client, one)["eventStatus"] == f"{SCHEMA}EventPostponed"
    assert "previousStartDate" not in data_of(client, one)
    one = cancel_date(one=one, reason="Sygdom", actor=actor, now=now)
    assert data_of(client, one)["eventStatus"] == f"{SCHEMA}EventCancelled"


@pytest.mark.parametrize(
    ("whereabouts", "mode"), [("online", "Online"), ("hybrid", "Mixed"), ("in_house", "Offline")]
)
def test_search_engines_know_whether_to_go_anywhere(client, whereabouts, mode):
    activity = public_activity(once(soon()), whereabouts=Whereabouts(whereabouts))
    told = data_of(client, activity.dates.get())

    assert told["eventAttendanceMode"] == f"{SCHEMA}{mode}EventAttendanceMode"
    places = told["location"] if isinstance(told["location"], list) else [told["location"]]
    kinds = {"online": ["VirtualLocation"], "hybrid": ["Place", "VirtualLocation"]}
    assert [place["@type"] for place in places] == kinds.get(whereabouts, ["Place"])


def test_a_title_cannot_leave_the_data(client):
    title = "</script><script>alert(1)</script><!-- & \u2028"
    one = public_activity(once(soon()), title=title).dates.get()
    html = client.get(f"/det-sker/{one.public_id}/").content.decode()

    assert "<script>alert" not in html
    assert data_of(client, one)["name"] == title.replace(" \u2028", "")


def test_a_link_is_shown_with_what_when_and_a_picture(client):
    one = public_activity(once(soon()), title='Kage & "kaffe"').dates.get()
    html = client.get(f"/det-sker/{one.public_id}/").content.decode()

    assert '<meta property="og:title" content="Kage &amp; &quot;kaffe&quot;">' in html
    assert '<meta property="og:locale" content="da_DK">' in html
    (address,) = re.findall(r'og:image" content="http://localhost:8000([^"]+)"', html)
    answer = client.get(address)
    assert (answer["Content-Type"], Image.open(BytesIO(answer.content)).size) == (
        "image/png",
        (1200, 630),
    )
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_another_day_is_another_picture_under_another_address(client):
    one = public_activity(once(soon())).dates.get()
    address = f"/det-sker/{one.public_id}/"

    def picture() -> tuple[str, bytes]:
        html = client.get(address).content.decode()
        (found,) = re.findall(r'og:image" content="http://localhost:8000([^"]+)"', html)
        return found, client.get(found).content

    before = picture()
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=timezone.now())
    after = picture()
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    "title", ["لقاء مفتوح", "Привіт", "👋", "W" * 120, "Arbejdsmarked" * 9, "Æ Ø Å é ü"]
)
def test_every_title_has_a_picture(client, title):
    one = public_activity(once(soon()), title=title).dates.get()
    answer = client.get(f"/det-sker/{one.public_id}/billede.png")

    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert 5_000 < len(answer.content) < 60_000


def test_news_are_valid_and_the_last_change_stands_first(client):
    first = public_activity(once(soon(5)), title="Først & <fremmest>").dates.get()
    public_activity(once(soon(3)), title="Så")
    cancel_date(one=first, reason="Torben er syg", actor=UserFactory(), now=timezone.now())
    answer = client.get("/det-sker/atom.xml", {"kun": "gratis"})
    feed = fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    titles = [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")]
    assert titles == ["Aflyst: Først & <fremmest>", "Så"]
    for part in (feed, *feed.findall(f"{atom}entry")):
        assert part.findtext(f"{atom}id").startswith("urn:uuid:")
        assert part.findtext(f"{atom}updated")
        assert part.findtext(f"{atom}author/{atom}name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{atom}link")}
    assert links == {
        "alternate": "http://localhost:8000/det-sker/?kun=gratis",
        "self": "http://localhost:8000/det-sker/atom.xml?kun=gratis",
    }
    first.refresh_from_db()
    stamp = f"{first.changed_at:%Y-%m-%dT%H:%M:%S}+00:00".replace("+00:00", "")
    assert feed.findtext(f"{atom}updated").startswith(stamp)
    assert "Torben" not in answer.content.decode()


def test_no_news_are_the_same_no_news_tomorrow(client):
    assert client.get("/det-sker/atom.xml").content == client.get("/det-sker/atom.xml").content


def test_the_list_may_stand_in_a_frame_and_no_other_page_may(client):
    one = public_activity(once(soon()), title="Jobmesse").dates.get()
    answer = client.get("/det-sker/liste/", {"q": "job"})
    html = answer.content.decode()

    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "script-src" not in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "<script" not in html
    assert "<form" not in html
    assert f'href="/det-sker/{one.public_id}/" target="_top"' in html
    assert html.count("<a ") == html.count('target="_top"')
    for address in ("/det-sker/", "/det-sker/del/", f"/det-sker/{one.public_id}/"):
        other = client.get(address)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_the_list_says_nothing_of_people(client):
    (one,) = dates_with_places(5, once(soon()), title="Madklub")
    signed_up(one, "Amal Farah", email="amal@example.org", now=timezone.now())
    pages = ("/det-sker/liste/", f"/det-sker/{one.public_id}/", "/det-sker/del/")

    for address in pages:
        html = client.get(address).content.decode()
        assert "Amal" not in html
        assert "amal@" not in html


@pytest.mark.parametrize("address", ["/det-sker/liste/", "/det-sker/del/"])
def test_a_filter_that_cannot_be_read_is_said_on_the_page(client, address):
    answer = client.get(address, {"slags": "<fest>"})

    assert answer.status_code == 422
    assert "slags=&lt;fest&gt;" in answer.content.decode()


def test_the_page_shows_every_address_with_the_filter_one_came_with(client):
    Centre.objects.filter(pk=CentreFactory(slug="havnen").pk).update(name="Havnehuset")
    public_activity(once(soon()), title="Jobmesse", centre=Centre.objects.get())
    found = client.get("/det-sker/", {"hus": "havnen", "kun": "naermest"}).content.decode()
    assert 'href="webcal://localhost:8000/det-sker/kalender.ics?hus=havnen"' in found
    assert 'type="application/atom+xml" href="http://localhost:8000/det-sker/atom.xml?hus=' in found
    assert "op til et døgn" in found

    html = client.get("/det-sker/del/", {"hus": "havnen"}).content.decode()
    for name in ("kalender.ics", "atom.xml", "liste/", "api/datoer/"):
        assert f"/det-sker/{name}?hus=havnen" in html
    assert "Det sker i Havnehuset" in html
    assert "&lt;iframe src=&quot;http" in html


def test_what_is_pasted_into_somebody_elses_page_holds_no_more_than_a_frame(client):
    """A link with a prepared search must not make its reader paste a script."""
    html = client.get("/det-sker/del/", {"q": '"><script>alert(1)</script>'}).content.decode()
    (shown,) = re.findall(r"<code>(&lt;iframe.*?)</code>", html)
    pasted = unescape(shown)

    assert pasted.startswith('<iframe src="http://localhost:8000/det-sker/liste/?q=')
    assert pasted.count("<") == pasted.count(">") == 2
    assert pasted.count('"') == 10


def test_a_date_can_be_laid_into_a_calendar_as_long_as_one_can_go(client, time_machine):
    one = public_activity(once(soon())).dates.get()
    address, link = f"/det-sker/{one.public_id}/", "Læg den i min kalender"
    assert link in client.get(address).content.decode()
    time_machine.move_to(one.ends_at)
    assert link not in client.get(address).content.decode()
