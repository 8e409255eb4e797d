"""A talk in real browsers: one stream for all tabs, and nothing lost whatever happens to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import run_axe
from tests.counsellors.talk.story import works_here
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.jobcenter.bell.ringers import wait_for

from .talking import hide

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def open_talk(open_page, house, talk):
    def open_one(context=None, **options) -> Page:
        page = context.new_page() if context else open_page(**options)
        if not context:
            page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": house.url}])
            page.context.set_default_timeout(15_000)
        page.goto(f"{house.url}/chat/{talk.thread.public_id}/")
        return page

    return open_one


def seqs(page: Page) -> list[int]:
    return page.evaluate("[...document.querySelectorAll('#log li')].map(e => +e.dataset.seq)")


def has_come_to(page: Page, seq: int) -> None:
    expect(page.locator(f"#e-{seq}")).to_have_count(1)
    assert seqs(page) == list(range(1, seqs(page)[-1] + 1))


def streams(house) -> int:
    return len(house.bell.switchboard.streams)


def test_inv8_message_of_the_other_appears_once_and_in_order(house, talk, open_talk):
    page = open_talk()
    assert wait_for(lambda: streams(house) == 1)
    for number in range(5):
        talk.answer(f"Svar {number}")

    expect(page.get_by_text("Svar 4")).to_be_visible()
    # The reader's mark is an event, too; the page has it like any other.
    assert wait_for(lambda: "read" in talk.kinds)
    has_come_to(page, talk.fresh().last_seq)
    page.evaluate(
        "for (let i = 0; i < 20; i++) document.dispatchEvent("
        "new CustomEvent('bell:rung', {detail: {}}))"
    )
    page.wait_for_timeout(300)
    assert seqs(page) == list(range(1, talk.fresh().last_seq + 1))
    assert run_axe(page) == []


def test_inv8_edit_and_tombstone_change_the_page_they_meet(talk, open_talk, house):
    from django.utils import timezone

    from counsellors.chat.domain.writing import edit_message, redact_message

    now = timezone.now()
    first, second = (talk.answer(words, now=now) for words in ("Hje", "Fortrudt"))
    page = open_talk()
    assert wait_for(lambda: streams(house) == 1)
    edit_message(seat=talk.at_work, seq=first, words="Hej med dig", now=now)
    redact_message(seat=talk.at_work, seq=second, now=now)

    expect(page.locator(f"#e-{first}")).to_contain_text("Hej med dig")
    expect(page.get_by_text("Fortrudt")).to_have_count(0)
    has_come_to(page, talk.fresh().last_seq)


def test_inv9_what_is_sent_stands_in_the_list_and_the_hand_stays_in_place(talk, open_talk):
    page = open_talk()
    for words in ("Hej", "Er du der?"):
        page.locator("textarea").fill(words)
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#log").get_by_text(words)).to_be_visible()
        expect(page.locator("textarea")).to_have_value("")
        expect(page.locator("textarea")).to_be_focused()

    assert talk.words == ["Hej", "Er du der?"]


@pytest.mark.parametrize("trouble", ["503", "lost"])
def test_inv9_answer_that_is_lost_costs_neither_words_nor_a_second_message(
    talk, open_talk, trouble
):
    page = open_talk()
    page.locator("textarea").fill("Kun én gang")
    key = page.locator("input[name=key]").input_value()

    def lose(route) -> None:
        if trouble == "lost":
            # It arrived, and the answer did not.
            route.fetch()
            route.abort()
        else:
            route.fulfill(status=503, body="")

    page.route("**/besked/", lose)
    page.get_by_role("button", name="Send").click()
    # Said in words, where one writes; the hand is not taken away from there.
    expect(page.locator("#talk-sent")).to_contain_text("Ikke sendt. Dine ord står her endnu")
    expect(page.locator("#request-failed")).to_be_hidden()
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    assert page.locator("textarea").input_value() == "Kun én gang"
    assert page.locator("input[name=key]").input_value() == key

    page.unroute("**/besked/")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("textarea")).to_have_value("")
    expect(page.locator("#log").get_by_text("Kun én gang")).to_have_count(1)
    assert talk.words == ["Kun én gang"]


@pytest.mark.parametrize("first", ["desk", "talk"])
def test_inv13_own_talk_beside_a_desk_is_not_rung_and_asks_by_itself(house, talk, open_page, first):
    """The one stream is the desk's: Dorte's own talk at Bent's house is not on it."""
    context = open_page(width=1280).context
    context.clock.install()
    context.set_default_timeout(15_000)
    dorte = works_here(CounsellorFactory(centres=[CentreFactory()])).cookies
    cookies = {one.key: one.value for one in dorte.values()} | {"chat": talk.secret}
    context.add_cookies([{"name": n, "value": v, "url": house.url} for n, v in cookies.items()])
    pages = {}
    for which in ("desk", "talk") if first == "desk" else ("talk", "desk"):
        pages[which] = context.new_page()
        path = "vejleder/indbakke/" if which == "desk" else f"chat/{talk.thread.public_id}/"
        pages[which].goto(f"{house.url}/{path}")
    assert wait_for(
        lambda: [one.desk is not None for one in house.bell.switchboard.streams] == [True]
    )
    line, news = pages["talk"].locator("#talk-line"), pages["talk"].get_by_text("Hej Dorte")

    def passes() -> None:
        context.clock.fast_forward(1_000)

    slow = "Nye beskeder kommer lidt senere"
    assert wait_for(lambda: slow in line.text_content() or passes())
    talk.answer("Hej Dorte")
    assert wait_for(lambda: news.count() or passes())


def test_inv13_two_tabs_of_a_browser_share_one_stream(house, talk, open_talk):
    first = open_talk()
    assert wait_for(lambda: streams(house) == 1)
    second = open_talk(first.context)
    second.wait_for_timeout(500)
    assert streams(house) == 1

    talk.answer("Til begge")
    for page in (first, second):
        expect(page.get_by_text("Til begge")).to_be_visible()
    first.close()
    assert wait_for(lambda: streams(house) == 1)
    talk.answer("Den anden tager over")
    expect(second.get_by_text("Den anden tager over")).to_be_visible()


def test_inv13_what_was_said_while_offline_is_there_when_the_line_is_back(house, talk, open_talk):
    page = open_talk()
    assert wait_for(lambda: streams(house) == 1)
    page.context.set_offline(True)
    for number in range(3):
        talk.answer(f"Mens du var væk {number}")
    page.wait_for_timeout(300)
    assert seqs(page)[-1] == 2

    page.context.set_offline(False)
    expect(page.get_by_text("Mens du var væk 2")).to_be_visible()
    has_come_to(page, talk.fresh().last_seq)


def test_inv13_full_house_is_asked_again_later(house, talk, open_page, open_talk):
    page = open_talk()
    assert wait_for(lambda: streams(house) == 1)
    refusals = []

    def refuse(route) -> None:
        refusals.append(1)
        route.fulfill(status=503, headers={"Retry-After": "1"}, body="")

    page.route("**/stream/**", refuse)
    house.call(house.bell.switchboard.kick, talk.thread.public_id)
    assert wait_for(lambda: refusals or page.wait_for_timeout(50))
    page.unroute("**/stream/**")
    talk.answer("Efter lidt ventetid")
    expect(page.get_by_text("Efter lidt ventetid")).to_be_visible()


def test_inv13_stream_without_a_frame_for_45_seconds_is_opened_anew(house, talk, open_page):
    page = open_page()
    page.clock.install()
    page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": house.url}])
    page.goto(f"{house.url}/chat/{talk.thread.public_id}/")
    page.clock.fast_forward(1000)
    assert wait_for(lambda: streams(house) == 1 or page.wait_for_timeout(50))
    [before] = house.bell.switchboard.streams
    page.clock.fast_forward(40_000)
    page.wait_for_timeout(300)
    assert house.bell.switchboard.streams == {before}

    page.clock.fast_forward(10_000)
    assert wait_for(
        lambda: (
            (streams(house) == 1 and before not in house.bell.switchboard.streams)
            or page.clock.fast_forward(100)
        )
    )


def test_inv13_hidden_page_gives_its_stream_back_and_catches_up_when_seen(house, talk, open_page):
    page = open_page()
    page.clock.install()
    page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": house.url}])
    page.goto(f"{house.url}/chat/{talk.thread.public_id}/")
    page.clock.fast_forward(1000)
    assert wait_for(lambda: streams(house) == 1 or page.wait_for_timeout(50))
    hide(page, True)
    page.clock.fast_forward(4 * 60_000 + 50_000)
    page.wait_for_timeout(200)
    page.clock.fast_forward(11_000)
    assert wait_for(lambda: streams(house) == 0 or page.wait_for_timeout(50))
    talk.answer("Mens siden var skjult")

    hide(page, False)
    page.clock.fast_forward(1000)
    expect(page.get_by_text("Mens siden var skjult")).to_be_visible()
    assert wait_for(lambda: streams(house) == 1 or page.clock.fast_forward(100))


def test_talk_goes_on_without_scripts(house, talk, open_talk):
    page = open_talk(javascript=False)
    page.locator("textarea").fill("Uden script")
    page.get_by_role("button", name="Send").click()

    assert re.search(r"#e-3$", page.url)
    expect(page.get_by_text("Uden script")).to_be_visible()
    talk.answer("Også svaret")
    page.reload()
    expect(page.get_by_text("Også svaret")).to_be_visible()
