"""The page of the shared note behind its three doors: what stands on it, what it asks."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from counsellors.models import AgreedStep, PastWords, SharedNote
from counsellors.practice.domain.agreeing import delete_note, keep_from_successors
from counsellors.practice.domain.waiting import replies_are_seen, replies_waiting_for
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.practice.doors import at_work, by_link, of_mine, work_of
from tests.counsellors.practice.story import AFTER, AMAL, BENT, DAY, talk_of
from tests.counsellors.responsibility.story import account, choose
from tests.doors import enter_as_staff, log_in

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
END = at(9, 45)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller, translation.override("da"):
        yield traveller


def form_on(client: Client, address: str, action: str) -> dict[str, str]:
    """The hidden fields of the form on this page that leads to `action`."""
    html = client.get(address).content.decode()
    forms = re.findall(r"<form(.*?)</form>", html, re.DOTALL)
    (found,) = [form for form in forms if f'action="{action}"' in form]
    return hidden(found)


def hidden(html: str) -> dict[str, str]:
    pairs = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in pairs}


def write(client: Client, talk, door, words: str, **more: str):
    form = form_on(client, door(talk), door(talk, "words"))
    return client.post(door(talk, "words"), form | {"words": words} | more)


def test_bent_shares_and_amal_reads_it_behind_her_link(after, bent, amal):
    answer = write(bent, after, at_work, "Vi ser på kurser.", share="1")

    assert answer.status_code == 303
    assert "Vi ser på kurser." in amal.get(by_link(after)).content.decode()


def test_draft_is_on_bents_page_and_not_on_amals(after, bent, amal):
    write(bent, after, at_work, "Et udkast", share="0")

    assert "Et udkast" in bent.get(at_work(after)).content.decode()
    html = amal.get(by_link(after)).content.decode()
    assert "Et udkast" not in html
    assert "Bent har ikke delt noget endnu" in html


def test_amal_logged_in_finds_it_under_my_conversations(after, bent):
    write(bent, after, at_work, "Vi ser på kurser.", share="1")
    amal = Client()
    log_in(amal, "amal@example.org")

    assert f'href="{of_mine(after)}"' in amal.get(reverse("conversations:mine")).content.decode()
    assert "Vi ser på kurser." in amal.get(of_mine(after)).content.decode()


def test_bent_finds_it_in_his_list_before_and_after(clock, talk):
    bent = work_of(talk.scene, talk.scene.bent)
    for moment in (NOW, at(9, 10), AFTER, END + 30 * DAY - SECOND):
        clock.move_to(moment)
        enter_as_staff(bent, talk.scene.bent.user)
        html = bent.get(reverse("workday:day"), {"dag": "2026-12-07"}).content.decode()
        assert f'href="{at_work(talk)}"' in html, moment


def test_before_the_conversation_bent_reads_what_amal_wants_and_there_is_no_form(clock, scene):
    talk = talk_of(scene, agenda="Mit cv er gammelt", needs=("quiet_room",))
    bent = work_of(scene, scene.bent)

    html = bent.get(at_work(talk)).content.decode()

    assert "Mit cv er gammelt" in html
    assert "<textarea" not in html


def test_text_is_text_and_its_addresses_are_links_that_tell_nobody(after, bent, amal):
    write(
        bent, after, at_work, "<b>Se</b> https://example.org/kursus og javascript:alert(1)",
        share="1",
    )  # fmt: skip

    answer = amal.get(by_link(after))
    html = answer.content.decode()
    assert "&lt;b&gt;Se&lt;/b&gt;" in html
    assert '<a href="https://example.org/kursus" rel="nofollow">' in html
    assert 'href="javascript:' not in html
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_cpr_number_comes_back_named_with_the_text_kept_and_no_way_round(after, bent):
    answer = write(bent, after, at_work, "Amals nummer er 070761-4285", share="1")

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<mark" in html
    assert html.count("070761-4285") >= 2
    assert 'name="as_it_is"' not in html
    assert not SharedNote.objects.exists()


def test_diagnosis_comes_back_named_and_can_be_saved_as_it_is(after, bent, amal):
    asked = write(bent, after, at_work, "Vi talte om depression", share="0")

    html = asked.content.decode()
    assert asked.status_code == 422
    assert 'name="accepted" value="depression"' in html
    assert not SharedNote.objects.exists()
    (button,) = re.findall(r'name="as_it_is" value="(\d)"', html)
    (form,) = re.findall(
        rf'<form[^>]*action="{at_work(after, "words")}".*?</form>', html, re.DOTALL
    )
    fields = hidden(form) | {"words": "Vi talte om depression", "as_it_is": button}

    assert bent.post(at_work(after, "words"), fields).status_code == 303
    assert after.seen_by(BENT).own.words == "Vi talte om depression"
    assert not after.seen_by(AMAL).is_shared  # it was a draft, and a draft it stays


def test_save_button_under_a_warning_asks_again(after, bent):
    asked = write(bent, after, at_work, "Vi talte om depression", share="1")
    html = asked.content.decode()
    (form,) = re.findall(
        rf'<form[^>]*action="{at_work(after, "words")}".*?</form>', html, re.DOTALL
    )
    fields = hidden(form) | {"words": "Vi talte om depression", "share": "1"}

    assert bent.post(at_work(after, "words"), fields).status_code == 422


def test_second_tab_shows_both_texts_and_saving_again_loses_neither(after, bent):
    first, second = (form_on(bent, at_work(after), at_work(after, "words")) for _tab in range(2))
    bent.post(at_work(after, "words"), first | {"words": "Fra fane et", "share": "1"})

    answer = bent.post(at_work(after, "words"), second | {"words": "Fra fane to", "share": "1"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Fra fane et" in html
    assert "Fra fane to" in html
    (form,) = re.findall(
        rf'<form[^>]*action="{at_work(after, "words")}".*?</form>', html, re.DOTALL
    )
    bent.post(at_work(after, "words"), hidden(form) | {"words": "Fra fane to"})
    assert after.seen_by(BENT).own.words == "Fra fane to"
    assert PastWords.objects.get().words == "Fra fane et"


def test_both_say_yes_on_the_page_and_it_is_agreed(after, bent, amal):
    write(bent, after, at_work, "Vi ser på kurser.", share="1")
    for client, door in ((bent, at_work), (amal, by_link)):
        html = client.get(door(after)).content.decode()
        (version,) = re.findall(r'name="version" value="(\d+)"', html)
        assert client.post(door(after, "yes"), {"version": version}).status_code == 303

    assert "Aftalt. I har begge sagt ja." in amal.get(by_link(after)).content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "99", "²", "1" * 30])
def test_yes_to_nonsense_is_refused_and_never_a_crash(after, bent, amal, version):
    write(bent, after, at_work, "Vi ser på kurser.", share="1")

    assert amal.post(by_link(after, "yes"), {"version": version}).status_code == 422


def test_step_is_added_ticked_and_removed_without_javascript(after, amal):
    form = form_on(amal, by_link(after), by_link(after, "step"))
    filled = form | {"what": "Ring til skolen", "by_whom": "citizen", "by_day": "2026-12-24"}

    for _twice in range(2):
        assert amal.post(by_link(after, "step"), filled).status_code == 303
    step = AgreedStep.objects.get()
    assert (step.what, step.by_whom, str(step.by_day)) == (
        "Ring til skolen",
        "citizen",
        "2026-12-24",
    )
    amal.post(by_link(after, "step_ticked"), {"step": step.public_id, "done": "1"})
    assert "Gjort" in amal.get(by_link(after)).content.decode()
    amal.post(by_link(after, "step_removed"), {"step": step.public_id})
    assert after.seen_by(AMAL).steps == []


def test_step_without_words_is_asked_for_and_the_professional_is_what_nobody_saying_means(
    after, amal
):
    html = amal.get(by_link(after)).content.decode()
    assert re.search(r'name="by_whom" value="counsellor"[^>]* checked', html)

    answer = amal.post(by_link(after, "step"), {"what": " ", "by_whom": "counsellor"})
    assert answer.status_code == 422
    assert "Skriv, hvad der sker nu." in answer.content.decode()


def test_amal_deletes_it_after_a_question_and_both_see_that_it_was_there(after, bent, amal):
    write(bent, after, at_work, "Hemmelige ord", share="1")
    assert amal.get(by_link(after, "delete")).status_code == 200
    assert amal.post(by_link(after, "delete")).status_code == 303

    for client, door in ((bent, at_work), (amal, by_link)):
        html = client.get(door(after)).content.decode()
        assert "Slettet af Amal" in html
        assert "Hemmelige ord" not in html


def test_successor_reads_it_on_the_page_until_amal_hides_it(after, scene, clock):
    after.write(BENT, "Vi ser på kurser.")
    dorte = scene.colleague(first_name="Dorte")
    later = talk_of(scene, start=at(11, weeks=1), counsellor=dorte.slug)
    choose(account("amal@example.org"), dorte, now=AFTER)
    client = work_of(scene, dorte)
    assert "Vi ser på kurser." in client.get(at_work(later)).content.decode()

    keep_from_successors(conversation=after.conversation, is_hidden=True, now=AFTER)
    assert "Vi ser på kurser." not in client.get(at_work(later)).content.decode()


def test_reply_waits_until_bent_opens_the_page(after, scene):
    after.write(BENT, "Vi ser på kurser.")
    assert not replies_waiting_for(scene.bent).exists()

    after.write(AMAL, "Jeg vil hellere arbejde.")
    after.add(AMAL, "Ring til værkstedet")
    assert replies_waiting_for(scene.bent).get() == after.note
    work_of(scene, scene.colleague(slug="d", first_name="Dorte")).get(at_work(after))
    assert replies_waiting_for(scene.bent).exists()

    work_of(scene, scene.bent).get(at_work(after))
    assert not replies_waiting_for(scene.bent).exists()
    after.write(BENT, "Så gør vi det.")
    assert not replies_waiting_for(scene.bent).exists()


def test_reply_written_while_bent_is_reading_still_waits(after, scene):
    after.write(BENT, "Vi ser på kurser.")
    after.write(AMAL, "Ja.")
    read = after.note.version
    after.write(AMAL, "Nej.")

    replies_are_seen(conversation=after.conversation, version=read)
    assert replies_waiting_for(scene.bent).exists()


def test_deleted_note_waits_for_nobody(after, scene):
    after.write(AMAL, "Ja.")
    delete_note(conversation=after.conversation, now=AFTER)

    assert not replies_waiting_for(scene.bent).exists()


# --- how much it asks the database ---------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_number_of_queries_however_much_is_written(
    after, amal, count, django_assert_num_queries
):
    for number in range(count):
        after.write(BENT, f"Bent {number}")
        after.write(AMAL, f"Amal {number}")
        after.write(AMAL, f"Amal igen {number}")
        after.add(AMAL, f"Skridt {number}")

    with django_assert_num_queries(5):
        amal.get(by_link(after))


@pytest.mark.parametrize("count", [1, 3])
def test_bents_page_costs_the_same_for_one_and_three_earlier_notes(
    after, scene, clock, count, django_assert_num_queries
):
    for number in range(count):
        earlier = talk_of(scene, start=at(10 + number), now=AFTER - DAY, email="c@example.org")
        earlier.write(BENT, f"Bent {number}", now=at(14))
    later = talk_of(scene, start=at(9, weeks=1), now=at(14), email="c@example.org")
    clock.move_to(at(14))
    bent = work_of(scene, scene.bent)

    with django_assert_num_queries(14):
        html = bent.get(at_work(later)).content.decode()
    assert html.count("Bent 0") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_bents_list_costs_the_same_for_one_and_three_earlier_conversations(
    scene, clock, count, django_assert_num_queries
):
    for number in range(count):
        talk_of(scene, start=at(9 + number))
    clock.move_to(at(14))
    bent = work_of(scene, scene.bent)

    with django_assert_num_queries(12):
        html = bent.get(reverse("workday:day"), {"dag": "2026-12-07"}).content.decode()
    assert html.count("/aftalt/") == count


def test_note_after_a_talk_leads_to_the_offer_until_it_makes_no_sense(scene, bent, after):
    citizen = after.conversation.citizen
    address = reverse("practice:note_at_work", args=[after.conversation.public_id])
    onward = reverse("caseload:offer", args=[after.conversation.public_id])
    assert onward in bent.get(address).content.decode()

    citizen.user = account("amal@example.org")
    citizen.save(update_fields=["user"])
    choose(citizen.user, scene.bent, now=AFTER)
    assert onward not in bent.get(address).content.decode()
