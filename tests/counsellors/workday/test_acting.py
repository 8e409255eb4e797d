"""Move, call off, meet otherwise: in the row with htmx, on a plain page without, once each."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from counsellors.availability.enums import Mode
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.forms.choices import ChosenTime
from counsellors.models import Conversation
from counsellors.workday.domain.refusals import CancelledAlready
from jobcenter.audit.models import Reading
from tests.counsellors.conversations.story import NOW, at, move
from tests.counsellors.workday.story import (
    DAY,
    HTMX,
    MONDAY,
    address,
    desk_of,
    html_of,
    key_in,
    letters,
)

pytestmark = pytest.mark.django_db
ACTS = ["move", "call_off", "meet_otherwise"]


@pytest.fixture
def hers(scene):
    return scene.book().conversation


def time_of(conversation, start):
    return str(
        ChosenTime(start, conversation.counsellor.slug, conversation.mode, conversation.centre.slug)
    )


def send_move(desk, conversation, start, *, key="", **options):
    form = html_of(desk.get(address("move", conversation)))
    said = {"tid": time_of(conversation, start), "key": key or key_in(form)}
    return desk.post(address("move", conversation), said, **options)


def send(desk, act, conversation, **options):
    said = {
        "call_off": {"ord": "Vi ses en anden dag."},
        "meet_otherwise": {"maade": "video", "seen": conversation.sequence},
    }[act]
    return desk.post(address(act, conversation), said, **options)


def test_form_to_move_offers_own_free_times_only(scene, desk, hers, dorte):
    scene.book(start=at(10), email="clara@example.org")
    assert "Alle tider mandag den 7. december" in re.sub(
        "<[^>]+>", "", html_of(desk.get(address("move", hers)))
    )
    html = html_of(desk.get(address("move", hers), {"dag": MONDAY}))

    assert time_of(hers, at(11)) in html
    assert time_of(hers, at(10)) not in html
    assert time_of(hers, at(11, weeks=1)) not in html
    assert dorte.slug not in html


def test_moved_conversation_comes_back_to_the_same_day_and_is_told_once(scene, desk, hers):
    response = send_move(desk, hers, at(11))

    new = hers.moved_to
    assert new.starts_at == at(11)
    assert response["Location"] == f"{DAY}?dag={MONDAY}#samtale-{new.public_id}"
    assert "Personen har fået besked." in html_of(desk.get(response["Location"]))
    assert len(letters("conversation_moved")) == 1


def test_row_says_where_it_went_when_htmx_moved_it(desk, hers):
    response = send_move(desk, hers, at(11, weeks=1), headers=HTMX)

    html = html_of(response)
    assert "<html" not in html
    assert f'id="samtale-{hers.public_id}"' in html
    assert "Flyttet til mandag den 14. december kl. 11.00–11.45." in html
    assert f"dag=2026-12-14#samtale-{hers.moved_to.public_id}" in html
    assert html.count("data-focus") == 1


def test_same_form_sent_twice_moves_and_tells_once(desk, hers):
    key = key_in(html_of(desk.get(address("move", hers))))
    first = send_move(desk, hers, at(11), key=key)
    second = desk.post(address("move", hers), {"tid": time_of(hers, at(11)), "key": key})

    assert first.status_code == second.status_code == 303
    assert len(letters("conversation_moved")) == 1


def test_time_taken_meanwhile_is_refused_and_the_old_one_stands(scene, desk, hers):
    key = key_in(html_of(desk.get(address("move", hers))))
    scene.book(start=at(11), email="clara@example.org")
    said = {"tid": time_of(hers, at(11)), "key": key}
    html = html_of(desk.post(address("move", hers), said, headers=HTMX), 422)

    assert "Vælg en anden tid." in html
    assert html.count('id="errors"') == 1
    assert "data-focus" not in html
    hers.refresh_from_db()
    assert hers.status == "booked"


def test_move_without_a_choice_asks_again(desk, hers):
    html = html_of(desk.post(address("move", hers), {"key": "x"}), 422)

    assert 'id="errors"' in html
    assert not letters("conversation_moved")


def test_called_off_conversation_leaves_the_day_and_sends_one_message(desk, hers):
    assert "Jeg er ked af" in html_of(desk.get(address("call_off", hers)))
    response = send(desk, "call_off", hers)

    assert response["Location"] == f"{DAY}?dag={MONDAY}#samtale-{hers.public_id}"
    page = html_of(desk.get(response["Location"]))
    assert "Aflyst. Personen har fået én besked med andre tider." in page
    assert "Amal" not in page
    [letter] = letters("conversation_called_off")
    assert letter.payload["words"] == "Vi ses en anden dag."


def test_ready_word_is_in_the_language_the_person_reads(desk, scene):
    """Whatever the counsellor's own page speaks: a letter in English does not begin in Danish."""
    hers = scene.book(page_language="en").conversation

    html = html_of(desk.get(address("call_off", hers)))

    assert "I am sorry that I cannot come." in html
    assert "Jeg er ked af" not in html
    assert re.search(r'<textarea[^>]* lang="en"', html)


def test_word_with_a_cpr_number_or_a_diagnosis_is_not_sent(desk, hers):
    for words in ("Dit nummer er 010170-1234", "Held og lykke med din depression"):
        html = html_of(desk.post(address("call_off", hers), {"ord": words}, headers=HTMX), 422)
        assert 'id="errors"' in html
        assert words in html
    hers.refresh_from_db()
    assert hers.status == "booked"
    assert not letters("conversation_called_off")


def test_word_that_is_too_long_is_kept_for_its_writer(desk, hers):
    html = html_of(desk.post(address("call_off", hers), {"ord": "x" * 301}), 422)

    assert "x" * 301 in html
    assert not letters("conversation_called_off")


def test_way_changes_in_the_row_and_the_row_says_so(desk, hers):
    html = html_of(send(desk, "meet_otherwise", hers, headers=HTMX))

    assert "<html" not in html
    assert f"Rettet: {Mode.VIDEO.label}. Personen har fået besked." in html
    assert html.count("data-focus") == 1
    assert "/flyt/" in html
    hers.refresh_from_db()
    assert hers.mode == "video"


def test_way_without_javascript_comes_back_to_the_row(desk, hers):
    response = send(desk, "meet_otherwise", hers)

    assert response["Location"] == f"{DAY}?dag={MONDAY}#samtale-{hers.public_id}"


@pytest.mark.parametrize("said", [{}, {"maade": "brevdue", "seen": "0"}, {"maade": "video"}])
def test_way_nobody_meets_in_is_asked_again(desk, hers, said):
    desk.post(address("meet_otherwise", hers), said)

    assert desk.post(address("meet_otherwise", hers), said).status_code == 422
    hers.refresh_from_db()
    assert hers.mode == "phone"


def test_second_window_is_told_kindly_after_each_change(scene, desk, hers):
    old_page = hers
    send(desk, "meet_otherwise", hers)
    late = {"maade": "walk", "seen": old_page.sequence}
    html = html_of(desk.post(address("meet_otherwise", hers), late), 422)
    assert "Samtalen er lige blevet ændret" in html

    moved = send_move(desk, hers, at(11))
    assert moved.status_code == 303
    for act in ("call_off", "meet_otherwise"):
        assert "lige blevet ændret" in html_of(send(desk, act, hers), 422)
    for act in ACTS:
        html = html_of(desk.get(address(act, hers), headers=HTMX), 422)
        assert "lige blevet ændret" in html
        assert "Amal" not in html


def test_what_is_cancelled_gets_a_kind_answer_and_no_second_message(desk, hers):
    cancel_conversation(conversation=hers, now=NOW)

    for act in ("call_off", "meet_otherwise"):
        assert str(CancelledAlready.message) in html_of(send(desk, act, hers), 422)
    assert not letters("conversation_called_off")
    assert len(letters("conversation_cancelled")) == 1


def test_what_has_begun_stands(scene, bent, hers, clock):
    clock.move_to(at(9, 5))
    desk = desk_of(bent, scene.centre)

    for act in ("call_off", "meet_otherwise"):
        assert "Samtalen er begyndt" in html_of(send(desk, act, hers), 422)
    for act in ACTS:
        assert "Samtalen er begyndt" in html_of(desk.get(address(act, hers)), 422)
    assert not letters("conversation_called_off")


def test_leaving_it_as_it_is_brings_the_row_back(desk, hers):
    html = html_of(desk.get(address("conversation", hers), headers=HTMX))
    assert "<form" not in html
    assert html.count("data-focus") == 1

    plain = desk.get(address("conversation", hers))
    assert plain["Location"] == f"{DAY}?dag={MONDAY}#samtale-{hers.public_id}"


@pytest.mark.parametrize("act", [*ACTS, "conversation"])
def test_conversation_of_a_colleague_does_not_exist(scene, hers, dorte, act):
    missing = address(act, hers).replace(hers.public_id, "no-such-conversation")
    hers_desk = desk_of(dorte, scene.centre)

    for client in (hers_desk, hers_desk):
        assert client.get(address(act, hers)).status_code == 404
        assert client.get(missing).status_code == 404
    assert hers_desk.post(address(act, hers)).status_code in {404, 405}
    hers.refresh_from_db()
    assert hers.status == "booked"


@pytest.mark.parametrize("act", ACTS)
def test_citizen_and_stranger_cannot_act(hers, amal, act):
    citizen = Client()
    citizen.force_login(amal)

    assert citizen.post(address(act, hers)).status_code == 404
    assert Client().post(address(act, hers)).status_code == 303
    hers.refresh_from_db()
    assert hers.status == "booked"


@pytest.mark.parametrize("act", ACTS)
def test_form_that_names_somebody_stands_in_the_read_log(desk, hers, act):
    assert "Amal" in html_of(desk.get(address(act, hers)))

    assert Reading.objects.get().citizen == hers.citizen.public_id


def test_conversation_erased_by_time_is_gone(scene, bent, hers, clock):
    clock.move_to(at(9, weeks=5))

    assert desk_of(bent, scene.centre).get(address("move", hers)).status_code == 404


def test_person_who_talks_with_a_colleague_then_is_no_news_to_bent(scene, desk, hers, dorte):
    scene.book(counsellor=dorte.slug, start=at(11))
    html = html_of(send_move(desk, hers, at(11)), 422)

    assert "Den tid passer ikke til denne person." in html
    assert "Holm" not in html


def test_older_move_still_answers(scene, desk, hers):
    move(hers, at(13))

    assert "lige blevet ændret" in html_of(desk.get(address("move", hers)), 422)


@pytest.mark.parametrize("act", ["move", "call_off", "meet_otherwise"])
def test_counsellor_is_not_told_that_somebody_knows_who_left_no_way_to_write(scene, desk, act):
    """A slip from the desk is all they have: who changes the time must find a way to tell them."""
    hers = scene.book().conversation
    Conversation.objects.filter(pk=hers.pk).update(email="", phone="")
    form = html_of(desk.get(address(act, hers)))
    assert "Gør det kun, når du selv kan sige det til dem" in form

    response = send_move(desk, hers, at(11)) if act == "move" else send(desk, act, hers)

    html = html_of(desk.get(response["Location"]))
    assert "så ingen har givet besked" in html
    assert "fået besked" not in html


IN_THE_DAY = HTMX | {"HX-Current-URL": f"http://testserver{DAY}?dag={MONDAY}"}


def shown_in(response) -> str:
    """The words of the page in one line."""
    return " ".join(re.sub("<[^>]+>", " ", html_of(response)).split())


def test_gaps_of_the_day_change_with_the_row_that_was_called_off(desk, hers):
    assert "Ledig tid kl. 9.45–15.00" in shown_in(desk.get(f"{DAY}?dag={MONDAY}"))
    response = send(desk, "call_off", hers, headers=IN_THE_DAY)

    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#dagen", "outerHTML")
    html = html_of(response)
    assert "<html" not in html
    assert html.count("data-focus") == 1
    assert 'id="opkald" hx-swap-oob="true"' in html
    assert "Ledig tid kl. 9.00–15.00" in shown_in(response)
    assert "Amal" not in html


def test_new_time_and_its_gaps_stand_in_the_day_when_it_was_moved_within_it(desk, hers):
    response = send_move(desk, hers, at(11), headers=IN_THE_DAY)

    said = shown_in(response)
    assert "Flyttet til mandag den 7. december kl. 11.00–11.45." in said
    assert "Ledig tid kl. 9.00–11.00" in said
    assert f'id="samtale-{hers.moved_to.public_id}"' in html_of(response)


def test_changed_way_is_said_once_in_its_own_row_of_the_day(desk, hers):
    response = send(desk, "meet_otherwise", hers, headers=IN_THE_DAY)

    html = html_of(response)
    assert html.count("Rettet: ") == html.count("data-focus") == 1
    assert html.count(f'id="samtale-{hers.public_id}"') == 1


@pytest.mark.parametrize(
    "where", ["http://testserver/vejleder/dag/x/aflys/", f"https://elsewhere.example{DAY}", "", "["]
)
def test_row_outside_the_day_brings_only_itself(desk, hers, where):
    response = send(desk, "meet_otherwise", hers, headers=HTMX | {"HX-Current-URL": where})

    assert "HX-Retarget" not in response
    assert html_of(response).count("<li id=") == 1
