"""Writing a letter in a browser, and coming back to it by its link."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from counsellors.chat.domain.starting import FORM
from counsellors.letters.domain.links import secret_of
from counsellors.line.domain import rejoin
from counsellors.models import Letter, Thread
from jobcenter.outbox.models import Notice
from jobcenter.shared.secrets import hash_of_link
from jobcenter.submissions.domain import mint_form_key
from tests.factories.centres import CentreFactory, OpeningHoursFactory

pytestmark = pytest.mark.django_db(transaction=True)
MAIL = "amal@example.org"


@pytest.fixture
def house():
    made = CentreFactory(name="Åhuset", slug="aahuset")
    for weekday in range(1, 6):
        OpeningHoursFactory(centre=made, weekday=weekday, minutes=(540, 900))
    return made


def address() -> str:
    return reverse("letters:write")


def send(client, house, **more):
    form = {"words": "Mine ord", "house": house.slug, "mail": MAIL, "key": mint_form_key(form=FORM)}
    return client.post(address(), form | more)


def written(client, house) -> Letter:
    client.get(address())
    assert send(client, house).status_code == 303
    return Letter.objects.get()


def test_letter_is_written_and_its_promise_and_address_are_said(client, house):
    page = client.get(f"{address()}?hus=aahuset").content.decode()
    assert "Åhuset" in page

    letter = written(client, house)

    shown = client.get(reverse("letters:letter", args=[letter.thread.public_id])).content.decode()
    assert MAIL in shown
    assert letter.thread.waits_as == "letter"


def test_browser_without_its_cookie_keeps_the_words_and_sends_them_once_more(client, house):
    key = mint_form_key(form=FORM)
    first = send(client, house, key=key)
    assert first.status_code == 422
    assert "Mine ord" in first.content.decode()
    assert not Thread.objects.exists()

    assert send(client, house, key=key).status_code == 303
    assert send(client, house, key=key).status_code == 303
    assert Thread.objects.count() == 1


def test_box_of_the_chat_goes_on_as_a_letter_with_every_word(client, house):
    begun = {"words": "Mine ord", "nickname": "Amal", "house": house.slug, "language": "da"}

    page = client.post(address(), begun | {"key": mint_form_key(form=FORM)})

    assert page.status_code == 200
    html = page.content.decode()
    assert "Mine ord" in html
    assert 'value="Amal"' in html
    assert f'value="{house.slug}" selected' in html
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"mail": "amal@"}, "amal@"), ({"words": ""}, MAIL), ({"words": "010180-1232"}, "010180")],
)
def test_what_is_not_right_is_said_and_nothing_typed_is_lost(client, house, wrong, words):
    client.get(address())

    answer = send(client, house, **wrong)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Thread.objects.exists()


def test_link_opens_the_talk_in_another_browser_after_the_button_only(client, house):
    letter, other = written(client, house), Client()
    link = reverse("letters:open", args=[secret_of(letter)])
    talk = reverse("chat:talk_as_citizen", args=[letter.thread.public_id])

    assert other.get(link).status_code == 200
    assert settings.CHAT_COOKIE_NAME not in other.cookies
    assert other.get(talk).status_code == 404
    assert client.get(talk).status_code == 200

    assert other.post(link).status_code == 303
    cookie = other.cookies[settings.CHAT_COOKIE_NAME]
    assert cookie["httponly"]
    assert "Mine ord" in other.get(talk).content.decode()
    assert client.get(talk).status_code == 404
    assert bytes(Thread.objects.get().token_hash) == hash_of_link(cookie.value)


def test_stranger_whose_address_was_typed_stops_the_mails(client, house):
    letter = written(client, house)
    link = reverse("letters:open", args=[secret_of(letter)])

    Client().post(reverse("letters:stop", args=[secret_of(letter)]))

    assert Client().get(link).status_code == 404
    letter.refresh_from_db()
    assert (letter.email, letter.link_hash) == ("", None)


def test_address_is_put_right_on_the_page_of_the_letter(client, house):
    letter = written(client, house)
    page = reverse("letters:letter", args=[letter.thread.public_id])

    assert client.post(page, {"mail": "amal@"}).status_code == 422
    client.post(page, {"mail": "Rigtig@Example.org"})

    letter.refresh_from_db()
    assert letter.email == "rigtig@example.org"
    assert Notice.objects.filter(kind="letter_received").count() == 2
    assert Client().get(page).status_code == 404


def test_address_put_right_by_somebody_back_in_line_costs_no_place(client, house):
    letter = written(client, house)
    rejoin(thread=letter.thread, now=timezone.now())
    page = reverse("letters:letter", args=[letter.thread.public_id])
    talk = reverse("chat:talk_as_citizen", args=[letter.thread.public_id])

    assert "Du står i køen og beholder din plads" in client.get(page).content.decode()
    assert "Det venter som et brev" not in client.get(talk).content.decode()
    assert client.post(page, {"mail": "rigtig@example.org"}).status_code == 303
    assert Thread.objects.in_line().get() == letter.thread
    letter.refresh_from_db()
    assert letter.email == "rigtig@example.org"


def test_pages_hold_no_script_or_style_of_their_own(client, house):
    for path in (address(), reverse("safety:blocked")):
        page = client.get(path).content.decode()
        assert not re.search(r"<script>|<style|style=|onclick=", page)


def test_no_house_is_chosen_for_who_did_not_choose(client, house):
    CentreFactory(name="Broen", slug="broen")
    page = client.get(address()).content.decode()
    assert '<option value="" selected>Vælg</option>' in page

    form = {"words": "Mine ord", "house": "", "mail": MAIL, "key": mint_form_key(form=FORM)}
    answer = client.post(address(), form)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Vælg et hus på listen." in html
    assert "Mine ord" in html
    assert not Letter.objects.exists()
