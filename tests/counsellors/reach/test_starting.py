"""A talk begins without an account: the form, sent once, twice, late, and in another language."""

from __future__ import annotations

import socket
from datetime import timedelta
from http.cookies import Morsel

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from counsellors.chat.enums import EventKind
from counsellors.duty.domain import go_on_duty
from counsellors.models import Event, Sighting, Thread
from counsellors.safety.domain.flooding import CALM_AT_LEAST
from jobcenter.limits.domain import Limit
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.chat.story import begin
from tests.counsellors.responsibility.story import account, choose
from tests.factories.centres import CentreFactory
from tests.jobcenter.journeys.houses import complete_house, words_of

from .story import CHAT, NOW, come, on_duty, said, start, talk_of, words_in

pytestmark = pytest.mark.django_db


def cookie_of(answer) -> Morsel:
    return answer.cookies[settings.CHAT_COOKIE_NAME]


def test_form_gives_the_browser_its_secret_before_anything_is_sent(client, house, bent):
    answer = client.get(CHAT)
    cookie = cookie_of(answer)

    assert answer.status_code == 303
    assert len(cookie.value) == 43
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == timedelta(days=30).total_seconds()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert cookie_of(page).value == cookie.value


def test_secret_travels_only_encrypted_where_the_house_is_real(client, house, bent, settings):
    settings.CHAT_COOKIE_SECURE = True
    assert cookie_of(client.get(CHAT))["secure"]


def test_secret_somebody_else_made_up_is_not_taken_over(client, house, bent):
    client.cookies["chat"] = "known-to-somebody"
    assert cookie_of(client.get(CHAT)).value != "known-to-somebody"


def test_browser_without_cookies_is_told_why_and_given_a_phone(house, bent):
    for address in (CHAT, f"{CHAT}?hus=havnehuset"):
        led = Client().get(address)
        answer = Client().get(led["Location"])
        assert answer.status_code == 200
        assert 'href="tel:+4570200000"' in answer.content.decode()
        assert "<textarea" not in answer.content.decode()


def test_talk_begins_with_first_words_a_name_and_a_house(client, house, bent):
    thread = talk_of(start(client, words="Jeg vil noget nyt"))

    assert (thread.centre, thread.nickname, thread.citizen) == (house, "Amal", None)
    assert bytes(thread.token_hash) == hash_of_link(client.cookies["chat"].value)
    assert words_in(thread) == ["Jeg vil noget nyt"]
    assert client.get(f"/chat/{thread.public_id}/").status_code == 200


def test_nothing_has_to_be_filled_in(client, house, bent):
    thread = talk_of(start(client, words="", nickname="", house=""))

    assert thread.centre == house
    assert words_in(thread) == []


def test_form_sent_twice_is_one_talk(client, house, bent):
    form = said(house="")
    first, second = start(client, form), client.post(CHAT, form)

    assert talk_of(first) == talk_of(second)
    assert Thread.objects.count() == 1


def test_form_sent_again_after_the_house_closed_still_finds_its_talk(client, house, bent, monday):
    form = said()
    thread = talk_of(start(client, form))
    monday.move_to(NOW + timedelta(hours=12))

    assert talk_of(client.post(CHAT, form)) == thread


def test_second_form_of_a_browser_that_waits_leads_back_and_loses_no_word(client, house, bent):
    thread = talk_of(start(client))
    answer = client.post(CHAT, said(words="Og en ting til"))
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Og en ting til</textarea>" in html
    assert f'action="/chat/{thread.public_id}/besked/"' in html
    key = html.split('name="key" value="')[1].split('"')[0]
    sent = client.post(f"/chat/{thread.public_id}/besked/", {"words": "Og en ting til", "key": key})
    assert sent.status_code == 303
    assert words_in(thread) == ["Hej", "Og en ting til"]


def test_second_form_without_words_leads_straight_back(client, house, bent):
    thread = talk_of(start(client))
    assert talk_of(client.post(CHAT, said(words=""))) == thread


def test_back_button_leads_on_to_the_talk_that_waits(client, house, bent):
    thread = talk_of(start(client))
    assert talk_of(client.get(CHAT)) == thread


def test_form_sent_again_after_everything_was_deleted_begins_nothing(client, house, bent):
    form = said()
    thread = talk_of(start(client, form))
    client.post(f"/chat/{thread.public_id}/slet/")
    answer = client.post(CHAT, form)

    assert answer.status_code == 422
    assert "Hej</textarea>" in answer.content.decode()
    assert Thread.objects.count() == 1


def test_form_that_is_too_old_keeps_the_words_and_gets_a_fresh_key(client, house, bent, monday):
    form = said(words="Det tog tid")
    come(client)
    monday.move_to(NOW + timedelta(days=3))
    go_on_duty(counsellor=bent, centre=house, now=NOW + timedelta(days=3))
    answer = client.post(CHAT, form)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Det tog tid</textarea>" in html
    key = html.split('name="key" value="')[1].split('"')[0]
    assert words_in(talk_of(client.post(CHAT, form | {"key": key}))) == ["Det tog tid"]


def test_form_in_danish_may_be_sent_in_english(client, house, bent):
    come(client)
    thread = talk_of(client.post(f"/en{CHAT}", said(language="en")))

    assert thread.page_language == "en"


def test_language_somebody_wants_is_told_to_whoever_answers(client, house, bent):
    thread = talk_of(start(client, language="ar"))

    joined = Event.objects.get(thread=thread, kind=EventKind.QUEUE_JOINED)
    assert (thread.page_language, joined.facts) == ("da", {"speaks": "ar"})


def test_whoever_is_here_first_is_the_house_with_the_shortest_line(client, house, bent):
    quiet = complete_house(name="Østhuset", counsellors=0)
    on_duty("Dorte", quiet)
    begin(taken=False, bent=bent)

    assert talk_of(start(client, house="")).centre == quiet


def test_somebody_who_speaks_the_language_comes_before_a_shorter_line(client, house):
    samira = on_duty("Samira", house, languages=["da", "ar"])
    on_duty("Dorte", complete_house(name="Østhuset", counsellors=0))
    begin(taken=False, bent=samira)

    assert talk_of(start(client, house="", language="ar")).centre == house


def test_closed_house_begins_no_talk_and_keeps_the_words(client, house, monday):
    come(client)
    monday.move_to(NOW + timedelta(hours=12))
    answer = client.post(CHAT, said(words="Er I der?"))

    assert answer.status_code == 422
    assert "Er I der?</textarea>" in answer.content.decode()
    assert not Thread.objects.exists()


def test_nobody_anywhere_begins_no_talk_and_keeps_the_words(client, house):
    answer = start(client, words="Er I der?", house="")

    assert answer.status_code == 422
    assert "Er I der?</textarea>" in answer.content.decode()


def test_closed_page_has_hours_phone_and_booking_and_the_box_is_a_letter(client, house, monday):
    monday.move_to(NOW + timedelta(hours=12))
    answer = client.get(f"/en{CHAT}", {"hus": "havnehuset"}, follow=True)
    words, html = words_of(answer), answer.content.decode()

    assert "The chat is closed. It opens Tuesday 8 December, 09:00" in words
    assert 'href="tel:+4570200000"' in html
    assert "/en/book/?hus=havnehuset" in html
    assert "Write a letter" in words
    assert "<textarea" in html


@pytest.mark.parametrize("house_said", ["findes-ikke", "stille"])
def test_house_that_cannot_be_chosen_is_a_mistake_that_is_named(client, house, bent, house_said):
    CentreFactory(slug="stille", has_chat=False)
    answer = start(client, house=house_said)

    assert answer.status_code == 422
    assert "Vælg et hus på listen" in answer.content.decode()


def test_cpr_number_is_refused_in_the_words_and_in_the_name(client, house, bent):
    for fields in ({"words": "Jeg er 010190-1234"}, {"nickname": "010190-1234"}):
        answer = start(client, **fields)
        assert answer.status_code == 422
    assert not Thread.objects.exists()


def test_number_that_may_be_a_cpr_number_can_be_sent_when_its_writer_says_so(client, house, bent):
    fields = {"words": "Ordre 0101901234"}
    answer = start(client, **fields)
    assert 'name="accepted" value="0101901234"' in answer.content.decode()

    assert words_in(talk_of(start(client, accepted="0101901234", **fields)))


def test_address_that_begins_too_many_talks_is_paused_and_keeps_the_words(
    client, house, bent, monkeypatch
):
    monkeypatch.setattr(
        "counsellors.chat.domain.starting.THREADS_PER_ADDRESS",
        Limit("chat.started", 1, timedelta(hours=1)),
    )
    assert start(client).status_code == 303
    answer = start(Client(), words="Mig også")

    assert answer.status_code == 422
    assert "Mig også</textarea>" in answer.content.decode()


def test_talk_of_somebody_logged_in_belongs_to_the_account(client, house, bent):
    amal = account("amal@example.org")
    client.force_login(amal)
    assert 'name="nickname"' not in come(client).content.decode()
    thread = talk_of(client.post(CHAT, said()))

    assert (thread.citizen.user, thread.token_hash) == (amal, None)
    assert client.get(f"/chat/{thread.public_id}/").status_code == 200
    assert Client().get(f"/chat/{thread.public_id}/").status_code == 404


def test_own_counsellor_is_asked_first(client, house, bent):
    amal = account("amal@example.org")
    choose(amal, bent)
    client.force_login(amal)
    assert "Bent er her, og vi spørger Bent først" in come(client).content.decode()
    thread = talk_of(client.post(CHAT, said()))

    assert (thread.first_asked, thread.team_from) == (bent, NOW + timedelta(minutes=3))


def test_account_that_waits_is_led_back_too(client, house, bent):
    client.force_login(account("amal@example.org"))
    thread = talk_of(start(client))

    assert talk_of(client.post(CHAT, said(words=""))) == thread
    assert Thread.objects.count() == 1


def test_form_of_a_browser_that_forgot_us_keeps_the_words(house, bent):
    answer = Client().post(CHAT, said(words="Jeg er her stadig"))

    assert answer.status_code == 422
    assert "Jeg er her stadig</textarea>" in answer.content.decode()
    assert len(cookie_of(answer).value) == 43


@pytest.mark.django_db(transaction=True)
def test_talk_begins_while_redis_is_dead(client, house, bent, settings):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
        assert words_in(talk_of(start(client))) == ["Hej"]


def test_form_costs_the_same_for_one_house_and_for_many(client, house, bent):
    costs = []
    for name in ("Dorte", "Erika"):
        come(client)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(CHAT, {"hus": "havnehuset"})
        costs.append(len(queries))
        on_duty(name, complete_house(counsellors=0))
    assert costs[0] == costs[1] <= 12


def test_browser_that_cannot_do_the_work_of_a_flood_is_offered_a_call(client, house, bent):
    Sighting.objects.bulk_create(
        Sighting(thread=f"t{n}", address_hash=b"x" * 32, has_account=False, at=timezone.now())
        for n in range(CALM_AT_LEAST + 1)
    )
    answer = start(client, words="Mine ord")
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Mine ord" in html
    assert f'class="btn" href="{reverse("calls:begin")}"' in html
    assert not Thread.objects.exists()
