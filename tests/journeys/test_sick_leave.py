"""Bent falls ill: one click of his, one mail to each, and everybody chooses for themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from counsellors.conversations.domain.secrets import hash_of_link, new_link_secret_for
from counsellors.models import Conversation
from jobcenter.outbox.models import Notice
from jobcenter.shared.periods import COPENHAGEN
from tests.browser import follow, run_axe, sideways_scroll, widest_elements
from tests.factories.counsellors import ConversationFactory
from tests.journeys.conftest import House
from tests.journeys.test_shared_notes import work
from tests.journeys.test_who_has_seen import press, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("javascript", [True, False], ids=["with js", "without js"])


@pytest.fixture
def ill_until() -> date:
    """Long enough that the times in it are offered, whatever the clock says now."""
    return timezone.localdate() + timedelta(days=2)


@pytest.fixture
def talk_with_bent(house: House, ill_until: date) -> Callable[..., Conversation]:
    def talk(name: str, hour: int) -> Conversation:
        uid = f"{name.lower()}@samtale.example.org"
        start = datetime.combine(ill_until, time(hour), COPENHAGEN)
        return ConversationFactory(
            counsellor=house.bent, centre=house.centre, name=name, calendar_uid=uid,
            link_hash=hash_of_link(new_link_secret_for(uid)),
            starts_at=start, ends_at=start + timedelta(minutes=45),
            email=f"{name.lower()}@example.org",
        )  # fmt: skip

    return talk


def falls_ill(page: Page, house: House, last_day: date) -> None:
    work(page, house)
    page.goto("/vejleder/vaek/")
    day = page.get_by_label("Hvilken dag er den sidste")
    expect(day).to_have_value(f"{timezone.localdate()}")
    day.fill(f"{last_day}")
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Giv dem besked"))


def only_mail_to(address: str) -> Notice:
    """A second one, or one of another kind, fails here."""
    [notice] = Notice.objects.filter(recipient=address)
    assert notice.kind == "conversation_choices"
    return notice


def open_choices(page: Page, address: str) -> None:
    page.goto(only_mail_to(address).payload["link"].split("localhost:8000")[-1])
    expect(page.get_by_role("heading", level=1)).to_have_text("Bent kan ikke komme den dag")


def must_be_clean(page: Page, *, javascript: bool = True) -> None:
    """Axe needs a page that runs scripts; the pages are the same without."""
    if javascript:
        assert run_axe(page) == []
    assert sideways_scroll(page) <= 0, widest_elements(page)


@both
def test_everybody_chooses_when_bent_falls_ill_and_nobody_is_cancelled(
    open_page, house, talk_with_bent, ill_until, javascript
):
    with_amal, with_clara = talk_with_bent("Amal", 10), talk_with_bent("Clara", 11)
    bent = open_page(javascript=javascript)
    falls_ill(bent, house, ill_until)
    expect(bent.get_by_role("status").first).to_contain_text("2 har fået besked og kan vælge")
    must_be_clean(bent, javascript=javascript)
    assert Conversation.objects.booked().count() == 2

    page = open_page(javascript=javascript)
    open_choices(page, "amal@example.org")
    must_be_clean(page, javascript=javascript)
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Tal med Samira Aziz"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er flyttet")
    must_be_clean(page, javascript=javascript)

    open_choices(page, "clara@example.org")
    with page.expect_navigation():
        press(page, page.get_by_role("link", name="Vælg en ny tid"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvilken tid passer dig bedre?")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    with page.expect_navigation():
        press(page, page.get_by_role("button", name="Flyt til denne tid"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Din tid er flyttet")

    amal, clara = Conversation.objects.booked().order_by("name")
    assert (amal.counsellor, amal.starts_at) == (house.samira, with_amal.starts_at)
    assert clara.counsellor == house.bent
    assert timezone.localdate(clara.starts_at) > ill_until
    for left in (with_amal, with_clara):
        left.refresh_from_db()
    assert {amal.moved_from, clara.moved_from} == {with_amal, with_clara}
    assert not Notice.objects.filter(kind__startswith="conversation_cancel").exists()


def test_whoever_does_not_choose_keeps_the_time_and_gets_no_second_mail(
    open_page, house, talk_with_bent, ill_until
):
    with_amal = talk_with_bent("Amal", 10)
    bent = open_page()
    falls_ill(bent, house, ill_until)
    bent.goto("/vejleder/vaek/")
    bent.get_by_label("Hvilken dag er den sidste").fill(f"{ill_until}")
    follow(bent, bent.get_by_role("button", name="Giv dem besked"))

    expect(bent.locator("#errors")).to_be_focused()
    only_mail_to("amal@example.org")
    page = open_page()
    open_choices(page, "amal@example.org")
    with_amal.refresh_from_db()
    assert with_amal.is_upcoming(timezone.now())
