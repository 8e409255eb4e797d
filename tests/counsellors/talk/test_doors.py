"""Taking a talk, ending it, deleting it, and what each costs."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from counsellors.chat.access import get_thread_at_work
from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.starting import take_thread
from counsellors.chat.domain.writing import FORM
from counsellors.chat.views import doors
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import NOW, begin
from tests.factories.counsellors import CounsellorFactory

from .story import address, say, works_here

pytestmark = pytest.mark.django_db(transaction=True)
LIVE = {"HX-Request": "true"}


def test_waiting_talk_is_taken_from_its_page(client):
    waiting = begin(taken=False, words="Er der nogen?")
    browser = works_here(waiting.bent)

    html = browser.get(address(waiting, "talk", "at_work")).content.decode()
    assert "<textarea" not in html
    assert address(waiting, "take", "at_work") in html
    answer = browser.post(address(waiting, "take", "at_work"))
    assert answer.status_code == 303
    assert waiting.fresh().counsellor == waiting.bent
    assert "<textarea" in browser.get(address(waiting, "talk", "at_work")).content.decode()


def test_colleague_who_was_quicker_is_told_of_and_nothing_changes():
    waiting = begin(taken=False)
    gitte = CounsellorFactory(centres=[waiting.thread.centre])
    browser = works_here(gitte)
    page = address(waiting, "take", "at_work")
    assert browser.get(address(waiting, "talk", "at_work")).status_code == 200
    take_thread(thread=waiting.thread, counsellor=waiting.bent, now=NOW)

    # Gone from her desk, as if it had never been there.
    assert browser.post(page).status_code == 404
    assert waiting.fresh().counsellor == waiting.bent


def test_quicker_colleague_between_looking_and_taking_is_told_of_in_words(monkeypatch):
    waiting = begin(taken=False)
    gitte = CounsellorFactory(centres=[waiting.thread.centre])
    browser = works_here(gitte)
    found = get_thread_at_work(gitte.user, waiting.thread.public_id)
    monkeypatch.setattr(doors, "get_thread_at_work", lambda _user, _public_id: found)
    take_thread(thread=waiting.thread, counsellor=waiting.bent, now=NOW)

    answer = browser.post(address(waiting, "take", "at_work"), follow=True)
    assert "En kollega var der først" in answer.content.decode()


@pytest.mark.parametrize("door", ["as_citizen", "at_work"])
def test_end_is_asked_once_more_and_then_done(amal, talk, door):
    browser = amal if door == "as_citizen" else works_here(talk.bent)

    assert browser.get(address(talk, "end", door)).status_code == 200
    assert talk.fresh().ended_at is None
    answers = [browser.post(address(talk, "end", door)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert talk.fresh().ended_at is not None
    assert talk.kinds.count("ended") == 1


def test_deletion_is_asked_once_more_and_says_what_happens(amal, talk):
    talk.write("Noget")

    html = amal.get(address(talk, "delete")).content.decode()
    assert "Ingen kan hente dem igen." in html
    assert talk.words == ["Noget"]
    done = amal.post(address(talk, "delete"), follow=True)
    assert "Din chat er slettet." in done.content.decode()
    assert amal.get(address(talk, "talk")).status_code == 404


def test_talk_that_is_over_can_still_be_deleted(amal, talk):
    talk.write("Noget")
    end_thread(seat=talk.at_work, now=NOW)

    amal.post(address(talk, "delete"))
    assert talk.fresh().erased_at


def test_nobody_at_work_deletes_a_talk_and_no_citizen_takes_one():
    for name in ("chat:delete_at_work", "chat:take_as_citizen"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=["x"])


def test_words_sent_after_the_end_are_given_back(amal, talk):
    end_thread(seat=talk.at_work, now=NOW)

    for more in ({}, {"headers": LIVE}):
        answer = say(amal, talk, "Lige en ting til", **more)
        assert answer.status_code == 422
        assert "Lige en ting til" in answer.content.decode()
        assert "blev ikke sendt" in answer.content.decode()


def test_too_long_a_message_comes_back_whole(amal, talk):
    words = "lang " * 1000

    answer = say(amal, talk, words)
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()
    assert "to dele" in answer.content.decode()


def test_plain_page_shows_what_is_new_and_says_what_was_seen(amal, talk):
    seq = talk.answer("Hej Amal")
    html = amal.get(address(talk, "talk")).content.decode()
    assert f'name="upto" value="{seq}"' in html

    answer = amal.post(address(talk, "read"), {"upto": seq, "show": "1"})
    assert (answer.status_code, answer.url) == (303, address(talk, "talk") + "#newest")
    assert talk.kinds[-1] == "read"


def test_loading_a_page_marks_nothing(amal, talk):
    talk.answer("Hej Amal")
    amal.get(address(talk, "talk"))

    assert "read" not in talk.kinds


@pytest.mark.parametrize("more", [{}, {"headers": LIVE}], ids=["plain", "live"])
def test_posting_costs_a_citizen_at_most_eight_queries(
    amal, talk, django_assert_max_num_queries, more
):
    key = mint_form_key(form=FORM)
    with django_assert_max_num_queries(8):
        assert say(amal, talk, data={"key": key}, **more).status_code in {200, 303}


def test_posting_costs_somebody_at_work_what_the_gate_of_staff_costs_and_no_more(
    talk, django_assert_max_num_queries
):
    """Session, account, factor, role and counsellor are asked before; the message is the same."""
    browser = works_here(talk.bent)
    say(browser, talk, door="at_work", headers=LIVE)
    with django_assert_max_num_queries(14):
        assert say(browser, talk, door="at_work", headers=LIVE).status_code == 200


@pytest.mark.parametrize("events", [1, 3, 30])
def test_what_is_new_costs_a_citizen_at_most_three_queries(
    amal, talk, django_assert_max_num_queries, events
):
    for _ in range(events):
        talk.answer()
    with django_assert_max_num_queries(3):
        amal.get(address(talk, "events"), {"after": 2})


@pytest.mark.parametrize("messages", [1, 3])
def test_page_costs_the_same_however_much_was_said(amal, talk, django_assert_num_queries, messages):
    for _ in range(messages):
        talk.write()
        talk.answer()
    amal.get(address(talk, "talk"))
    with django_assert_num_queries(6):
        amal.get(address(talk, "talk"))
