"""A proxy between a citizen and the house that holds streams back: seconds are lost, no message."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.counsellors.chat.story import Talk, begin
from tests.jobcenter.bell.buffering import HEAP, Buffering, buffering
from tests.jobcenter.bell.ringers import wait_for

from .talking import field_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SOON_MS = 4_000


def behind(proxy: Buffering, open_page, talk: Talk) -> Page:
    page = open_page()
    page.clock.install()
    page.context.add_cookies([{"name": "chat", "value": talk.secret, "url": proxy.url}])
    page.context.set_default_timeout(30_000)
    page.goto(f"{proxy.url}/chat/{talk.thread.public_id}/")
    page.clock.fast_forward(1000)
    assert wait_for(lambda: proxy.streams or page.wait_for_timeout(50))
    return page


def test_inv14_message_comes_by_itself_where_a_proxy_holds_the_stream_back(open_page, house):
    talk = begin()
    with buffering(house.url) as proxy:
        page = behind(proxy, open_page, talk)
        assert wait_for(lambda: len(house.bell.switchboard.streams) == 1)
        talk.answer("Kan du se mig?")
        page.wait_for_timeout(SOON_MS / 2)
        # The bell has rung, and the ring lies in the heap.
        expect(page.get_by_text("Kan du se mig?")).to_have_count(0)
        assert 0 < proxy.held < HEAP

        page.clock.fast_forward(6_000)
        expect(page.get_by_text("Kan du se mig?")).to_be_visible()
        page.clock.fast_forward(9_000)
        expect(page.locator("#talk-line")).to_contain_text("Nye beskeder kommer lidt senere")
        for number in range(3):
            talk.answer(f"Svar {number}")
        page.clock.fast_forward(20_000)
        expect(page.get_by_text("Svar 2")).to_be_visible()

        # What is said goes through, and comes back at once: it asks for what is new by itself.
        field_of(page).fill("Ja, det kan jeg")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#log").get_by_text("Ja, det kan jeg")).to_be_visible()
        shown = page.evaluate("[...document.querySelectorAll('#log li')].map(e => +e.dataset.seq)")
        assert shown == list(range(1, len(shown) + 1))


def test_inv14_the_same_proxy_without_a_heap_lets_the_bell_be_heard_at_once(open_page, house):
    """So that the test above sees the heap, and nothing else of the proxy."""
    talk = begin()
    with buffering(house.url, heap=1) as proxy:
        page = behind(proxy, open_page, talk)
        assert wait_for(lambda: len(house.bell.switchboard.streams) == 1)
        talk.answer("Kan du se mig?")

        expect(page.get_by_text("Kan du se mig?")).to_be_visible(timeout=SOON_MS)
        assert proxy.held == 0
