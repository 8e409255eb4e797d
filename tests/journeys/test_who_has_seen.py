"""A colleague opens Amal's conversation; she is told, reads it, asks, and the house answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from citizens.models import Question
from counsellors.covering.domain.taking import take_on
from counsellors.models import Absence, Conversation, Opening
from jobcenter.accounts.models import User
from jobcenter.audit.models import Reading
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import period
from jobcenter.ui.dates import in_copenhagen
from tests.browser import (
    double_the_text,
    run_axe,
    run_axe_on_colours,
    sideways_scroll,
    widest_elements,
)
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory
from tests.jobcenter.audit.log import look, recorded
from tests.journeys.conftest import House, now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])
FIND, SAMPLE, QUESTIONS = "/vejleder/daekker/find/", "/leder/stikproeve/", "/leder/spoergsmaal/"
SEEN = "/mine-oplysninger/hvem-har-set/"
WHY = "Ringer fra bussen og er i tvivl om tiden"
MOST_TABS = 60


@pytest.fixture
def amal() -> User:
    user = UserFactory(email="amal@example.org", name="Amal")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    CitizenFactory(email=user.email, user=user)
    return user


@pytest.fixture
def talk(house: House, amal: User) -> Conversation:
    """Amal and Bent, tomorrow, by phone."""
    start = now() + timedelta(days=1)
    return ConversationFactory(
        counsellor=house.bent, centre=house.centre, citizen=amal.citizen, email=amal.email,
        phone="+4520111111", starts_at=start, ends_at=start + timedelta(minutes=45),
    )  # fmt: skip


def enter(page: Page, client: Client) -> None:
    page.goto("/")
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])


def at_home(page: Page, user: User) -> None:
    client = Client()
    client.force_login(user)
    enter(page, client)


def at_work(page: Page, house: House, kind: str, name: str) -> User:
    """A member of staff in this window; a counsellor is Samira."""
    user, client = UserFactory(name=name), Client()
    RoleFactory(user=user, kind=kind, centre_id=house.centre.pk)
    if kind == "counsellor":
        house.samira.user = user
        house.samira.save(update_fields=["user"])
    enter_as_staff(client, user)
    enter(page, client)
    return user


def tab_to(page: Page, wanted: Locator) -> None:
    """As somebody without a mouse gets there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"no way to {wanted} with the keyboard")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, words: str) -> None:
    tab_to(page, wanted)
    page.keyboard.type(words)


def open_with_a_reason(page: Page, day: str) -> None:
    page.goto("/vejleder/daekker/")
    press(page, page.get_by_role("link", name="Find deres samtale"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Find deres samtale")
    write(page, page.get_by_label("Hvad bookede de med?"), "amal@example.org")
    page.get_by_label("Hvilken dag er samtalen?").fill(day)
    press(page, page.get_by_role("button", name="Find"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Der er en samtale")
    assert "Amal" not in page.locator("main").inner_text()
    write(page, page.get_by_label("Hvorfor har du brug for at se den?"), WHY)
    press(page, page.get_by_role("button", name="Vis den, og giv personen besked"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Amal")


@both
def test_amal_is_told_reads_asks_and_is_answered(open_page, house, amal, talk, javascript):
    samira = open_page(javascript=javascript)
    at_work(samira, house, "counsellor", "Samira Aziz")
    open_with_a_reason(samira, f"{in_copenhagen(talk.starts_at):%Y-%m-%d}")
    expect(samira.get_by_text("Bent Østergaard")).to_be_visible()
    told = Notice.objects.get(kind="conversation_opened")
    assert (told.recipient, told.payload["words"]) == ("amal@example.org", WHY)

    hers = open_page(javascript=javascript)
    at_home(hers, amal)
    hers.goto(told.payload["link"].split("localhost:8000")[-1])
    expect(hers.get_by_role("heading", name="Samira Aziz")).to_have_count(2)
    expect(hers.get_by_text(f"“{WHY}”")).to_be_visible()
    press(hers, hers.get_by_role("link", name="Spørg om det").first)
    write(hers, hers.get_by_label("Hvad vil du gerne vide?"), "Hvem ringede?")
    press(hers, hers.get_by_role("button", name="Send mit spørgsmål"))
    expect(hers.get_by_role("heading", level=1)).to_have_text("Vi har dit spørgsmål")

    lead = open_page(javascript=javascript)
    at_work(lead, house, "team_lead", "Lone Lund")
    lead.goto(QUESTIONS)
    expect(lead.get_by_text("Hvem ringede?")).to_be_visible()
    press(lead, lead.get_by_role("link", name="Svar"))
    write(lead, lead.get_by_label("Dit svar"), "Det var dig selv, kl. 10.")
    press(lead, lead.get_by_role("button", name="Send svaret"))
    expect(lead.get_by_text("Svaret er sendt.")).to_be_visible()

    assert Notice.objects.get(kind="question_answered").recipient == "amal@example.org"
    hers.goto(SEEN)
    expect(hers.get_by_text("Det var dig selv, kl. 10.")).to_be_visible()
    expect(hers.get_by_role("heading", name="Lone Lund")).not_to_have_count(0)


def looks_of_last_week(house: House, reader: User) -> None:
    many = [look(f"somebody-{n}", centre_id=house.centre.pk) for n in range(3)]
    recorded(*many, now=now() - timedelta(days=7))


@both
def test_lead_looks_through_the_sample(open_page, house, amal, javascript):
    looks_of_last_week(house, amal)
    lead = open_page(javascript=javascript)
    at_work(lead, house, "team_lead", "Lone Lund")
    lead.goto("/konto/")
    press(lead, lead.get_by_role("link", name="Stikprøve"))
    expect(lead.get_by_text("En borger (")).to_have_count(3)

    press(lead, lead.get_by_role("button", name="Ser rigtigt ud").first)
    expect(lead.get_by_text("Ser rigtigt ud. Lone Lund")).to_be_visible()
    press(lead, lead.locator("summary").first)
    write(lead, lead.get_by_label("Hvad vil du gerne vide?").first, "Hvad var det til?")
    press(lead, lead.get_by_role("button", name="Send spørgsmålet").first)
    expect(lead.get_by_text("Spørg om det. Lone Lund")).to_be_visible()
    assert Notice.objects.filter(kind="look_asked_about").exists()


def every_page(page: Page, house: House, talk: Conversation) -> list[tuple[Callable, str]]:
    """Each page of this room with much on it, and whom one must be to see it."""
    Absence.objects.create(
        counsellor=house.bent, during=period(now() - timedelta(hours=1), now() + timedelta(days=2))
    )
    samira = house.samira
    found, opened = (
        Opening.objects.create(
            counsellor=samira,
            conversation=one,
            during=period(now(), now() + timedelta(minutes=15)),
            **fields,
        )
        for one, fields in (
            (talk, {}),
            (_another(talk), {"opened_at": now(), "words": WHY * 8}),
        )
    )  # fmt: skip
    # The other one, which nobody has taken, stands there without anybody's name.
    take_on(conversation=talk, by=samira, actor=UserFactory(), instead_of="", now=now())
    (line,) = recorded(look(talk.citizen.public_id, centre_id=house.centre.pk), now=now())
    Question.objects.create(
        citizen=talk.citizen, reading=line.public_id, centre=house.centre, words="Hvorfor? " * 40,
        reach="amal@example.org",
    )  # fmt: skip
    looks_of_last_week(house, talk.citizen.user)

    def as_staff(kind: str) -> Callable:
        return lambda: at_work(page, house, kind, "Samira Aziz")

    counsellor, lead = as_staff("counsellor"), as_staff("team_lead")
    return [
        (counsellor, "/vejleder/daekker/"),
        (counsellor, FIND),
        (counsellor, f"/vejleder/daekker/{found.public_id}/hvorfor/"),
        (counsellor, f"/vejleder/daekker/{opened.public_id}/"),
        (lead, QUESTIONS),
        (lead, f"{QUESTIONS}{line.public_id}/"),
        (lead, SAMPLE),
        (lambda: at_home(page, talk.citizen.user), SEEN),
    ]


def _another(talk: Conversation) -> Conversation:
    return ConversationFactory(
        counsellor=talk.counsellor, centre=talk.centre, citizen=CitizenFactory(),
        name="Clara-Mathilde Vestergaard-Hjorth",
        starts_at=talk.ends_at, ends_at=talk.ends_at + timedelta(minutes=30),
    )  # fmt: skip


def test_pages_have_no_fault_by_day_or_night_and_do_not_scroll_sideways(
    open_page, house, amal, talk
):
    page = open_page(width=320)
    faults, wide, who = {}, {}, None
    for become, address in every_page(page, house, talk):
        if become is not who:
            page.context.clear_cookies()
            become()
            who = become
        page.emulate_media(color_scheme="light")
        page.goto(address)
        for summary in page.locator("main summary").all():
            summary.click()
        faults[address] = run_axe(page)
        page.emulate_media(color_scheme="dark")
        faults[address] += run_axe_on_colours(page)
        double_the_text(page)
        wide[address] = widest_elements(page) if sideways_scroll(page) > 0 else []

    assert {address: found for address, found in faults.items() if found} == {}
    assert {address: found for address, found in wide.items() if found} == {}
    assert Reading.objects.filter(why="cover").count() == 1
