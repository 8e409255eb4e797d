"""The door, a talk and the desk as a screen reader has them: landmarks, names, roles, and what is
announced by itself. What is announced while two people write: test_talk_of_two.
"""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from counsellors.duty.domain import go_on_duty
from tests.counsellors.chat.story import begin
from tests.counsellors.talk.story import works_here
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.journeys.conftest import now

from .spoken import Spoken, faults_of, stops_of, tree_of
from .talking import as_amal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def bent(house):
    centre = CentreFactory(name="Havnehuset", slug="havnehuset", has_chat=True)
    bent = CounsellorFactory(slug="bent", first_name="Bent", last_name="Holm", centres=[centre])
    go_on_duty(counsellor=bent, centre=centre, now=now())
    return bent


@pytest.fixture
def desk(open_page, house):
    def enter(bent, talk):
        client: Client = works_here(bent)
        name = settings.SESSION_COOKIE_NAME
        page = open_page(width=1280)
        cookie = {"name": name, "value": client.cookies[name].value, "url": house.url}
        page.context.add_cookies([cookie])
        page.goto(f"{house.url}/vejleder/indbakke/{talk.thread.public_id}/")
        return page

    return enter


def one(tree: list[Spoken], role: str, name: str = "") -> Spoken:
    (found,) = [it for it in tree if it.role == role and (not name or it.name == name)]
    return found


def names(tree: list[Spoken], role: str) -> list[str]:
    return [it.name for it in tree if it.role == role]


def words_of(tree: list[Spoken]) -> str:
    """All of it as it is read from top to bottom, the times left out."""
    said = " ".join(it.name for it in tree if it.role == "StaticText" and it.name)
    return re.sub(r"kl\. [\d.]+", "kl. X", said)


def from_to(stops: list[Spoken], first: str, last: str) -> list[str]:
    said = [str(stop) for stop in stops]
    return said[said.index(first) : said.index(last) + 1]


def test_door_says_who_is_here_and_every_way_in(open_page, house, bent):
    page = open_page()
    page.goto(f"{house.url}/tal-med-et-menneske/?hus=havnehuset")
    tree = tree_of(page)

    assert faults_of(page) == []
    assert one(tree, "heading", "Tal med et menneske").more["level"] == 1
    assert names(tree, "heading") == [
        "Tal med et menneske", "Her lige nu i Havnehuset", "Ring til Havnehuset",
        "Eller den fælles telefon", "Lad os ringe til dig", "Kig ind", "Book en samtale",
        "Dette hus, og de andre", "Havnehuset",
    ]  # fmt: skip
    assert from_to(stops_of(page), "link: Skriv med os", "button: Find et hus") == [
        "link: Skriv med os", "link: Bent Holm", "link: 86 12 00 00", "link: 70 20 00 00",
        "link: Vælg, hvornår vi ringer", "link: Se husene", "link: Vælg en tid",
        "searchbox: Postnummer, by eller kommune", "button: Find et hus",
    ]  # fmt: skip


def test_who_waits_hears_the_place_in_line_and_meets_a_named_polite_log(open_page, house, bent):
    begin(bent=bent, taken=False, now=now())
    talk = begin(bent=bent, taken=False, words="Jeg vil noget nyt", now=now())
    amal = as_amal(open_page, house, talk)
    expect(amal.locator("#place")).to_contain_text("Du er nummer 2 af 2")
    tree = tree_of(amal)

    assert faults_of(amal) == []
    log = one(tree, "log")
    assert (log.name, log.more["live"], log.more["atomic"]) == ("Beskeder", "polite", False)
    # The place in line, the signal, and what became of one's words: there before they speak.
    assert [it.more["live"] for it in tree if it.role == "status"] == ["polite"] * 3
    read = words_of(tree)
    place, said = "Du er nummer 2 af 2 i køen.", "Du kl. X Jeg vil noget nyt"
    assert read.index("Din chat med Havnehuset") < read.index(place) < read.index(said)
    assert from_to(stops_of(amal), "link: Ring til mig i stedet", "button: Send") == [
        "link: Ring til mig i stedet", "link: Se din plads nu",
        "link: Ring til mig på et andet tidspunkt", "link: Gå til skrivefeltet",
        "button: Sæt på pause", "DisclosureTriangle: Mere om besked 2", "textbox: Din besked",
        "DisclosureTriangle: Billede eller PDF", "button: Send",
    ]  # fmt: skip


def test_desk_names_each_talk_and_what_can_be_done_with_it(house, bent, desk):
    talk = begin(bent=bent, words="Jeg vil noget nyt", now=now())
    begin(bent=bent, taken=False, words="Er der nogen?", nickname="Clara", now=now())
    page = desk(bent, talk)
    tree = tree_of(page)

    assert faults_of(page) == []
    assert one(tree, "heading", "Chat med Amal").more["level"] == 1
    log = one(tree, "log")
    assert (log.name, log.more["live"]) == ("Beskeder", "polite")
    assert {"Mine chats", "I køen i huset", "Skriv"} <= set(names(tree, "region"))
    # Something new in the list, the signal, and what became of one's words.
    assert [it.more["live"] for it in tree if it.role == "status"] == ["polite"] * 3
    assert from_to(stops_of(page), "button: Stop for nu", "button: Send") == [
        "button: Stop for nu", "link: Amal", "link: Clara", "button: Svar Clara",
        "link: Fælles tekster", "link: Så længe venter folk", "link: Hjælp nu",
        "DisclosureTriangle: Taster", "link: Book en tid", "link: Giv videre",
        "link: Inviter en kollega", "DisclosureTriangle: Læg tilbage eller afslut",
        "link: Gå til skrivefeltet", "button: Sæt på pause",
        "DisclosureTriangle: Mere om besked 2", "textbox: Din besked",
        "DisclosureTriangle: Billede eller PDF", "button: Send",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("harm", "heard"),
    [
        ("main.append(document.createElement('h1'))", "h1: "),
        ("main.append(document.createElement('main'))", "not one main"),
        ("main.insertAdjacentHTML('beforeend', '<button></button>')", "no name: button"),
        ("document.querySelector('.human').setAttribute('aria-hidden', 'true')", "hidden"),
        ("main.insertAdjacentHTML('beforeend', '<nav aria-label=\"Sprog\">x</nav>')", "2 times"),
    ],
)
def test_harm_done_to_the_door_is_heard(open_page, house, bent, harm, heard):
    page = open_page()
    page.goto(f"{house.url}/tal-med-et-menneske/?hus=havnehuset")
    page.evaluate(f"{{ const main = document.getElementById('main'); {harm}; }}")

    assert any(heard in fault for fault in faults_of(page))
