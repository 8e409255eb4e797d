"""Logging in later: a talk of the browser becomes one's own by an explicit yes, and only so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from counsellors.chat.domain.ending import end_thread
from counsellors.models import Thread
from tests.counsellors.chat.story import NOW
from tests.counsellors.responsibility.story import account
from tests.counsellors.talk.story import works_here

from .story import LEAVE, talk_of

pytestmark = pytest.mark.django_db
MINE = reverse("conversations:mine")
OFFER = "Denne browser har en chat"


@pytest.fixture
def amal(client, talk):
    client.cookies["chat"] = talk.secret
    client.force_login(account("amal@example.org"))
    return client


def claim_of(talk) -> str:
    return reverse("reach:claim", args=[talk.thread.public_id])


def shows(client, address: str) -> str:
    return client.get(address).content.decode()


def test_logging_in_claims_nothing(amal, talk):
    amal.get(MINE)
    amal.get(f"/chat/{talk.thread.public_id}/")
    amal.get(claim_of(talk))

    assert talk.fresh().citizen is None


def test_own_page_asks_once_and_the_talk_until_there_is_an_answer(amal, talk):
    assert claim_of(talk) in shows(amal, MINE)
    assert OFFER not in shows(amal, MINE)
    for _ in range(2):
        assert OFFER in shows(amal, f"/chat/{talk.thread.public_id}/")


def test_question_shows_no_word_of_the_talk(amal, talk):
    talk.write("Noget privat")
    html = shows(amal, claim_of(talk)) + shows(amal, MINE)

    assert "Noget privat" not in html
    assert talk.bent.name in html


def test_yes_makes_the_talk_the_accounts_and_the_cookie_opens_it_no_more(amal, talk):
    assert talk_of(amal.post(claim_of(talk), {"svar": "ja"})) == talk.thread

    assert talk.fresh().citizen.user.email == "amal@example.org"
    assert amal.get(f"/chat/{talk.thread.public_id}/").status_code == 200
    left = Client()
    left.cookies["chat"] = talk.secret
    assert left.get(f"/chat/{talk.thread.public_id}/").status_code == 404


def test_yes_pressed_twice_is_one_yes(amal, talk):
    for _ in range(2):
        assert talk_of(amal.post(claim_of(talk), {"svar": "ja"})) == talk.thread
    assert talk.kinds.count("claimed") == 1


def test_no_leaves_the_talk_as_it_is_and_is_not_asked_again(amal, talk):
    assert talk_of(amal.post(claim_of(talk), {"svar": "nej"})) == talk.thread

    assert talk.fresh().citizen is None
    assert OFFER not in shows(amal, MINE)
    assert OFFER not in shows(amal, f"/chat/{talk.thread.public_id}/")
    assert amal.get(f"/chat/{talk.thread.public_id}/").status_code == 200


@pytest.mark.parametrize("said", [{}, {"svar": ""}, {"svar": "JA"}])
def test_anything_but_yes_is_no(amal, talk, said):
    amal.post(claim_of(talk), said)
    assert talk.fresh().citizen is None


def test_next_person_at_the_same_computer_is_asked_whether_it_is_theirs(client, talk):
    """Amal went without a word to the browser. Clara says no, and has taken nothing."""
    client.cookies["chat"] = talk.secret
    client.force_login(account("clara@example.org"))
    assert "Var det en anden, der brugte computeren?" in shows(client, claim_of(talk))
    client.post(claim_of(talk), {"svar": "nej"})

    amal = Client()
    amal.cookies["chat"] = talk.secret
    assert amal.get(f"/chat/{talk.thread.public_id}/").status_code == 200


def test_second_account_cannot_claim_what_the_first_one_has(amal, talk):
    amal.post(claim_of(talk), {"svar": "ja"})
    clara = Client()
    clara.cookies["chat"] = talk.secret
    clara.force_login(account("clara@example.org"))

    assert clara.get(claim_of(talk)).status_code == 404
    assert clara.post(claim_of(talk), {"svar": "ja"}).status_code == 404
    assert talk.fresh().citizen.user.email == "amal@example.org"


def test_account_without_the_secret_cannot_claim(client, talk):
    client.force_login(account("clara@example.org"))

    assert client.post(claim_of(talk), {"svar": "ja"}).status_code == 404
    assert OFFER not in shows(client, MINE)


def test_somebody_not_logged_in_is_led_to_the_door_and_back(client, talk):
    client.cookies["chat"] = talk.secret
    answer = client.get(claim_of(talk))

    assert answer["Location"].startswith(reverse("account_login"))
    assert talk.thread.public_id in answer["Location"]


def test_counsellor_is_never_asked_whether_a_talk_is_theirs(talk):
    browser = works_here(talk.bent)
    assert OFFER not in shows(browser, f"/vejleder/chat/{talk.thread.public_id}/")


def test_talk_that_is_claimed_stands_on_ones_own_page(amal, talk):
    amal.post(claim_of(talk), {"svar": "ja"})
    assert f'href="/chat/{talk.thread.public_id}/"' in shows(amal, MINE)


def test_logging_out_says_what_goes_and_offers_to_keep_or_delete(amal, talk):
    html = shows(amal, reverse("account_logout"))

    assert OFFER in html
    assert claim_of(talk) in html
    assert f"/chat/{talk.thread.public_id}/slet/" in html


def test_logging_out_makes_the_browser_forget_the_talk(amal, talk):
    answer = amal.post(reverse("account_logout"))

    assert answer.cookies["chat"].value == ""
    assert amal.get(f"/chat/{talk.thread.public_id}/").status_code == 404
    assert Thread.objects.filter(pk=talk.thread.pk, erased_at=None).exists()


def test_shared_computer_can_be_told_to_forget_without_an_account(client, talk):
    client.cookies["chat"] = talk.secret
    assert f"/chat/{talk.thread.public_id}/slet/" in shows(client, LEAVE)
    answer = client.post(LEAVE)

    assert answer.status_code == 303
    assert client.get(f"/chat/{talk.thread.public_id}/").status_code == 404
    assert talk.fresh().ended_at is None


def test_shared_computer_shows_what_it_could_still_open_of_a_talk_that_has_ended(client, talk):
    client.cookies["chat"] = talk.secret
    assert "Slut, og slet hvert ord" in shows(client, LEAVE)
    end_thread(seat=talk.at_work, now=NOW)

    html = shows(client, LEAVE)
    assert "Den er slut." in html
    assert "Slet hvert ord" in html
    assert "Slut, og slet hvert ord" not in html
    assert "Huset har den, indtil den bliver slettet" in html
    client.post(f"/chat/{talk.thread.public_id}/slet/")
    html = shows(client, LEAVE)
    assert "Denne browser husker ingen chat" in html
    assert "Glem den" not in html


def test_looking_at_a_talk_lets_the_secret_live_as_long_as_the_talk(client, talk):
    client.cookies["chat"] = talk.secret
    cookie = client.get(f"/chat/{talk.thread.public_id}/").cookies["chat"]

    assert (cookie.value, cookie["max-age"]) == (talk.secret, 30 * 24 * 60 * 60)
