"""The pages of a talk: whose they are, what comes after a number, and saying something twice."""

from __future__ import annotations

import pytest
from django.test import Client

from counsellors.chat.domain.writing import FORM
from counsellors.chat.views import doors
from counsellors.models import Event
from jobcenter.audit.models import Reading
from jobcenter.limits.models import Allowance
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import begin
from tests.factories.counsellors import CounsellorFactory

from .story import address, numbers, say, works_here

pytestmark = pytest.mark.django_db(transaction=True)


def test_inv8_page_holds_every_number_in_order(amal, talk):
    talk.write("Hej")
    talk.read(talk.answer())

    html = amal.get(address(talk, "talk")).content.decode()
    assert numbers(html) == [1, 2, 3, 4, 5]


def test_inv5_what_comes_after_a_number_is_what_a_fresh_page_has(amal, talk):
    """The page of before with the rows of after is the page of now."""
    before = amal.get(address(talk, "talk")).content.decode()
    talk.write("Hej")
    talk.answer("Hej Amal")
    rows = amal.get(address(talk, "events"), {"after": 2}).content.decode()
    now = amal.get(address(talk, "talk")).content.decode()

    assert numbers(before) + numbers(rows) == numbers(now) == [1, 2, 3, 4]
    assert 'data-after="2" data-last="4" data-at="4"' in rows
    assert "data-reset" not in rows
    assert "Hej Amal" in rows
    assert "<html" not in rows


@pytest.mark.parametrize("after", ["", "x", "-1", "٣", "9" * 40])
def test_inv5_number_that_is_none_is_the_beginning(amal, talk, after):
    rows = amal.get(address(talk, "events"), {"after": after}).content.decode()
    assert numbers(rows) == [1, 2]


def test_inv5_edit_carries_its_message_as_it_is_now(amal, talk):
    from django.utils import timezone

    from counsellors.chat.domain.writing import edit_message

    now = timezone.now()
    seq = talk.write("Hje", now=now)
    edit_message(seat=talk.amal, seq=seq, words="Hej igen", now=now)

    rows = amal.get(address(talk, "events"), {"after": seq}).content.decode()
    assert f'data-about="{seq}" data-became="changed" hidden' in rows
    assert "Hej igen" in rows
    whole = amal.get(address(talk, "talk")).content.decode()
    assert whole.count("Hej igen") == 1


def test_inv10_talk_of_somebody_else_does_not_exist(talk):
    clara, stranger = Client(), begin(bent=talk.bent)
    clara.cookies["chat"] = stranger.secret
    dorte = works_here(CounsellorFactory(centres=[begin().thread.centre]))

    for act in ("talk", "events"):
        assert clara.get(address(talk, act)).status_code == 404
        assert Client().get(address(talk, act)).status_code == 404
        assert dorte.get(address(talk, act, "at_work")).status_code == 404
    for act in ("say", "read", "delete"):
        assert clara.post(address(talk, act)).status_code == 404
    assert talk.fresh().last_seq == 2


def test_inv9_form_sent_twice_without_scripts_says_it_once(amal, talk):
    key = mint_form_key(form=FORM)
    answers = [say(amal, talk, data={"key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.url for answer in answers} == {address(talk, "talk") + "#e-3"}
    assert talk.words == ["Hej"]


def test_inv9_refused_form_keeps_the_words_and_gets_a_fresh_key(amal, talk):
    response = say(amal, talk, "Mit nummer er 070761-4285")

    html = response.content.decode()
    assert response.status_code == 422
    assert "Mit nummer er 070761-4285" in html
    assert '<mark dir="auto">070761-4285</mark>' in html
    assert talk.words == []


def test_number_that_is_only_like_one_is_sent_when_its_writer_says_so(amal, talk):
    html = say(amal, talk, "Ordre 0101011234").content.decode()
    assert '<input type="hidden" name="accepted" value="0101011234">' in html

    say(amal, talk, "Ordre 0101011234", data={"accepted": "0101011234"})
    assert talk.words == ["Ordre 0101011234"]


def test_live_answer_is_the_empty_form_with_the_number(amal, talk):
    response = say(amal, talk, headers={"HX-Request": "true"})

    html = response.content.decode()
    assert response.status_code == 200
    assert 'data-said="3"' in html
    assert "<html" not in html


def test_posting_over_the_net_costs_at_most_eight_queries(
    amal, talk, django_assert_max_num_queries
):
    key = mint_form_key(form=FORM)
    with django_assert_max_num_queries(8):
        amal.post(address(talk, "say"), {"words": "Hej", "key": key})
    assert Allowance.objects.count()


def test_what_was_written_is_text_and_links_and_nothing_else(amal, talk):
    talk.answer('<script>x</script> https://hus.example.dk <b onclick="y">')

    html = amal.get(address(talk, "talk")).content.decode()
    assert "&lt;script&gt;x" in html
    assert '<a href="https://hus.example.dk" rel="nofollow">' in html
    assert "<b onclick" not in html


def test_reading_is_told_once_and_seen_by_the_other(amal, talk):
    seq = talk.answer()
    for _ in range(3):
        assert amal.post(address(talk, "read"), {"upto": seq}).status_code == 204

    assert Event.objects.get(thread=talk.thread, kind="read").about == seq


def test_deleting_now_takes_the_page_away(amal, talk):
    talk.write("Noget")
    assert amal.post(address(talk, "delete")).status_code == 303

    assert amal.get(address(talk, "talk")).status_code == 404
    assert not Event.objects.filter(words="Noget").exists()


def test_deleting_pressed_twice_at_once_leads_on_both_times(amal, talk, monkeypatch):
    """Both presses have found the talk before the first one has deleted it."""
    found = talk.fresh()
    monkeypatch.setattr(doors, "get_thread_of_citizen", lambda _request, _public_id: found)

    assert [amal.post(address(talk, "delete")).status_code for _ in range(2)] == [303, 303]


def test_somebody_without_a_nickname_is_you_to_themselves_and_a_guest_at_work(client):
    talk = begin(nickname="")
    talk.write("Hej")
    client.cookies["chat"] = talk.secret

    assert "<strong>Du</strong>" in client.get(address(talk, "talk")).content.decode()
    at_work = works_here(talk.bent).get(address(talk, "talk", "at_work")).content.decode()
    assert "<strong>Gæst</strong>" in at_work


def test_counsellor_reads_after_it_stands_in_the_log_once_for_a_look(talk):
    talk.write("Jeg er Amal")
    browser = works_here(talk.bent)
    for act in ("talk", "events", "events"):
        assert "Jeg er Amal" in browser.get(address(talk, act, "at_work")).content.decode()

    reading = Reading.objects.get()
    assert reading.citizen == talk.thread.public_id
    assert reading.kinds == ["name", "messages"]
    assert reading.why == "house"


def test_colleague_who_looks_at_the_queue_is_written_down_each_time():
    waiting = begin(taken=False, words="Er der nogen?")
    browser = works_here(waiting.bent)
    for _ in range(2):
        browser.get(address(waiting, "talk", "at_work"))

    assert Reading.objects.count() == 2


def test_no_word_is_shown_while_the_read_log_cannot_be_written(talk):
    from django.db import connection

    talk.write("Jeg er Amal")
    browser = works_here(talk.bent)
    browser.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_readingmonth ADD CONSTRAINT out_of_order CHECK (false) NOT VALID"
        )
    try:
        for act in ("talk", "events"):
            assert "Amal" not in browser.get(address(talk, act, "at_work")).content.decode()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_readingmonth DROP CONSTRAINT out_of_order")


def test_counsellor_answers_from_the_desk(talk):
    browser = works_here(talk.bent)
    assert say(browser, talk, "Hej Amal", door="at_work").status_code == 303

    assert talk.after().events[-1].counsellor == talk.bent
