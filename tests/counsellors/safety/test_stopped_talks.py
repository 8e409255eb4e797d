"""A block in a talk that goes on: nothing more is said, and until when and why are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from counsellors.chat.domain.ending import end_and_delete, end_thread
from counsellors.chat.domain.stopping import let_write_again, stop_writer
from counsellors.models import Attachment, Block, CallBack, Event, Sighting
from counsellors.safety.domain import address_hash_of
from tests.counsellors.chat.story import DAY, NOW, begin
from tests.counsellors.files.story import upload
from tests.counsellors.files.test_pages import post
from tests.counsellors.talk.story import address, say, works_here
from tests.factories.counsellors import CounsellorFactory

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "Du har truet en vejleder."
PAUSED = "Du kan skrive herfra igen"
LIBRARY = "203.0.113.7"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def talk():
    return begin(words="Truslen")


def browser_of(talk, *, at: str = "127.0.0.1") -> Client:
    browser = Client(REMOTE_ADDR=at)
    browser.cookies["chat"] = talk.secret
    return browser


def stop(talk, **more) -> Block:
    said = {"reason": WHY, "lasts": timedelta(days=7), "by": talk.bent, "now": NOW} | more
    return stop_writer(thread=talk.fresh(), **said)


def stops(talk) -> list[dict]:
    return [event.facts for event in talk.after().events if event.kind == "stopped"]


def page_of(talk, **more) -> str:
    return browser_of(talk, **more).get(address(talk, "talk")).content.decode()


def test_talk_tells_until_when_and_not_why(talk):
    stop(talk)

    assert stops(talk) == [{"state": "stopped", "until": (NOW + 7 * DAY).isoformat()}]
    event = Event.objects.filter(thread=talk.thread).latest("seq")
    assert (event.side, event.counsellor, event.words) == ("house", None, "")


def test_place_to_write_says_why_until_when_and_how_to_object(talk):
    stop(talk)
    html = page_of(talk)

    assert WHY in html
    assert "8. december" in html
    assert reverse("safety:blocked") in html
    assert "<textarea" not in html
    piece = browser_of(talk).get(address(talk, "talk"), headers={"HX-Request": "true"})
    assert WHY in piece.content.decode()
    assert (
        "De kan ikke skrive før"
        in works_here(talk.bent).get(address(talk, "talk", "at_work")).content.decode()
    )


def test_talk_offers_no_call_to_who_may_not_write_and_keeps_one_that_was_promised(talk):
    asks = reverse("calls:call", args=[talk.thread.public_id])
    assert asks in page_of(talk)
    stop(talk)
    assert asks not in page_of(talk)

    CallBack.objects.create(
        thread=talk.thread, centre=talk.thread.centre, phone="+4520304050", chosen_at=NOW,
        until=NOW + DAY,
    )  # fmt: skip
    assert asks in page_of(talk)


def test_words_on_the_way_are_refused_with_the_reason_and_stay(talk):
    stop(talk)
    answer = say(browser_of(talk), talk, "Mine ord")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert WHY in html
    assert "Mine ord" in html
    assert talk.words == ["Truslen"]


def test_files_are_refused_as_words_are(talk):
    stop(talk)

    assert post(browser_of(talk), talk, upload()).status_code == 422
    assert not Attachment.objects.exists()


def test_talk_tells_when_they_can_write_again(talk):
    block = stop(talk)
    assert let_write_again(block=block, by=talk.bent, now=NOW)
    assert not let_write_again(block=block, by=talk.bent, now=NOW)

    assert [one["state"] for one in stops(talk)] == ["stopped", "lifted"]
    html = page_of(talk)
    assert "Du kan skrive igen" in html
    assert "<textarea" in html


def test_lifted_is_said_once_nothing_stops_them_any_more(talk):
    first, second = stop(talk), stop(talk)
    let_write_again(block=first, by=talk.bent, now=NOW)
    assert [one["state"] for one in stops(talk)] == ["stopped", "stopped"]
    let_write_again(block=second, by=talk.bent, now=NOW)

    assert stops(talk)[-1] == {"state": "lifted"}


def test_block_of_an_address_stops_the_talk_that_goes_on_there_and_no_other(talk):
    Sighting.objects.filter(thread=talk.thread.public_id).update(
        address_hash=address_hash_of(LIBRARY)
    )
    clara = begin(words="Hej")
    stop(talk, with_address=True)

    there, elsewhere = browser_of(clara, at=LIBRARY), browser_of(clara)
    assert PAUSED in page_of(clara, at=LIBRARY)
    assert WHY not in page_of(clara, at=LIBRARY)
    assert say(there, clara).status_code == 422
    assert PAUSED not in page_of(clara)
    assert say(elsewhere, clara).status_code == 303
    assert stops(clara) == []


def test_block_of_an_address_is_over_in_the_talk_when_its_day_is(talk, now):
    Sighting.objects.filter(thread=talk.thread.public_id).update(
        address_hash=address_hash_of(LIBRARY)
    )
    clara = begin(words="Hej")
    stop(talk, with_address=True)
    now.shift(DAY)

    assert say(browser_of(clara, at=LIBRARY), clara).status_code == 303


def test_who_has_ended_or_deleted_their_talk_is_stopped_all_the_same(talk):
    end_thread(seat=talk.amal, now=NOW)
    stop(talk)
    assert len(stops(talk)) == 1

    other = begin(words="Truslen")
    thread = other.fresh()
    end_and_delete(seat=other.amal, now=NOW)
    stop_writer(thread=thread, reason=WHY, lasts=DAY, by=other.bent, now=NOW)
    assert other.kinds == ["erased"]


def test_colleague_lifts_it_from_the_page_of_blocks(talk):
    block = stop(talk)
    gitte = works_here(CounsellorFactory(centres=[talk.thread.centre]))
    gitte.post(reverse("safety:lift", args=[block.public_id]))

    assert [one["state"] for one in stops(talk)] == ["stopped", "lifted"]
