"""To a human in two clicks, from every page: in a browser at 360 px, mostly without scripts."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from counsellors.duty.domain import go_on_duty
from counsellors.models import Duty, Event, Thread
from tests.browser import follow, run_axe, sideways_scroll, widest_elements
from tests.counsellors.responsibility.story import account, choose
from tests.journeys.test_every_page import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOOR, CHAT = "/tal-med-et-menneske/", "/tal-med-et-menneske/chat/"
# To the form where there is a way to it, else to the page with all the ways.
WAYS = [f"main a[href^='{language}{CHAT}']" for language in ("", "/en")]
WAYS += [f"a[href^='{language}{DOOR}']:not([hreflang])" for language in ("", "/en")]
OF_AMAL = [
    "/mine-samtaler/",
    "/min-vejleder/",
    "/konto/",
    "/mine-oplysninger/hvem-har-set/",
    "/konto/log-af/",
]


@pytest.fixture
def bent(house):
    go_on_duty(counsellor=house.bent, centre=house.centre, now=timezone.now())
    return house.bent


def logged_in(page, live_server, user):
    client = Client()
    client.force_login(user)
    secret = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": secret, "url": live_server.url}]
    )
    return page


def way_to(page, address: str, *, end: str) -> list[str]:
    """The links somebody presses from `address` until `end` stands on the page, three at most."""
    page.goto(address)
    pressed: list[str] = []
    while not page.locator(end).count() and len(pressed) < 3:
        links = (page.locator(f"{one}:visible") for one in WAYS)
        link = next((link.first for link in links if link.count()), None)
        if link is None:
            return [*pressed, "no way on", "from", page.url]
        pressed.append(link.inner_text())
        follow(page, link)
    return pressed


def test_from_every_public_page_one_types_to_a_human_after_two_clicks(open_page, bent):
    page = open_page(javascript=False)
    ways = {address: way_to(page, address, end="main textarea[name=words]") for address in PAGES}

    assert {address: way for address, way in ways.items() if len(way) > 2} == {}
    assert len(ways[DOOR]) == 1
    page.fill("textarea[name=words]", "Hej")


def test_from_pages_of_somebody_logged_in_it_is_two_clicks_too(open_page, live_server, bent):
    amal = account("amal@example.org")
    choose(amal, bent)
    page = logged_in(open_page(javascript=False), live_server, amal)
    ways = {address: way_to(page, address, end="main textarea[name=words]") for address in OF_AMAL}

    assert {address: way for address, way in ways.items() if len(way) > 2} == {}


def test_with_nobody_here_two_clicks_lead_to_a_number_to_call(open_page, house):
    page = open_page(javascript=False)
    for address in ("/", "/huse/havnehuset/", "/om/"):
        page.goto(address)
        assert len(way_to(page, address, end="main a[href^='tel:']")) <= 2, address


def test_a_page_without_a_way_would_be_found(open_page, bent):
    page = open_page(javascript=False)
    page.route("**/om/", lambda route: route.fulfill(body="<main>Ingen vej</main>"))
    assert len(way_to(page, "/om/", end="main textarea")) > 2


def test_talk_begins_by_keyboard_alone_and_without_scripts(open_page, bent):
    page = open_page(DOOR, javascript=False)
    page.locator(f"main a.btn[href^='{CHAT}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/chat/**")
    page.locator("#id_words").focus()
    page.keyboard.type("Jeg vil gerne tale med nogen")
    page.keyboard.press("Tab")
    page.keyboard.type("Amal")
    for _field in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: DOOR not in url)
    assert Thread.objects.get().public_id in page.url

    assert "Jeg vil gerne tale med nogen" in page.locator("#log").inner_text()
    [secret] = [one for one in page.context.cookies() if one["name"] == "chat"]
    assert (secret["httpOnly"], secret["sameSite"]) == (True, "Lax")


def test_two_tabs_begin_one_talk_and_no_word_is_lost(open_page, bent):
    first = open_page(CHAT)
    second = first.context.new_page()
    second.goto(CHAT)
    for page, words in ((first, "Fra den første"), (second, "Fra den anden")):
        page.fill("#id_words", words)
    follow(first, first.locator("main form button"))
    follow(second, second.locator("main form button"))
    assert second.locator("#id_words").input_value() == "Fra den anden"
    assert run_axe(second) == []
    follow(second, second.locator("main form button"))

    assert Thread.objects.count() == 1
    said = Event.objects.exclude(words="").order_by("seq").values_list("words", flat=True)
    assert list(said) == ["Fra den første", "Fra den anden"]


def test_back_button_and_a_second_press_lead_to_the_same_talk(open_page, bent):
    page = open_page(CHAT, javascript=False)
    page.fill("#id_words", "Kun én gang")
    follow(page, page.locator("main form button"))
    talk = page.url
    page.go_back()
    page.goto(CHAT)

    assert page.url == talk
    page.goto(DOOR)
    follow(page, page.locator("main a[href^='/chat/']"))
    assert page.url == talk


def test_somebody_who_logs_in_later_says_yes_and_has_the_talk(open_page, live_server, bent):
    page = open_page(CHAT)
    page.fill("#id_words", "Før jeg loggede ind")
    follow(page, page.locator("main form button"))
    talk = page.url
    logged_in(page, live_server, account("amal@example.org"))
    page.goto("/mine-samtaler/")
    assert run_axe(page) == []
    follow(page, page.get_by_role("link", name="Er den din?"))
    assert run_axe(page) == []
    follow(page, page.get_by_role("button", name="Ja, den er min"))

    assert page.url == talk
    assert Thread.objects.get().citizen.user.email == "amal@example.org"


@pytest.mark.parametrize("dark", [False, True])
def test_pages_of_the_door_have_no_fault_axe_can_find(open_page, live_server, bent, dark):
    amal = account("amal@example.org")
    choose(amal, bent)
    page = open_page(dark=dark)
    addresses = [
        DOOR, f"{DOOR}?hus=havnehuset", CHAT, f"{CHAT}?hus=havnehuset", f"/en{CHAT}",
        f"{CHAT}?proev=1", f"{DOOR}glem-mig/",
    ]  # fmt: skip
    faults = faults_of(page, addresses)
    page.goto(CHAT)
    page.fill("#id_nickname", "010190-1234")
    follow(page, page.locator("main form button"))
    faults["refused"] = run_axe(page)
    faults |= faults_of(logged_in(page, live_server, amal), [f"{DOOR}?", f"{CHAT}?"])
    Duty.objects.all().delete()
    faults |= faults_of(page, [f"{DOOR}?hus=havnehuset&", f"{CHAT}?hus=havnehuset&"])

    assert {address: found for address, found in faults.items() if found} == {}


def faults_of(page, addresses: list[str]) -> dict[str, list[str]]:
    faults = {}
    for address in addresses:
        page.goto(address)
        sticks_out = widest_elements(page) if sideways_scroll(page) > 0 else []
        faults[address] = run_axe(page) + sticks_out
    return faults
