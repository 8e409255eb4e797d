"""Taking, handing over, inviting, leaving, giving back: over the net, and what each is told."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse

from counsellors.duty.domain import go_on_duty
from counsellors.inbox.tasks import return_lent_talks
from counsellors.line.domain import return_what_is_due
from counsellors.models import Event, Thread, ThreadHandover
from tests.counsellors.chat.story import MINUTE, NOW, begin
from tests.factories.counsellors import CounsellorFactory

from .story import (
    act,
    citizen,
    desk,
    key_in,
    rows,
    seen,
    with_bent,
    works_here,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dortes(people):
    return works_here(people[1])


def hands_over(browser, talk, **said):
    data = {"colleague": "dorte", "why": "Jeg skal til møde.", "until": ""} | said
    return act(browser, talk, "pass_on", key=key_in(seen(browser, talk, "pass_on")), **data)


def test_first_to_answer_gets_the_chat_and_the_other_is_told_who_was_quicker(bent, bents, dortes):
    talk = with_bent(bent, taken=False, words="Er der nogen?")

    assert act(bents, talk, "take").url == reverse("inbox:thread", args=[talk.thread.public_id])
    slower = act(dortes, talk, "take")
    assert slower.url == reverse("inbox:desk")
    assert "Bent var et øjeblik hurtigere" in desk(dortes)
    assert talk.fresh().counsellor == bent


def test_taking_twice_is_taking_once(bent, bents):
    talk = with_bent(bent, taken=False)
    for _ in range(2):
        assert act(bents, talk, "take").url.endswith(f"/{talk.thread.public_id}/")

    assert talk.kinds == ["queue_joined", "taken"]


def test_chat_that_waits_at_another_house_cannot_be_taken(bents):
    elsewhere = begin(taken=False)

    assert act(bents, elsewhere, "take").status_code == 404
    assert elsewhere.fresh().counsellor is None


def test_card_is_seen_by_the_citizen_with_who_why_and_until_when(bent, bents, people, dortes):
    talk = with_bent(bent)
    go_on_duty(counsellor=people[1], centre=bent.centres.get(), now=NOW)
    assert hands_over(bents, talk, until="10.30").status_code == 303

    html = citizen(talk).get(f"/chat/{talk.thread.public_id}/").content.decode()
    for words in ("Dorte Lund svarer fra nu af", "Jeg skal til møde.", "kl. 10.30", "Et kort fra"):
        assert words in html
    assert f"/chat/{talk.thread.public_id}/kort/" in html
    assert rows(desk(dortes), "mine") == [talk.thread.public_id]
    assert "Dorte svarer" in desk(bents)


def test_card_promises_no_answer_here_from_somebody_who_is_not(bent, bents, dortes):
    talk = with_bent(bent)
    hands_over(bents, talk)
    assert "Dorte er her ikke lige nu og svarer" in desk(bents)

    html = citizen(talk).get(f"/chat/{talk.thread.public_id}/").content.decode()
    assert "Dorte Lund tager over" in html
    assert "Dorte er her ikke lige nu og svarer" in html
    assert "Har du givet os en mailadresse?" in html
    assert "svarer dig her" not in html
    assert "svarer fra nu af" not in html
    assert Event.objects.get(thread=talk.thread, kind="handover").facts.keys() == {"card", "state"}


@pytest.mark.parametrize("page", ["pass_on", "bring_in"])
def test_colleagues_who_are_here_stand_first_and_it_is_said(bent, bents, people, page):
    CounsellorFactory(first_name="Anna", last_name="Ask", centres=[bent.centres.get()])
    talk = with_bent(bent)
    names = r"<option[^>]*>([^<]+)</option>"
    assert re.findall(names, seen(bents, talk, page))[1:] == ["Anna Ask", "Dorte Lund"]

    go_on_duty(counsellor=people[1], centre=bent.centres.get(), now=NOW)
    assert re.findall(names, seen(bents, talk, page))[1:] == ["Dorte Lund, her nu", "Anna Ask"]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"colleague": ""}, "Vælg en kollega"),
        ({"colleague": "bent"}, "Vælg en af dine kolleger"),
        ({"why": " "}, "Skriv et par ord, så de ved hvorfor"),
        ({"until": "halv to"}, "er ikke et klokkeslæt"),
        ({"until": "8.00"}, "Den tid er forbi"),
        ({"why": "Det er 070761-4285"}, "070761-4285"),
    ],
)
def test_card_that_is_not_right_keeps_what_was_written(bent, bents, dortes, said, complaint):
    talk = with_bent(bent)
    answer = hands_over(bents, talk, **said)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert complaint in html
    assert said.get("why", "Jeg skal til møde.").strip() in html
    assert talk.fresh().counsellor == bent


def test_citizen_says_no_without_a_reason_and_the_first_one_is_back(bent, bents, dortes):
    talk = with_bent(bent)
    hands_over(bents, talk)
    amal = citizen(talk)
    page = amal.get(f"/chat/{talk.thread.public_id}/kort/").content.decode()
    assert "Er det fint, at Dorte svarer dig?" in page
    assert '<li class="tag" lang="da" dir="auto">Dansk</li>' in page

    assert amal.post(f"/chat/{talk.thread.public_id}/kort/", {"svar": "nej"}).status_code == 302
    assert talk.fresh().counsellor == bent
    html = amal.get(f"/chat/{talk.thread.public_id}/").content.decode()
    assert "Du vil hellere fortsætte med Bent" in html
    assert "De vil hellere fortsætte med Bent" in seen(bents, talk)


def test_citizen_says_yes_and_may_still_change_their_mind(bent, bents, dortes):
    talk = with_bent(bent)
    hands_over(bents, talk)
    amal = citizen(talk)
    address = f"/chat/{talk.thread.public_id}/kort/"
    amal.post(address, {"svar": "ja"})
    amal.post(address, {"svar": "ja"})

    assert ThreadHandover.objects.get().state == "fine"
    amal.post(address, {"svar": "nej"})
    assert talk.fresh().counsellor == bent
    assert "ikke noget at svare på" in amal.get(address).content.decode()


def test_answer_that_is_none_changes_nothing(bent, bents, dortes):
    talk = with_bent(bent)
    hands_over(bents, talk)
    before = talk.fresh().last_seq
    citizen(talk).post(f"/chat/{talk.thread.public_id}/kort/", {"svar": "måske"})

    assert talk.fresh().last_seq == before


def test_card_of_somebody_else_is_not_there(bent, bents, dortes):
    talk = with_bent(bent)
    hands_over(bents, talk)
    clara = citizen(with_bent(bent))

    assert clara.get(f"/chat/{talk.thread.public_id}/kort/").status_code == 404
    answer = clara.post(f"/chat/{talk.thread.public_id}/kort/", {"svar": "nej"})
    assert answer.status_code == 404
    assert ThreadHandover.objects.get().stands


def test_clockwork_brings_back_what_was_lent(bent, bents, dortes):
    talk = with_bent(bent)
    hands_over(bents, talk, until="10.30")
    with time_machine.travel(NOW + 31 * MINUTE, tick=False):
        return_lent_talks()
        return_lent_talks()

    assert talk.fresh().counsellor == bent
    html = citizen(talk).get(f"/chat/{talk.thread.public_id}/").content.decode()
    assert "Bent er tilbage, som aftalt" in html
    assert return_what_is_due(now=NOW + 31 * MINUTE) == 0


def test_invited_colleague_writes_along_and_leaves(bent, bents, people, dortes):
    talk = with_bent(bent)
    assert act(bents, talk, "bring_in", colleague="dorte").status_code == 303
    again = act(bents, talk, "bring_in", colleague="dorte")
    assert again.status_code == 422
    assert "allerede med" in again.content.decode()

    html = seen(dortes, talk)
    assert "Bent har inviteret dig med" in html
    act(dortes, talk, "say", words="Hej, jeg er Dorte", key=key_in(html))
    assert act(dortes, talk, "go").url == reverse("inbox:desk")
    seen_by_amal = citizen(talk).get(f"/chat/{talk.thread.public_id}/").content.decode()
    for words in ("Dorte er kommet med", "Hej, jeg er Dorte", "Dorte har forladt chatten"):
        assert words in seen_by_amal
    assert act(dortes, talk, "go").status_code == 404


def test_whose_chat_it_is_cannot_leave_it_by_the_guests_door(bent, bents):
    talk = with_bent(bent)
    assert act(bents, talk, "go").status_code == 404


def test_chat_put_back_stands_first_in_line_again(bent, bents):
    talk = with_bent(bent)
    later = with_bent(bent, taken=False)
    Thread.objects.filter(pk=later.thread.pk).update(started_at=NOW + MINUTE)
    act(bents, talk, "put_back")

    assert rows(desk(bents), "waiting") == [talk.thread.public_id, later.thread.public_id]
    html = citizen(talk).get(f"/chat/{talk.thread.public_id}/").content.decode()
    assert "Du er tilbage i køen på din gamle plads" in html


def test_what_stands_in_the_way_of_putting_back_is_said_in_the_chat(bent, bents):
    talk = with_bent(bent)
    with_bent(bent, taken=False, secret=talk.secret)
    answer = act(bents, talk, "put_back")

    assert answer.url == reverse("inbox:thread", args=[talk.thread.public_id])
    assert "venter allerede i en anden chat" in seen(bents, talk)
    assert talk.fresh().counsellor == bent


@pytest.mark.parametrize("page", ["inbox:say", "chat:say_at_work"])
def test_words_to_a_talk_that_went_to_a_colleague_are_given_back(bent, bents, people, page):
    talk = with_bent(bent)
    say = reverse(page, args=[talk.thread.public_id])
    key = key_in(seen(bents, talk))
    hands_over(bents, talk)

    answer = bents.post(say, {"words": "et halvt svar", "key": key})
    html = answer.content.decode()
    assert answer.status_code == 410
    assert "Dorte Lund har chatten nu" in html
    assert "et halvt svar</textarea>" in html
    assert f'href="{reverse("inbox:desk")}"' in html
    assert "Amal" not in html
    assert talk.words == []
    assert bents.post(say, {"words": ""}).status_code == 404
    elsewhere = works_here(begin().bent)
    assert elsewhere.post(say, {"words": "et halvt svar", "key": key}).status_code == 404
