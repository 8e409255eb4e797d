"""The page every "talk to a human" leads to: who is here, which house is meant, what is open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.duty.domain import go_on_duty
from counsellors.models import Thread
from jobcenter.centres.models import OpeningException
from tests.counsellors.chat.story import begin
from tests.counsellors.responsibility.story import account, choose
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.jobcenter.journeys.houses import complete_house, words_of

from .story import CHAT, DOOR, NOW, on_duty

pytestmark = pytest.mark.django_db
NIGHT = timedelta(hours=12)


def door(client, **query: str) -> str:
    return words_of(client.get(f"/en{DOOR}", query))


def html_of(client, **query: str) -> str:
    return client.get(DOOR, query).content.decode()


def test_whoever_is_here_is_shown_with_face_name_and_languages(client, house):
    bent = on_duty("Bent", house, languages=["da", "ar"], portrait_seed="man beard")
    html = html_of(client, hus="havnehuset")

    assert "Her lige nu i Havnehuset" in html
    assert f">{bent.name}</a>" in html
    assert '<bdi lang="ar">العربية</bdi>' in html
    assert f'href="{CHAT}?hus=havnehuset"' in html


def test_nobody_is_shown_who_is_gone(client, house, bent, monday):
    monday.shift(timedelta(minutes=3))

    assert bent.name not in html_of(client, hus="havnehuset")
    assert "The chat is open, but nobody is at it right now." in door(client, hus="havnehuset")


def test_closed_house_says_when_its_chat_opens_and_offers_no_talk_there(client, house, monday):
    monday.move_to(NOW + NIGHT)
    words = door(client, hus="havnehuset")

    assert "The chat is closed. It opens Tuesday 8 December, 09:00" in words
    assert "Write with us" not in words
    assert "70 20 00 00" in words


def test_day_with_other_hours_is_believed_before_the_week(client, house):
    OpeningException.objects.create(centre=house, on_date=NOW.date(), minutes=None)

    assert "The chat is closed. It opens Tuesday" in door(client, hus="havnehuset")


def test_somebody_on_duty_counts_also_outside_the_hours(client, house, monday):
    monday.move_to(NOW + NIGHT)
    bent = CounsellorFactory(centres=[house])
    go_on_duty(counsellor=bent, centre=house, now=NOW + NIGHT)

    assert "Here now at Havnehuset" in door(client, hus="havnehuset")


def test_another_open_house_answers_for_one_in_which_nobody_is(client, house):
    on_duty("Dorte", complete_house(name="Fyrhuset", counsellors=0), languages=["da", "en"])

    assert "Somebody at Fyrhuset answers instead." in door(client, hus="havnehuset")


def test_house_without_a_chat_says_so(client, house):
    CentreFactory(name="Stillehuset", slug="stille", has_chat=False)

    assert "This house has no chat. Call or come by." in door(client, hus="stille")


def test_line_of_a_house_is_told(client, house, bent):
    for _number in range(2):
        begin(taken=False, bent=bent)

    assert "2 people wait before you." in door(client, hus="havnehuset")


def test_nobody_waiting_is_told_too(client, house, bent):
    assert "Nobody waits before you." in door(client, hus="havnehuset")


def test_without_a_choice_all_who_are_here_are_shown_and_no_house_is_guessed(client, house, bent):
    dorte = on_duty("Dorte", complete_house(name="Fyrhuset", counsellors=0))
    html = html_of(client)

    assert f">{bent.name}</a>" in html
    assert f">{dorte.name}</a>" in html
    assert f'href="{CHAT}"' in html


def test_nobody_anywhere_is_said_with_the_other_ways(client, house):
    words = door(client)

    assert "Nobody is at the chat right now" in words
    assert "70 20 00 00" in words


def test_nearest_house_to_a_place_is_the_one_that_is_shown(client, house, bent):
    complete_house(name="Anker", latitude=55.1, longitude=14.7, counsellors=0)

    assert "Here now at Havnehuset" in door(client, sted="8000")


def test_house_that_does_not_exist_is_as_good_as_none(client, house, bent):
    assert "Here now Write with us Havnehuset" in door(client, hus="findes-ikke")


def test_chosen_house_stands_on_top_of_the_list(client, house):
    for name in ("Anker", "Bakken"):
        complete_house(name=name, counsellors=0)
    html = html_of(client, hus="havnehuset")

    assert html.index('<li id="havnehuset">') < html.index(">Anker</a>")


def test_own_counsellor_comes_first_and_it_is_said_what_happens_next(client, house, bent):
    amal = account("amal@example.org")
    choose(amal, bent)
    client.force_login(amal)
    words = door(client)

    assert "Your counsellor is Bent Østergaard Here now We ask Bent first." in words
    assert "within 3 minutes, somebody else in the house does." in words
    assert "Here now at Havnehuset" in words


def test_own_counsellor_who_is_not_here_is_shown_with_a_way_to_them(client, house):
    gitte = CounsellorFactory(first_name="Gitte", slug="gitte", centres=[house])
    on_duty("Bent", house)
    amal = account("amal@example.org")
    choose(amal, gitte)
    client.force_login(amal)
    html = html_of(client)

    assert "Gitte er her ikke lige nu" in html
    assert "?vejleder=gitte" in html
    assert "Her lige nu i Havnehuset" in html


def test_browser_with_a_talk_is_led_back_to_it_and_no_other_browser_is(client, house, bent):
    talk = begin(bent=bent)
    address = f"/chat/{talk.thread.public_id}/"
    assert address not in html_of(client)

    client.cookies["chat"] = talk.secret
    answer = client.get(DOOR)
    assert address in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_talk_that_ended_is_not_offered(client, house, bent):
    talk = begin(bent=bent)
    Thread.objects.update(ended_at=NOW)
    client.cookies["chat"] = talk.secret

    assert f"/chat/{talk.thread.public_id}/" not in html_of(client)


def test_house_of_the_latest_talk_is_the_one_that_is_meant(client, house, bent):
    on_duty("Dorte", complete_house(name="Anker", counsellors=0))
    client.cookies["chat"] = begin(bent=bent).secret

    assert "Here now at Havnehuset" in door(client)


@pytest.mark.parametrize("people", [1, 3])
def test_page_of_a_house_costs_the_same_whoever_is_there(
    client, house, people, django_assert_num_queries
):
    for number in range(people):
        on_duty(f"Vejleder{'abc'[number]}", house)
        complete_house(counsellors=0)
    with django_assert_num_queries(8):
        client.get(DOOR, {"hus": "havnehuset"})


def test_page_of_a_house_in_which_nobody_is_stays_within_twelve_queries(
    client, house, django_assert_max_num_queries
):
    on_duty("Dorte", complete_house(name="Fyrhuset", counsellors=0))
    with django_assert_max_num_queries(12):
        client.get(DOOR, {"hus": "havnehuset"})
