"""Move, cancel, wish: from the mail's link, in two clicks, until the start."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from counsellors.models import Conversation, Wish
from jobcenter.outbox.models import Notice
from tests.browser import follow, run_axe
from tests.journeys.walking import book, write_contact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def booked_page(open_page, house, javascript) -> Page:
    """The page the mail leads to."""
    page = open_page(javascript=javascript)
    book(page, house.free_times()[0])
    page.goto(
        Notice.objects.get(kind="conversation_booked").payload["link"].split("localhost:8000")[-1]
    )
    return page


both = pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])


@both
def test_citizen_cancels_in_two_clicks_and_nobody_asks_why(booked_page):
    follow(booked_page, booked_page.get_by_role("link", name="Aflys samtalen"))
    assert booked_page.get_by_role("textbox").count() == 0
    booked_page.get_by_role("button", name="Ja, aflys den").click()

    expect(booked_page.get_by_role("heading", level=1)).to_have_text("Samtalen er aflyst")
    assert Conversation.objects.get().status == "cancelled"
    assert Notice.objects.filter(kind="conversation_cancelled").count() == 1


@both
def test_citizen_moves_to_another_time_and_keeps_the_link(booked_page):
    link = booked_page.url
    before = Conversation.objects.get().starts_at

    booked_page.get_by_role("link", name="Flyt samtalen").click()
    booked_page.get_by_role("radio").nth(3).check()
    booked_page.get_by_role("button", name="Flyt til denne tid").click()

    expect(booked_page.get_by_role("heading", level=1)).to_have_text("Din tid er flyttet")
    assert Conversation.objects.booked().get().starts_at != before
    booked_page.goto(link)
    expect(booked_page.get_by_role("heading", level=1)).to_have_text("Din samtale")


@pytest.mark.parametrize("javascript", [False])
def test_moving_without_choosing_a_time_says_so_and_changes_nothing(booked_page):
    booked_page.get_by_role("link", name="Flyt samtalen").click()
    booked_page.get_by_role("button", name="Flyt til denne tid").click()

    expect(booked_page.locator("#errors")).to_contain_text("Vælg en tid")
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("javascript", [True])
def test_pages_behind_the_link_have_no_fault_axe_can_find(booked_page):
    faults = run_axe(booked_page)
    for name in ("Flyt samtalen", "Aflys samtalen"):
        link = booked_page.url
        follow(booked_page, booked_page.get_by_role("link", name=name))
        faults += run_axe(booked_page)
        booked_page.goto(link)

    assert faults == []


@both
def test_citizen_whom_no_time_suits_leaves_a_wish(open_page, house, javascript):
    page = open_page("/book/tid/?emne=job&hus=havnehuset&form=phone", javascript=javascript)
    page.get_by_role("link", name="Ingen af tiderne passer mig").click()
    page.get_by_label("Mandag").check()
    page.get_by_label("Sen eftermiddag eller aften").check()
    write_contact(page, name="Clara", phone="20304050")
    page.get_by_role("button", name="Send mit ønske").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Vi har fået dit ønske")
    wish = Wish.objects.get()
    assert (wish.name, wish.phone, wish.weekdays, wish.parts_of_day) == (
        "Clara",
        "+4520304050",
        [1],
        ["evening"],
    )
