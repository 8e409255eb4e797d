"""The page of the shared note behind its three doors: who may open it, what stands on it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.models import AgreedStep, PastWords, SharedNote
from counsellors.practice.domain.agreeing import delete_note, keep_from_successors
from counsellors.practice.domain.waiting import replies_are_seen, replies_waiting_for
from counsellors.practice.views.visits import ACTS, CITIZENS_ACTS
from jobcenter.accounts.enums import RoleKind
from tests.counsellors.conversations.story import NOW, at, everything
from tests.counsellors.practice.story import AFTER, AMAL, BENT, DAY, talk_of
from tests.counsellors.responsibility.story import account, choose
from tests.doors import enter_as_staff, log_in
from tests.factories.accounts import RoleFactory, UserFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
END = at(9, 45)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller, translation.override("da"):
        yield traveller


@pytest.fixture
def after(clock, talk):
    clock.move_to(AFTER)
    return talk


@pytest.fixture
def amal() -> Client:
    """Without an account: she has the link."""
    return Client()


def work_of(scene, counsellor) -> Client:
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.COUNSELLOR, centre_id=scene.centre.pk)
    counsellor.user = user
    counsellor.save(update_fields=["user"])
    client = Client()
    enter_as_staff(client, user)
    return client


@pytest.fixture
def bent(after) -> Client:
    return work_of(after.scene, after.scene.bent)


def by_link(talk, act: str = "note") -> str:
    return reverse(f"practice:{act}_by_link", args=[talk.link])


def at_work(talk, act: str = "note") -> str:
    return reverse(f"practice:{act}_at_work", args=[talk.conversation.public_id])


def of_mine(talk, act: str = "note") -> str:
    return reverse(f"practice:{act}_of_mine", args=[talk.conversation.public_id])


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


# --- who may open it -----------------------------------------------------------------------------


def every_way_in(client: Client, talk, door) -> set[int]:
    acts = ACTS if door is at_work else CITIZENS_ACTS
    pages = {"note", "delete"} & set(acts)
    answers = {client.get(door(talk, act)).status_code for act in pages}
    return answers | {
        client.post(door(talk, act), {"hidden": "1", "version": "1"}).status_code
        for act in acts
        if act != "note"
    }


def test_nobody_else_gets_in_and_nothing_is_changed(after, scene, bent):
    after.write(BENT, "Hemmelige ord")
    clara, dorte = Client(), work_of(scene, scene.colleague(first_name="Dorte"))
    log_in(clara, "clara@example.org")
    before = everything()

    assert every_way_in(clara, after, of_mine) == {404}
    assert every_way_in(dorte, after, at_work) == {404}
    assert every_way_in(clara, after, at_work) == {404}
    assert everything() == before
    assert not after.note.is_hidden


def test_foreign_and_missing_look_the_same(after, scene, bent):
    after.write(BENT, "Hemmelige ord")
    clara, dorte = Client(), work_of(scene, scene.colleague(first_name="Dorte"))
    log_in(clara, "clara@example.org")

    for client, door in ((clara, "of_mine"), (dorte, "at_work")):
        pages = [
            client.get(reverse(f"practice:note_{door}", args=[public_id]))
            for public_id in (after.conversation.public_id, "A" * 22)
        ]
        assert {page.status_code for page in pages} == {404}
        foreign, missing = (re.sub(r'"/[^"]*"', "", page.content.decode()) for page in pages)
        assert foreign == missing


def test_bent_can_neither_hide_nor_delete_what_is_amals(after, bent):
    after.write(BENT, "Vi ser på kurser.")

    for act in ("senere-vejledere/", "slet/"):
        assert bent.post(at_work(after) + act, {"hidden": "1"}).status_code == 404
    assert not after.note.is_hidden
    assert after.note.deleted_at is None


def test_visitor_is_asked_to_log_in(after):
    for door in (of_mine, at_work):
        answer = Client().get(door(after))
        assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("wrong", ["x", "A" * 43])
def test_wrong_link_opens_nothing(after, wrong):
    assert Client().get(reverse("practice:note_by_link", args=[wrong])).status_code == 404


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (at(9) - SECOND, 404),
        (at(9), 200),
        (END, 200),
        (END + 30 * DAY - SECOND, 200),
        (END + 30 * DAY, 404),
    ],
)
def test_link_opens_the_note_from_the_beginning_until_the_retention_date(
    clock, talk, moment, status
):
    clock.move_to(moment)

    assert Client().get(by_link(talk)).status_code == status


def test_link_in_old_mails_leads_to_the_note_and_moves_and_cancels_nothing(after, amal):
    manage = reverse("conversations:manage", args=[after.link])
    assert urlsplit(amal.get(manage)["Location"]).path == by_link(after)

    for name in ("receipt", "move", "cancel", "invitation"):
        address = reverse(f"conversations:{name}", args=[after.link])
        assert amal.get(address).status_code == 404
    before = everything()
    for name in ("move", "cancel"):
        assert amal.post(reverse(f"conversations:{name}", args=[after.link])).status_code == 404
    assert everything() == before


def test_cancelled_conversation_has_no_note(clock, talk):
    cancel_conversation(conversation=talk.conversation, now=NOW)
    bent = work_of(talk.scene, talk.scene.bent)
    clock.move_to(AFTER)
    enter_as_staff(bent, talk.scene.bent.user)

    assert Client().get(by_link(talk)).status_code == 404
    assert bent.get(at_work(talk)).status_code == 404


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
