"""A place in line on a phone: it moves by itself, is heard now and then, and can be paused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from counsellors.chat.domain.starting import Route
from counsellors.line.domain.routes import GRACE
from counsellors.models import Wait
from jobcenter.centres.models import OpeningHours
from tests.browser import run_axe

from .story import MINUTE, arrive, open_house, somebody_at, take, wait

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

RECORD = """() => {
  window.heard = [];
  new MutationObserver(() => {
    const text = document.getElementById("place-said").textContent;
    if (text) window.heard.push([Date.now(), text]);
  }).observe(document.getElementById("place-said"), {childList: true, characterData: true});
}"""
RING = "of => document.dispatchEvent(new CustomEvent('bell:line', {detail: {[of]: 1}}))"


@pytest.fixture
def bent():
    bent = somebody_at(open_house(), is_here=False)
    OpeningHours.objects.all().delete()
    arrive(bent, now=timezone.now())
    return bent


def in_line(bent, *, minutes_ago: float):
    now = timezone.now()
    return wait(bent, at=now - minutes_ago * MINUTE, route=Route(grace_until=now + GRACE))


def known_waits(house, *minutes: float, place: int = 1) -> None:
    now = timezone.now()
    Wait.objects.bulk_create(
        Wait(
            centre=house, place=place, joined_at=now - (one + 1) * MINUTE,
            ended_at=now - MINUTE, was_reached=True,
        )
        for one in minutes
    )  # fmt: skip


def open_place(open_page, live_server, talk, **more):
    page = open_page(**more)
    page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": live_server.url}])
    if more.get("javascript", True):
        page.clock.install(time=timezone.now())
    page.goto(reverse("line:place", args=[talk.thread.public_id]))
    return page


def the_line_moves(page, talk) -> None:
    """The bell rings, and the page has asked."""
    with page.expect_response(lambda answer: "part=place" in answer.url):
        page.evaluate(RING, talk.thread.public_id)
        page.clock.run_for(7000)


def number_on(page) -> str:
    return page.locator("#place .place-number strong").inner_text()


def test_place_moves_by_itself_and_is_heard_at_most_once_a_minute(open_page, live_server, bent):
    first, second = in_line(bent, minutes_ago=3), in_line(bent, minutes_ago=2)
    amal = in_line(bent, minutes_ago=1)
    page = open_place(open_page, live_server, amal)
    page.evaluate(RECORD)
    assert number_on(page) == "Du er nummer 3 af 3 i køen."

    now = timezone.now()
    take(first, now=now)
    the_line_moves(page, amal)
    page.get_by_text("Du er nummer 2 af 2 i køen.").wait_for()
    take(second, now=now)
    the_line_moves(page, amal)
    page.get_by_text("Du er den næste i køen.").first.wait_for()
    assert page.evaluate("window.heard") == []

    page.clock.run_for(60_000)
    page.wait_for_function("window.heard.length > 0")
    page.clock.run_for(180_000)
    heard = page.evaluate("window.heard")
    # One announcement for two moves, and it is the latest; silence says that nothing has changed.
    assert [text.split(".")[0] for _at, text in heard] == ["Du er den næste i køen"]


def test_announcements_lie_a_minute_apart_however_often_the_line_moves(
    open_page, live_server, bent
):
    others = [in_line(bent, minutes_ago=9 - n) for n in range(6)]
    amal = in_line(bent, minutes_ago=1)
    page = open_place(open_page, live_server, amal)
    page.evaluate(RECORD)
    for talk in others:
        take(talk, now=timezone.now())
        the_line_moves(page, amal)
        page.clock.run_for(20_000)
    page.clock.run_for(60_000)

    moments = [at for at, _text in page.evaluate("window.heard")]
    assert len(moments) >= 2
    assert all(later - earlier >= 60_000 for earlier, later in zip(moments, moments[1:]))  # noqa: B905, RUF007


def test_pause_stops_what_is_shown_and_still_holds_the_place(open_page, live_server, bent):
    first, amal = in_line(bent, minutes_ago=2), in_line(bent, minutes_ago=1)
    page = open_place(open_page, live_server, amal)
    page.get_by_role("button", name="Sæt på pause").click()
    before = amal.fresh().grace_until
    take(first, now=timezone.now())
    type(amal.thread).objects.filter(pk=amal.thread.pk).update(grace_until=before - 5 * MINUTE)
    the_line_moves(page, amal)

    assert number_on(page) == "Du er nummer 2 af 2 i køen."
    assert amal.fresh().grace_until >= before - timedelta(seconds=1)
    page.reload()
    page.get_by_role("button", name="Opdater igen").click()
    page.get_by_text("Du er den næste i køen.").first.wait_for()


def test_place_is_there_after_a_reload_a_lost_line_and_a_closed_browser(
    open_page, live_server, bent
):
    amal = in_line(bent, minutes_ago=1)
    page = open_place(open_page, live_server, amal)
    page.context.set_offline(True)
    page.clock.run_for(120_000)
    assert number_on(page) == "Du er den næste i køen."
    page.context.set_offline(False)
    page.reload()
    assert number_on(page) == "Du er den næste i køen."
    page.close()
    again = open_place(open_page, live_server, amal)
    assert number_on(again) == "Du er den næste i køen."


def test_page_works_without_scripts(open_page, live_server, bent):
    first, amal = in_line(bent, minutes_ago=2), in_line(bent, minutes_ago=1)
    page = open_place(open_page, live_server, amal, javascript=False)
    assert number_on(page) == "Du er nummer 2 af 2 i køen."
    assert not page.locator("#place-pause").is_visible()
    take(first, now=timezone.now())

    page.get_by_role("link", name="Se din plads nu").click()
    page.wait_for_url("**#place")
    page.reload()
    assert number_on(page) == "Du er den næste i køen."


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_stands_in_the_way_of_anybody(open_page, live_server, bent, dark):
    amal = in_line(bent, minutes_ago=0.2)
    known_waits(amal.thread.centre, *range(3, 14))
    page = open_place(open_page, live_server, amal, dark=dark)

    assert run_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
