"""Choosing, changing and leaving as people meet them: two clicks, no reason, nobody else's."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from counsellors.responsibility.domain.reading import own_responsibility
from tests.counsellors.conversations.story import NOW
from tests.counsellors.responsibility.story import ceiling, choose, offer, propose

pytestmark = pytest.mark.django_db

OWN = "/min-vejleder/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


@pytest.fixture
def browser(amal) -> Client:
    client = Client()
    client.force_login(amal)
    return client


def html(response) -> str:
    return response.content.decode()


def key_on(response) -> str:
    return re.search(r'name="key" value="([^"]+)"', html(response))[1]


def test_profile_leads_to_choosing_and_one_yes_is_enough(browser, bent, amal):
    address = reverse("responsibility:choose", args=[bent.slug])
    assert address in html(browser.get(f"/vejledere/{bent.slug}/"))

    form = browser.get(address)
    assert 'value="Amal"' in html(form)
    answer = browser.post(address, {"key": key_on(form), "name": "Amal"})

    assert (answer.status_code, answer["Location"]) == (303, OWN)
    assert own_responsibility(amal).counsellor == bent
    assert bent.name in html(browser.get(OWN))


def test_counsellor_who_meets_nobody_any_more_is_not_a_dead_end(browser, bent, amal):
    choose(amal, bent)
    bent.is_active = False
    bent.save(update_fields=["is_active"])

    for page in (html(browser.get(OWN)), html(browser.get(reverse("conversations:mine")))):
        assert "tager ikke imod lige nu" in page
        assert f"vejleder={bent.slug}" not in page
    page = html(browser.get(OWN))
    assert reverse("counsellors:profile", args=[bent.slug]) not in page
    assert reverse("responsibility:ask_for_handover") not in page
    assert reverse("responsibility:leave") in page


def test_somebody_not_logged_in_is_led_to_the_door_and_back(bent):
    address = reverse("responsibility:choose", args=[bent.slug])
    answer = Client().get(address)

    assert answer.status_code == 303
    assert f"next={address.replace('/', '%2F')}" in answer["Location"]


def test_choosing_without_a_name_is_refused_with_words(browser, bent, amal):
    address = reverse("responsibility:choose", args=[bent.slug])
    answer = browser.post(address, {"key": key_on(browser.get(address)), "name": " "})

    assert answer.status_code == 422
    assert 'id="errors"' in html(answer)
    assert own_responsibility(amal) is None


def test_leaving_is_two_clicks_from_my_conversations(browser, bent, amal):
    choose(amal, bent)
    assert OWN in html(browser.get("/mine-samtaler/"))
    leave = reverse("responsibility:leave")
    assert leave in html(browser.get(OWN))

    assert browser.post(leave).status_code == 303
    assert own_responsibility(amal) is None


def test_full_counsellor_shows_the_next_free_colleague(browser, scene, bent, dorte, amal, clara):
    address = reverse("responsibility:choose", args=[bent.slug])
    before = browser.get(address)
    ceiling(scene.centre, 1)
    choose(clara, bent)

    for answer, status in (
        (browser.get(address), 200),
        (browser.post(address, {"key": key_on(before), "name": "Amal"}), 422),
    ):
        assert answer.status_code == status
        assert dorte.name in html(answer)
        assert reverse("responsibility:choose", args=[dorte.slug]) in html(answer)
    assert own_responsibility(amal) is None


def test_colleague_who_is_full_too_is_not_shown(browser, scene, bent, dorte, clara):
    ceiling(scene.centre, 1)
    choose(clara, bent)
    choose(scene_account(), dorte)

    assert dorte.name not in html(browser.get(reverse("responsibility:choose", args=[bent.slug])))


def scene_account():
    from tests.counsellors.responsibility.story import account

    return account("dagny@example.org")


def test_offer_is_answered_on_my_conversations(browser, scene, bent, amal):
    made = offer(scene.book().conversation)
    answer = reverse("responsibility:answer_offer", args=[made.public_id])
    assert answer in html(browser.get("/mine-samtaler/"))

    browser.post(answer, {"svar": "ja"})
    browser.post(answer, {"svar": "ja"})

    assert own_responsibility(amal).counsellor == bent


def test_offer_and_card_of_somebody_else_do_not_exist(scene, bent, dorte, amal, clara):
    made = offer(scene.book().conversation)
    card = propose(choose(amal, bent).responsibility, dorte)
    stranger = Client()
    stranger.force_login(clara)

    for name, public_id in (
        ("answer_offer", made.public_id),
        ("answer_handover", card.public_id),
        ("answer_offer", "missing"),
    ):
        address = reverse(f"responsibility:{name}", args=[public_id])
        assert stranger.post(address, {"svar": "ja"}).status_code == 404
    assert own_responsibility(clara) is None


def test_card_is_read_before_it_is_answered(browser, bent, dorte, amal):
    card = propose(choose(amal, bent).responsibility, dorte)
    assert "Vi er i gang med en ansøgning." in html(browser.get(OWN))

    answer = browser.post(
        reverse("responsibility:answer_handover", args=[card.public_id]), {"svar": "ja"}
    )

    assert answer.status_code == 303
    assert own_responsibility(amal).counsellor == dorte


def test_card_that_no_longer_stands_is_refused_with_words(browser, scene, bent, dorte, amal):
    card = propose(choose(amal, bent).responsibility, dorte)
    address = reverse("responsibility:answer_handover", args=[card.public_id])
    browser.post(address, {"svar": "nej"})

    answer = browser.post(address, {"svar": "ja"})
    assert answer.status_code == 422
    assert own_responsibility(amal).counsellor == bent


def test_asking_to_be_handed_over_is_kept(browser, bent, amal):
    choose(amal, bent)
    browser.post(reverse("responsibility:ask_for_handover"))

    assert own_responsibility(amal).wishes_handover_since == NOW


def test_somebody_sooner_is_one_link_away_when_booking_with_ones_own(browser, scene, bent):
    query = {"emne": scene.topic.slug, "hus": scene.centre.slug, "form": "phone"}
    with_bent = browser.get(reverse("conversations:time", query=query | {"vejleder": bent.slug}))
    with_all = browser.get(reverse("conversations:time", query=query))

    assert "Nogen før" in html(with_bent)
    assert "Nogen før" not in html(with_all)


@pytest.mark.parametrize("offers", [1, 3])
def test_own_page_asks_the_same_number_of_questions(
    browser, scene, bent, amal, offers, django_assert_num_queries
):
    choose(amal, bent)
    for n in range(offers):
        made_by = scene.colleague(slug=f"kollega-{n}", first_name="Kirsten")
        offer(scene.book(counsellor=made_by.slug).conversation) if n == 0 else offer_from(
            made_by, amal
        )
    with django_assert_num_queries(6):
        browser.get(OWN)


def offer_from(counsellor, user):
    from counsellors.models import Offer

    return Offer.objects.create(
        counsellor=counsellor, citizen=user.citizen, name="Amal", made_at=NOW
    )
