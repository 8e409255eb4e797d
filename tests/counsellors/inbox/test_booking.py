"""From the chat to a booked time: two clicks, told in the chat, and led from there to it."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse

from counsellors.chat.domain.starting import claim_thread
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.domain.receipts import manage_address
from counsellors.models import Conversation, Event
from jobcenter.outbox.models import Notice
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.conversations.story import NOW, set_the_scene
from tests.counsellors.responsibility.story import account

from .story import act, citizen, key_in, seen, with_bent, works_here

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(eight_topics):
    with time_machine.travel(NOW, tick=False):
        yield set_the_scene()


@pytest.fixture
def bents(scene):
    return works_here(scene.bent)


def book(browser, talk, **said):
    html = seen(browser, talk, "book")
    [first, *_] = re.findall(r'name="tid" value="([^"]+)"', html)
    emne = re.search(r'name="emne" value="([^"]+)"', html)[1]
    return act(browser, talk, "book", **({"key": key_in(html), "emne": emne, "tid": first} | said))


def test_time_is_two_clicks_away_and_stands_in_the_chat(scene, bents):
    talk = with_bent(scene.bent)
    html = seen(bents, talk)
    assert f'href="{reverse("inbox:book", args=[talk.thread.public_id])}"' in html
    answer = book(bents, talk)

    assert answer.url == reverse("inbox:thread", args=[talk.thread.public_id])
    made = Conversation.objects.get()
    assert (made.counsellor, made.booked_by, made.name) == (scene.bent, scene.bent, "Amal")
    event = Event.objects.get(thread=talk.thread, kind="booked")
    assert event.facts == {"conversation": made.public_id}
    assert event.words == ""
    page = citizen(talk).get(f"/chat/{talk.thread.public_id}/").content.decode()
    assert "En tid er booket" in page
    assert f"/chat/{talk.thread.public_id}/tid/?tid={made.public_id}" in page


def test_way_to_the_time_opens_for_the_talks_own_browser_alone(scene, bents):
    talk = with_bent(scene.bent)
    book(bents, talk)
    address = f"/chat/{talk.thread.public_id}/tid/"
    asked = {"tid": Conversation.objects.get().public_id}

    led = citizen(talk).get(address, asked)
    assert led.status_code == 302
    assert citizen(talk).get(led.url).status_code == 200
    stranger = citizen(with_bent(scene.bent))
    assert stranger.get(address, asked).status_code == 404
    [own] = [with_bent(scene.bent)]
    back = citizen(own).get(f"/chat/{own.thread.public_id}/tid/", asked)
    assert back.url == f"/chat/{own.thread.public_id}/"


def test_same_form_books_and_tells_once(scene, bents):
    talk = with_bent(scene.bent)
    html = seen(bents, talk, "book")
    data = {
        "key": key_in(html),
        "emne": re.search(r'name="emne" value="([^"]+)"', html)[1],
        "tid": re.search(r'name="tid" value="([^"]+)"', html)[1],
    }
    for _ in range(2):
        assert act(bents, talk, "book", **data).status_code == 303

    assert Conversation.objects.count() == 1
    assert talk.kinds.count("booked") == 1


def test_time_that_is_gone_books_nothing_and_tells_nothing(scene, bents):
    talk, other = with_bent(scene.bent), with_bent(scene.bent)
    html = seen(bents, talk, "book")
    taken = re.search(r'name="tid" value="([^"]+)"', html)[1]
    book(bents, other, tid=taken)
    answer = book(bents, talk, tid=taken)

    assert answer.status_code == 422
    assert Conversation.objects.count() == 1
    assert "booked" not in talk.kinds


def test_who_has_an_account_gets_the_letter_too(scene, bents):
    user = account("amal@example.org")
    talk = with_bent(scene.bent)
    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)
    book(bents, talk)

    assert Notice.objects.get(kind="conversation_booked").recipient == "amal@example.org"
    assert Conversation.objects.get().citizen == talk.fresh().citizen
    assert "amal@example.org" not in seen(bents, talk, "book")


def test_way_to_the_time_is_given_before_and_after_the_talk_is_deleted(scene, bents):
    talk = with_bent(scene.bent)
    book(bents, talk)
    way = manage_address(Conversation.objects.get())
    amal = citizen(talk)
    delete = reverse("chat:delete_as_citizen", args=[talk.thread.public_id])

    assert f'href="{way}"' in amal.get(delete).content.decode()
    after = amal.post(delete, follow=True).content.decode()
    assert "Din chat er slettet" in after
    assert f'href="{way}"' in after
    assert f'href="{way}"' not in amal.get(reverse("human")).content.decode()
    assert amal.get(way).status_code == 200


def test_deleting_a_talk_speaks_of_no_time_that_was_cancelled(scene, bents):
    talk = with_bent(scene.bent)
    book(bents, talk)
    made = Conversation.objects.get()
    cancel_conversation(conversation=made, now=NOW)
    delete = reverse("chat:delete_as_citizen", args=[talk.thread.public_id])

    assert manage_address(made) not in citizen(talk).get(delete).content.decode()
