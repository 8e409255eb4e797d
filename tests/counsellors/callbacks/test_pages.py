"""The pages of a call: the citizen's, and the counsellor's day."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from counsellors.callbacks.domain.asking import cancel_call, choose_window
from counsellors.callbacks.domain.calling import called, take_call
from counsellors.callbacks.models import CallBack
from counsellors.chat.domain.starting import take_thread
from counsellors.models import Thread
from jobcenter.audit.models import Reading
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.workday.story import DAY as MY_DAY
from tests.counsellors.workday.story import desk_of, html_of

from .story import HOUR, NOW, NUMBER, READ, ask, at, fresh, house, keep_place, told, value

pytestmark = pytest.mark.django_db
BEGIN = "/ring-mig-op/"


def browser_of(talk) -> Client:
    browser = Client()
    browser.cookies[settings.CHAT_COOKIE_NAME] = talk.secret
    return browser


@pytest.fixture
def amal(talk) -> Client:
    return browser_of(talk)


def of(talk, act="call"):
    return reverse(f"calls:{act}", args=[talk.thread.public_id])


def at_desk(call, act="at_work"):
    return reverse(f"calls:{act}", args=[call.public_id])


def key_in(html):
    return re.search(r'name="key" value="([^"]+)"', html)[1]


def send(browser, address, **said):
    key = key_in(html_of(browser.get(address)))
    return browser.post(address, said | {"key": key})


def test_anybody_asks_for_a_call_with_a_window_and_a_number_alone(centre, bent):
    browser = Client()
    answer = send(browser, BEGIN, window=value(at(13)), phone="20 30 40 50")

    thread = Thread.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/chat/{thread.public_id}/ring-op/"
    secret = browser.cookies[settings.CHAT_COOKIE_NAME]
    assert bytes(thread.token_hash) == hash_of_link(secret.value)
    assert secret["httponly"]
    html = html_of(browser.get(answer["Location"]))
    assert "kl. 13.00–15.00" in html
    assert READ in html


def test_number_of_a_person_is_no_name_and_the_rest_is_kept(centre, bent):
    said = {"window": value(at(13)), "phone": "20 30 40 50", "nickname": "Amal 010190-1234"}
    answer = send(Client(), BEGIN, **said)

    html = html_of(answer, 422)
    assert "Tag nummeret ud" in html
    assert 'value="20 30 40 50"' in html
    assert not Thread.objects.exists()


def test_form_sent_twice_leads_to_one_call(centre, bent):
    browser = Client()
    said = {"window": value(at(13)), "phone": "20304050"}
    said["key"] = key_in(html_of(browser.get(BEGIN)))

    first, second = (browser.post(BEGIN, said) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert CallBack.objects.count() == 1


def test_browser_that_keeps_no_secret_is_told_so(centre, bent):
    browser = Client()
    key = key_in(html_of(browser.get(BEGIN)))
    browser.cookies.clear()
    answer = browser.post(BEGIN, {"window": value(at(13)), "phone": "20304050", "key": key})

    assert "cookies" in html_of(answer, 422)
    assert not Thread.objects.exists()


def test_houses_are_chosen_from_where_there_are_several(centre, bent):
    there = house(name="Byhuset")
    html = html_of(Client().get(BEGIN))

    assert f"?hus={centre.slug}" in html
    assert f"?hus={there.slug}" in html


def test_whoever_has_a_talk_asks_in_it(talk, amal):
    assert amal.get(BEGIN)["Location"] == of(talk)
    send(amal, of(talk), window=value(at(13)), phone="+46 8 123 456 78")

    assert CallBack.objects.get().thread == talk.thread
    assert CallBack.objects.get().phone == "+46812345678"


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({}, "Vælg, hvornår"),
        ({"window": value(at(13)), "phone": "12"}, "er ikke et telefonnummer"),
        ({"window": value(at(13)), "phone": "90123456"}, "er ikke et telefonnummer"),
        ({"window": "2026-12-01T03:00Z", "phone": "20304050"}, "optaget"),
    ],
)
def test_what_is_missing_is_said_in_words_and_the_number_is_kept(talk, amal, said, complaint):
    html = html_of(send(amal, of(talk), **said), 422)

    assert complaint in html
    assert f'value="{said["phone"]}"' in html if said else "value" in html
    assert not CallBack.objects.exists()


def test_place_in_line_is_kept_with_a_number_alone(talk, amal):
    send(amal, of(talk, "keep_place"), phone="20304050")

    assert CallBack.objects.get().keeps_a_place
    assert "Din plads er holdt" in html_of(amal.get(of(talk)))


def test_another_time_needs_no_number_and_calling_off_no_reason(talk, amal):
    call = ask(talk)
    send(amal, of(talk, "change"), window=value(at(9, days=1)))
    assert fresh(call).starts_at == at(9, days=1)
    amal.get(of(talk, "cancel"))
    amal.post(of(talk, "cancel"))

    assert fresh(call).phone == ""
    assert told(talk.thread) == ["asked", "changed", "cancelled"]
    # Pressed twice, or from an old page.
    assert amal.post(of(talk, "cancel")).status_code == 303


def test_whoever_asked_for_it_reads_that_they_did_and_the_counsellor_reads_what_happened(
    talk, amal, desk
):
    ask(talk)
    choose_window(thread=talk.fresh(), window=value(at(9, days=1)), now=NOW)
    cancel_call(thread=talk.fresh(), now=NOW)
    own = html_of(amal.get(f"/chat/{talk.thread.public_id}/"))
    theirs = html_of(desk.get(f"/vejleder/chat/{talk.thread.public_id}/"))

    for said, told_to_others in (
        ("Du har bedt om et opkald", "Der er bedt om et opkald"),
        ("Du har valgt en ny tid til opkaldet", "Opkaldet har fået en ny tid"),
        ("Du har meldt afbud til opkaldet", "Opkaldet er afmeldt"),
    ):
        assert (said in own, told_to_others in own) == (True, False)
        assert (said in theirs, told_to_others in theirs) == (False, True)


def test_every_state_is_told_to_the_citizen(talk, amal, bent):
    call = ask(talk)
    take_call(call=call, counsellor=bent, now=NOW)
    assert "Bent ringer til dig nu" in html_of(amal.get(of(talk)))
    assert "vi ringer til dig lige nu" in html_of(amal.post(of(talk, "cancel")), 422).lower()
    called(call=call, counsellor=bent, reached=False, now=NOW)
    assert "Vi fik ikke talt sammen" in html_of(amal.get(of(talk)))
    html = html_of(amal.get(f"/chat/{talk.thread.public_id}/"))
    assert "Vi ringede og fik ikke talt med dig" in html
    assert READ not in html


def test_house_without_free_times_shows_other_ways(talk, amal, bent):
    bent.working_hours.all().delete()
    html = html_of(amal.get(of(talk)))

    assert "86 12 00 00" in html
    assert 'name="phone"' not in html


def test_page_of_a_talk_in_line_offers_the_call_that_keeps_the_place(talk, amal, bent):
    page = reverse("chat:talk_as_citizen", args=[talk.thread.public_id])
    html = html_of(amal.get(page))
    assert html.count(of(talk, "keep_place")) == 1
    assert of(talk) in html

    keep_place(talk)
    html = html_of(amal.get(page))
    assert "Vi ringer, når det er din tur" in html
    assert of(talk, "keep_place") not in html


def test_who_stands_in_line_reads_before_choosing_that_a_time_costs_the_place(talk, amal, bent):
    cost = "giver du din plads i køen fra dig"
    assert cost in html_of(amal.get(of(talk)))
    assert cost not in html_of(amal.get(of(talk, "keep_place")))

    keep_place(talk)
    assert cost in html_of(amal.get(of(talk, "change")))
    choose_window(thread=talk.thread, window=value(at(13)), now=NOW)
    assert cost not in html_of(amal.get(of(talk, "change")))


@pytest.mark.parametrize("how", ["taken", "another time"])
def test_page_of_a_talk_in_no_line_offers_no_place(talk, amal, bent, how):
    page = reverse("chat:talk_as_citizen", args=[talk.thread.public_id])
    if how == "taken":
        take_thread(thread=talk.thread, counsellor=bent, now=NOW)
    else:
        ask(talk)
    html = html_of(amal.get(page))

    assert of(talk, "keep_place") not in html
    assert of(talk) in html
    assert ("kl. 13.00–15.00" in html) == (how == "another time")


# --- the counsellor's side ---------------------------------------------------------------------


def test_calls_of_today_stand_in_the_day_without_a_number(talk, desk):
    call = ask(talk)
    html = html_of(desk.get(MY_DAY))

    assert "Amal" in html
    assert at_desk(call) in html
    assert READ not in html
    assert "ring-" not in html_of(desk.get(MY_DAY, {"dag": "2026-12-02"})).split("<main")[1]


def test_number_is_shown_to_who_calls_and_written_down_first(talk, desk, centre, dorte):
    call = ask(talk)
    assert READ not in html_of(desk.get(at_desk(call)))
    assert "contact" not in Reading.objects.latest("number").kinds
    desk.post(at_desk(call, "take"))
    html = html_of(desk.get(at_desk(call)))

    assert f'href="tel:{NUMBER}"' in html
    assert "contact" in Reading.objects.latest("number").kinds
    colleague = desk_of(dorte, centre)
    assert READ not in html_of(colleague.get(at_desk(call)))
    refused = html_of(colleague.post(at_desk(call, "take")), 422)
    assert "Bent ringer allerede" in refused
    assert READ not in refused


@pytest.mark.parametrize(
    ("answer", "state"), [("talt", "over"), ("ikke-hjemme", "offered"), ("senere", "waiting")]
)
def test_how_it_went_is_one_press(talk, desk, answer, state):
    call = ask(talk)
    desk.post(at_desk(call, "take"))
    assert desk.post(at_desk(call, "done"), {"svar": answer})["Location"] == "/vejleder/dag/"

    assert fresh(call).state == state
    assert READ not in html_of(desk.get(at_desk(call)))


def test_answer_from_an_old_page_is_met_kindly(talk, desk):
    call = ask(talk)
    assert "Jeg ringer nu" in html_of(desk.post(at_desk(call, "done"), {"svar": "talt"}), 422)
    desk.post(at_desk(call, "take"))
    desk.post(at_desk(call, "done"), {"svar": "talt"})

    assert "slettet" in html_of(desk.post(at_desk(call, "take")), 422)
    assert desk.post(at_desk(call, "done"), {"svar": "noget"}).status_code == 303


def test_call_of_another_house_is_not_there(desk, bent):
    from .story import somebody, talk_of

    call = ask(talk_of(somebody(house())))

    assert desk.get(at_desk(call)).status_code == 404
    assert desk.post(at_desk(call, "take")).status_code == 404


def test_call_asked_of_a_colleague_by_name_is_theirs_first(bent, dorte, desk, clock):
    from .story import talk_of

    talk = talk_of(dorte, taken=True)
    call = ask(talk)
    assert desk.get(at_desk(call)).status_code == 404
    clock.move_to(at(14))
    assert desk.get(at_desk(call)).status_code in {200, 302}


def test_kept_place_in_the_day_says_since_when(talk, desk):
    keep_place(talk, now=NOW + HOUR)

    assert "Det er deres tur" in html_of(desk.get(MY_DAY))


def test_call_of_today_lies_on_the_desk_and_its_look_stands_in_the_log_once(desk, talk):
    ask(talk)

    html = [desk.get(reverse("inbox:desk")).content.decode() for _look in range(2)]

    assert all("Vi har lovet at ringe" in page for page in html)
    assert NUMBER not in "".join(html)
    assert Reading.objects.filter(citizen=talk.thread.public_id).count() == 1


def test_page_of_the_talk_leads_to_the_call_and_to_the_way_of_asking_for_one(amal, talk):
    page = reverse("chat:talk_as_citizen", args=[talk.thread.public_id])

    assert f'href="{of(talk)}"' in amal.get(page).content.decode()
    ask(talk)
    assert "Vi ringer til dig" in amal.get(page).content.decode()


def test_secret_somebody_else_made_up_is_not_taken_over(client, bent):
    client.cookies[settings.CHAT_COOKIE_NAME] = "known-to-somebody"
    answer = client.get(BEGIN, {"hus": bent.centres.get().slug})

    assert answer.cookies[settings.CHAT_COOKIE_NAME].value != "known-to-somebody"
