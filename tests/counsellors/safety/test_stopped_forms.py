"""What somebody who may not write meets at the chat, the letter, the call and the booking: the
reason before a form, and the words they typed after one.
"""

from __future__ import annotations

import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from counsellors.callbacks.domain.asking import FORM as CALL
from counsellors.chat.domain.starting import FORM as START
from counsellors.models import Block, CallBack, Conversation, Sighting, Thread
from counsellors.safety.domain import address_hash_of, lift_block
from jobcenter.limits.domain import address_group
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.callbacks.story import NUMBER, at, house, somebody, value
from tests.counsellors.chat.story import DAY, NOW, begin
from tests.counsellors.conversations.story import NOW as MONDAY
from tests.counsellors.conversations.story import set_the_scene
from tests.counsellors.conversations.test_pages import check_form
from tests.counsellors.talk.story import address

from .story import LIBRARY, WHY, browser_of, stop

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, CHAT = reverse("safety:blocked"), reverse("reach:chat")
LETTER, CALL_ME = reverse("letters:write"), reverse("calls:begin")
BOOK = reverse("conversations:start")
NEUTRAL = "Der blev skrevet noget fra den her forbindelse"
WAITS = {"waits_as": "letter"}


@pytest.fixture
def centre(clock):
    return house()


@pytest.fixture
def talk(centre):
    """Amal's, which is over: nothing of it stands between them and an empty form."""
    talk = begin(words="Truslen", bent=somebody(centre))
    Thread.objects.update(ended_at=NOW)
    return talk


def clara(*, at: str = LIBRARY) -> Client:
    browser = Client(REMOTE_ADDR=at)
    browser.get(LETTER)
    assert browser.cookies[settings.CHAT_COOKIE_NAME]
    return browser


def letter_to(centre) -> dict[str, str]:
    key = mint_form_key(form=START)
    return {"words": "claraord", "house": centre.slug, "mail": "c@example.org", "key": key}


def call_at() -> dict[str, str]:
    return {"window": value(at(13)), "phone": NUMBER, "key": mint_form_key(form=CALL)}


def links_of(page: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', page[page.index("<main") : page.index("</main")]))


@pytest.mark.parametrize("form", [CHAT, LETTER, CALL_ME])
def test_blocked_person_is_led_to_the_reason_before_a_form(talk, form):
    browser, block = browser_of(talk), stop(talk)

    answer = browser.get(form)
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert WHY in browser.get(PAGE).content.decode()
    lift_block(block=block, by=talk.bent, now=NOW)
    assert PAGE not in browser.get(form).get("Location", "")


def test_page_of_a_block_names_only_ways_that_are_open_and_all_of_them_are(talk):
    browser = browser_of(talk)
    stop(talk)
    page = browser.get(PAGE).content.decode()

    assert "Indtil da kan du ikke chatte, sende et brev eller bede os ringe dig op" in page
    links = links_of(page)
    assert links.isdisjoint({CHAT, LETTER, CALL_ME})
    assert "Skriv med nogen" not in page
    open_ways = {BOOK, reverse("centres:centre", args=[talk.thread.centre.slug])}
    assert open_ways <= links
    for way in open_ways:
        assert browser.get(way, follow=True).status_code == 200


def test_blocked_person_books_a_conversation_to_the_end():
    with time_machine.travel(MONDAY, tick=False):
        scene, secret = set_the_scene(), new_link_secret()
        one = {"centre": scene.centre, "thread": "x", "reason": WHY, "made_by": scene.bent}
        one |= {"made_at": MONDAY, "until": MONDAY + DAY}
        Block.objects.create(token_hash=hash_of_link(secret), **one)
        Block.objects.create(address_hash=address_hash_of(LIBRARY), **one)
        browser = Client(REMOTE_ADDR=LIBRARY)
        browser.cookies["chat"] = secret
        assert WHY in browser.get(PAGE).content.decode()
        there, form = check_form(browser, scene)

        assert browser.post(there, form).status_code == 303
        assert Conversation.objects.filter(name="Amal").exists()


def test_letter_written_when_the_block_came_is_refused_with_the_reason_and_stays(talk, centre):
    browser = browser_of(talk)
    stop(talk)
    answer = browser.post(LETTER, letter_to(centre))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert (WHY in html, "claraord" in html, "c@example.org" in html) == (True, True, True)
    assert Thread.objects.count() == 1


def test_words_brought_from_the_chat_to_the_letter_stay_and_the_reason_is_said(talk, centre):
    browser = browser_of(talk)
    stop(talk)
    answer = browser.post(LETTER, {"words": "claraord", "house": centre.slug})

    html = answer.content.decode()
    assert (answer.status_code, WHY in html, "claraord" in html) == (422, True, True)


def test_call_asked_for_when_the_block_came_is_refused_and_the_number_stays(talk, centre):
    browser = browser_of(talk)
    stop(talk)
    answer = browser.post(f"{CALL_ME}?hus={centre.slug}", call_at())

    html = answer.content.decode()
    assert answer.status_code == 422
    assert WHY in html
    assert NUMBER in html
    assert not CallBack.objects.exists()


@pytest.mark.parametrize("act", ["call", "keep_place"])
def test_call_from_a_talk_that_goes_on_is_met_by_the_reason_first(centre, act):
    talk = begin(words="Truslen", bent=somebody(centre), taken=False)
    stop(talk)

    answer = browser_of(talk).get(reverse(f"calls:{act}", args=[talk.thread.public_id]))
    assert (answer.status_code, answer["Location"]) == (303, PAGE)


def test_message_is_not_opened_for_change_by_who_may_not_write(centre):
    talk = begin(words="Truslen", bent=somebody(centre))
    stop(talk)

    html = browser_of(talk).get(address(talk, "edit", seq=2)).content.decode()
    assert WHY in html
    assert "<textarea" not in html


def test_others_at_a_paused_connection_are_never_told_the_reason(talk, centre):
    stop(talk, with_address=True, at=LIBRARY)
    there = clara()
    pages = [there.get(form, follow=True) for form in (CHAT, CALL_ME, PAGE)]
    pages.append(there.post(f"{CALL_ME}?hus={centre.slug}", call_at()))
    pages.append(there.post(CHAT, {"words": "claraord", "key": mint_form_key(form=START)}))

    for page in pages:
        assert WHY not in page.content.decode()
    for page in pages[:4]:
        assert NEUTRAL in page.content.decode()
        assert "2. december" in page.content.decode()
    assert WHY in browser_of(talk, at=LIBRARY).get(PAGE).content.decode()


def test_letter_goes_through_from_a_paused_connection_and_a_call_does_not(talk, centre):
    stop(talk, with_address=True, at=LIBRARY)
    there = clara()

    assert LETTER in links_of(there.get(PAGE).content.decode())
    assert there.get(LETTER).status_code == 200
    assert there.post(LETTER, letter_to(centre)).status_code == 303
    assert Thread.objects.filter(**WAITS).count() == 1
    elsewhere = browser_of(talk)
    assert elsewhere.post(LETTER, letter_to(centre)).status_code == 422


def test_call_is_refused_in_the_whole_network_a_paused_connection_rotates_in(talk, centre):
    first, other = "2001:db8::1", "2001:db8::2"
    Sighting.objects.update(address_hash=address_hash_of(address_group(first)))
    stop(talk, with_address=True)
    begun = begin(words="Hej", bent=talk.bent, taken=False)
    in_talk = reverse("calls:call", args=[begun.thread.public_id])
    answers = [
        clara(at=other).post(f"{CALL_ME}?hus={centre.slug}", call_at()),
        browser_of(begun, at=other).post(in_talk, call_at()),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not CallBack.objects.exists()


def test_somebody_at_a_paused_connection_says_that_it_is_a_mistake(talk):
    stop(talk, with_address=True, at=LIBRARY)
    there = clara()
    there.post(PAGE, {"words": "biblioteketsord"})

    shown = clara().get(PAGE).content.decode()
    assert "biblioteketsord" not in shown
    assert "Nogen her har fortalt os" in shown
    own = browser_of(talk, at=LIBRARY).get(PAGE).content.decode()
    assert "Nogen her har fortalt os" not in own
