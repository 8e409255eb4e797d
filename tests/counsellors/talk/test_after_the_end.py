"""The forms of a talk that has ended say so when they are opened, and lead on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from counsellors.chat.domain.ending import end_thread
from counsellors.letters.domain import write_letter
from counsellors.letters.models import Letter
from jobcenter.outbox.models import Notice
from tests.counsellors.chat.story import NOW, begin, hands_over
from tests.factories.counsellors import CounsellorFactory

from .story import address, works_here

pytestmark = pytest.mark.django_db(transaction=True)
GONE = 410


def read(answer, status: int = GONE) -> str:
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("page", ["inbox:pass_on", "inbox:bring_in", "inbox:book"])
def test_counsellor_who_opens_a_form_of_it_learns_it_before_filling_it_in(talk, page):
    browser = works_here(talk.bent)
    form = reverse(page, args=[talk.thread.public_id])
    assert "Chatten er slut" not in read(browser.get(form), 200)
    end_thread(seat=talk.amal, now=NOW)

    html = read(browser.get(form))
    assert "<h1>Chatten er slut</h1>" in html
    assert 'method="post"' not in html.partition('<main id="main"')[2].partition("</main>")[0]
    for way_on in (reverse("inbox:desk"), reverse("desk:book"), reverse("inbox:thread", args=[
        talk.thread.public_id,
    ])):  # fmt: skip
        assert f'href="{way_on}"' in html


@pytest.mark.parametrize("page", ["calls:call", "calls:keep_place"])
def test_citizen_who_would_rather_be_called_learns_it_at_once(amal, talk, page):
    form = reverse(page, args=[talk.thread.public_id])
    read(amal.get(form), 200)
    end_thread(seat=talk.at_work, now=NOW)

    html = read(amal.get(form))
    assert "<h1>Chatten er slut</h1>" in html
    for way_on in (reverse("human"), reverse("calls:begin"), address(talk, "talk")):
        assert f'href="{way_on}"' in html


@pytest.mark.parametrize("is_taken", [True, False])
def test_page_of_the_place_in_line_says_that_it_has_ended_and_leads_on(client, is_taken):
    talk = begin(taken=is_taken)
    client.cookies["chat"] = talk.secret
    page = reverse("line:place", args=[talk.thread.public_id])
    assert "Chatten er slut." not in read(client.get(page), 200)
    end_thread(seat=talk.amal, now=NOW)

    html = read(client.get(page), 200)
    assert "Chatten er slut." in html
    assert "er her til dig nu" not in html
    assert f'<a href="{reverse("human")}">Tal med et menneske</a>' in html


def test_where_a_call_is_changed_or_called_off_without_one_leads_to_the_same(amal, talk):
    end_thread(seat=talk.at_work, now=NOW)

    for page in ("calls:change", "calls:cancel"):
        answer = amal.get(reverse(page, args=[talk.thread.public_id]), follow=True)
        assert "<h1>Chatten er slut</h1>" in read(answer)


@pytest.mark.parametrize("door", ["as_citizen", "at_work"])
def test_mending_and_ending_say_it_too(amal, talk, door):
    is_amal = door == "as_citizen"
    seq = talk.write("Hej") if is_amal else talk.answer("Hej")
    browser = amal if is_amal else works_here(talk.bent)
    end_thread(seat=talk.amal, now=NOW)

    for form in (address(talk, "edit", door, seq=seq), address(talk, "end", door)):
        assert "<h1>Chatten er slut</h1>" in read(browser.get(form))
    # What is one's own can be taken back also then.
    assert browser.get(address(talk, "take_back", door, seq=seq)).status_code == 200


def test_card_is_not_answered_in_a_talk_that_has_ended(amal, talk):
    hands_over(talk, CounsellorFactory(centres=[talk.thread.centre]))
    page = reverse("inbox:answer_card", args=[talk.thread.public_id])
    assert 'name="svar"' in read(amal.get(page), 200)
    end_thread(seat=talk.amal, now=NOW)

    assert 'name="svar"' not in read(amal.get(page))


def test_no_mail_address_is_asked_for_where_no_answer_comes(amal, talk):
    write_letter(thread=talk.thread, mail="", now=NOW)
    page = reverse("letters:letter", args=[talk.thread.public_id])
    assert 'name="mail"' in read(amal.get(page), 200)
    end_thread(seat=talk.at_work, now=NOW)

    for answer in (amal.get(page), amal.post(page, {"mail": "amal@example.org"})):
        assert "<h1>Chatten er slut</h1>" in read(answer)
    assert Letter.objects.get().email == ""
    assert not Notice.objects.exists()


def test_form_that_was_open_when_it_ended_gives_back_what_was_typed(amal, talk):
    browser = works_here(talk.bent)
    end_thread(seat=talk.amal, now=NOW)

    dorte = CounsellorFactory(slug="dorte", centres=[talk.thread.centre])
    said = {"colleague": dorte.slug, "why": "Jeg skal til et møde.", "until": "", "key": "x"}
    answer = browser.post(reverse("inbox:pass_on", args=[talk.thread.public_id]), said)
    assert "Jeg skal til et møde." in read(answer, 422)
