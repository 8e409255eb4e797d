"""Changing one's own message for a quarter of an hour, and taking it back at any time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.writing import MENDED_WITHIN, redact_message
from counsellors.models import Event

from .story import address, works_here

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = MENDED_WITHIN + timedelta(minutes=1)


def said(talk, seq: int) -> Event:
    return Event.objects.get(thread=talk.thread, seq=seq)


def test_edit_page_holds_the_words_as_they_are(amal, talk):
    seq = talk.write("Jeg komer kl. 9", now=timezone.now())

    html = amal.get(address(talk, "edit", seq=seq)).content.decode()
    assert re.search(r"<textarea[^>]*>\s*Jeg komer kl. 9</textarea>", html)


def test_edit_changes_the_words_and_leads_back_to_them(amal, talk):
    seq = talk.write("Jeg komer kl. 9", now=timezone.now())

    answer = amal.post(address(talk, "edit", seq=seq), {"words": "Jeg kommer kl. 9"})
    assert (answer.status_code, answer.url.split("#")[1]) == (303, f"e-{seq}")
    assert said(talk, seq).words == "Jeg kommer kl. 9"
    assert talk.kinds[-1] == "edit"


def test_same_words_again_are_no_change_however_often_the_form_is_sent(amal, talk):
    seq = talk.write("Jeg komer kl. 9", now=timezone.now())
    for _ in range(2):
        amal.post(address(talk, "edit", seq=seq), {"words": "Jeg kommer kl. 9"})

    assert talk.kinds.count("edit") == 1


def test_live_edit_answers_with_the_place_to_write(amal, talk):
    seq = talk.write("Jeg komer kl. 9", now=timezone.now())
    live = {"HX-Request": "true"}

    form = amal.get(address(talk, "edit", seq=seq), headers=live).content.decode()
    assert "data-mending" in form
    assert "<html" not in form
    done = amal.post(address(talk, "edit", seq=seq), {"words": "Jeg kommer"}, headers=live)
    assert f'data-said="{seq}"' in done.content.decode()


def test_edit_that_holds_a_cpr_number_keeps_the_words_and_changes_nothing(amal, talk):
    seq = talk.write("Hej", now=timezone.now())

    answer = amal.post(address(talk, "edit", seq=seq), {"words": "Det er 070761-4285"})
    assert answer.status_code == 422
    assert "Det er 070761-4285" in answer.content.decode()
    assert said(talk, seq).words == "Hej"


def test_page_that_stood_too_long_says_so_kindly(amal, talk):
    seq = talk.write("Hej", now=timezone.now() - LONG_AGO)

    html = amal.get(address(talk, "edit", seq=seq)).content.decode()
    assert "Du kan rette en besked i et kvarter." in html
    assert "<textarea" not in html
    late = amal.post(address(talk, "edit", seq=seq), {"words": "Noget andet"})
    assert late.status_code == 422
    assert "Noget andet" in late.content.decode()
    assert said(talk, seq).words == "Hej"


def test_link_to_change_goes_after_a_quarter_of_an_hour_and_the_one_to_take_back_stays(amal, talk):
    old = talk.write("Gammel", now=timezone.now() - LONG_AGO)
    new = talk.write("Ny", now=timezone.now())

    html = amal.get(address(talk, "talk")).content.decode()
    assert address(talk, "edit", seq=new) in html
    assert address(talk, "edit", seq=old) not in html
    assert address(talk, "take_back", seq=old) in html


def test_take_back_asks_first_and_leaves_a_tombstone(amal, talk):
    seq = talk.write("Det skulle jeg ikke have skrevet")

    asked = amal.get(address(talk, "take_back", seq=seq)).content.decode()
    assert "Det skulle jeg ikke have skrevet" in asked
    assert said(talk, seq).words
    amal.post(address(talk, "take_back", seq=seq))
    assert said(talk, seq).is_tombstone
    html = amal.get(address(talk, "talk")).content.decode()
    assert "Du trak beskeden tilbage" in html
    assert "Det skulle jeg ikke" not in html


def test_take_back_twice_leads_back_both_times(amal, talk):
    seq = talk.write("Hej")
    answers = [amal.post(address(talk, "take_back", seq=seq)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert talk.kinds.count("redaction") == 1


def test_message_taken_back_cannot_be_changed(amal, talk):
    seq = talk.write("Hej", now=timezone.now())
    redact_message(seat=talk.amal, seq=seq, now=timezone.now())

    html = amal.get(address(talk, "edit", seq=seq)).content.decode()
    assert "Den besked kan ikke ændres mere." in html
    assert amal.post(address(talk, "edit", seq=seq), {"words": "Nej"}).status_code == 422


def test_talk_that_has_ended_takes_no_change_and_gives_words_back(amal, talk):
    seq = talk.write("Hej", now=timezone.now())
    end_thread(seat=talk.at_work, now=timezone.now())

    answer = amal.post(address(talk, "edit", seq=seq), {"words": "Hej igen"})
    assert answer.status_code == 422
    assert "Chatten er slut" in answer.content.decode()
    assert amal.post(address(talk, "take_back", seq=seq)).status_code == 303
    assert said(talk, seq).is_tombstone


@pytest.mark.parametrize("act", ["edit", "take_back"])
def test_nobody_mends_what_somebody_else_said(amal, talk, act):
    mine, theirs = talk.write("Mit"), talk.answer("Dit")
    at_work = works_here(talk.bent)

    assert amal.get(address(talk, act, seq=theirs)).status_code == 404
    assert amal.post(address(talk, act, seq=theirs), {"words": "x"}).status_code == 404
    assert at_work.post(address(talk, act, "at_work", seq=mine)).status_code == 404
    assert Client().get(address(talk, act, seq=mine)).status_code == 404
    assert amal.get(address(talk, act, seq=1)).status_code == 404  # no message at all
    assert talk.words == ["Mit", "Dit"]
