"""My people: mine only, by name, narrowed in the address, with the same few questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.utils import translation

from citizens.models import Citizen
from counsellors.models import AgreedStep, Conversation, Offer, Responsibility, SharedNote, Wish
from counsellors.responsibility.domain.choosing import wish_handover
from counsellors.responsibility.domain.handing_over import accept_handover
from jobcenter.outbox.models import Notice
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.responsibility.story import ceiling, choose, propose, staff_user
from tests.doors import enter_as_staff
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory

pytestmark = pytest.mark.django_db

LIST = "/vejleder/mennesker/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


@pytest.fixture
def desk(scene, bent) -> Client:
    client = Client()
    enter_as_staff(client, staff_user(bent, scene.centre))
    return client


def people(counsellor, *names):
    """People with these names, who have chosen the counsellor."""
    return Responsibility.objects.bulk_create(
        Responsibility(
            citizen=CitizenFactory(),
            counsellor=counsellor,
            name=name,
            during=DateTimeTZRange(NOW, None, "[)"),
            came_by="chosen",
        )
        for name in names
    )


def talk(scene, person, start, **fields):
    return ConversationFactory(
        counsellor=person.counsellor,
        centre=scene.centre,
        topic=scene.topic,
        citizen=person.citizen,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        **fields,
    )


def shown(desk, **query):
    response = desk.get(LIST, query)
    assert response.status_code == 200
    return [row.responsibility.name for row in response.context["rows"]]


def test_only_own_people_are_listed_in_danish_order(desk, bent, dorte):
    people(bent, "Åse", "Bo", "ærlig Ib", "Amal")
    people(dorte, "Clara")

    assert shown(desk) == ["Amal", "Bo", "ærlig Ib", "Åse"]


def test_somebody_who_has_left_is_not_listed(desk, bent):
    people(bent, "Amal")
    Responsibility.objects.update(during=DateTimeTZRange(NOW - timedelta(days=1), NOW, "[)"))

    assert shown(desk) == []


def test_search_and_filters_stand_in_the_address(desk, scene, bent):
    amal, bo, clara, ditte = people(bent, "Amal", "Bo", "Clara", "Ditte")
    talk(scene, amal, at(9))
    talk(scene, bo, at(9, weeks=3))
    talk(scene, clara, NOW - timedelta(days=2))
    talk(scene, ditte, NOW - timedelta(days=20))

    assert shown(desk, q="mal") == ["Amal"]
    assert shown(desk, naeste="uge") == ["Amal"]
    assert shown(desk, naeste="senere") == ["Bo"]
    assert shown(desk, naeste="ingen") == ["Clara", "Ditte"]
    assert shown(desk, sidst="uge") == ["Clara"]
    assert shown(desk, sidst="maaned") == ["Clara", "Ditte"]
    assert shown(desk, sidst="laengere") == ["Amal", "Bo"]
    assert shown(desk, emne=scene.topic.slug) == ["Amal", "Bo", "Clara", "Ditte"]
    assert shown(desk, emne="tryllekunst", naeste="brevdue") == ["Amal", "Bo", "Clara", "Ditte"]


def test_next_and_last_conversation_are_those_with_me(desk, scene, bent, dorte):
    [amal] = people(bent, "Amal")
    nearest = talk(scene, amal, at(9))
    talk(scene, amal, at(9, weeks=1))
    over = talk(scene, amal, NOW - timedelta(days=2))
    with_dorte = talk(scene, amal, at(8))
    with_dorte.counsellor = dorte
    with_dorte.save()

    [row] = desk.get(LIST).context["rows"]
    assert (row.next, row.last) == (nearest, over)


def test_those_who_wait_for_me_can_be_shown_alone(desk, scene, bent, amal):
    _bo, clara = people(bent, "Bo", "Clara")
    choose(amal, bent)
    wish_handover(user=amal, now=NOW)
    Wish.objects.create(
        centre=scene.centre,
        counsellor=bent,
        citizen=clara.citizen,
        name="Clara",
        phone="+4512345678",
    )

    assert shown(desk, venter="on") == ["Amal", "Clara"]


def agreed(talk, *steps, **note):
    """A shared note of this conversation, with steps as (what, by whom, days from today)."""
    written = SharedNote.objects.create(
        conversation=talk, version=1, drafted_at=NOW, visible_at=NOW, **note
    )
    for what, by_whom, days in steps:
        AgreedStep.objects.create(
            note=written,
            made_by="counsellor",
            what=what,
            by_whom=by_whom,
            by_day=NOW.date() + timedelta(days=days) if days is not None else None,
        )
    return written


def rows_of(desk, **query):
    return {row.responsibility.name: row for row in desk.get(LIST, query).context["rows"]}


def test_next_step_is_the_earliest_that_is_not_done_and_not_removed(desk, scene, bent):
    amal, _bo = people(bent, "Amal", "Bo")
    note = agreed(
        talk(scene, amal, NOW - timedelta(days=2)),
        ("Uden dato", "citizen", None),
        ("Om en måned", "counsellor", 30),
        ("Om tre dage", "citizen", 3),
        ("Gjort", "counsellor", 1),
        ("Fjernet", "counsellor", 1),
    )
    note.steps.filter(what="Gjort").update(is_done=True)
    note.steps.filter(what="Fjernet").update(removed_at=NOW)

    rows = rows_of(desk)
    assert rows["Amal"].step.what == "Om tre dage"
    assert rows["Bo"].step is None
    html = desk.get(LIST).content.decode()
    assert "Om tre dage" in html
    assert "fredag den 4. december" in html


def test_steps_with_a_colleague_are_those_a_successor_reads(desk, scene, bent, dorte):
    [amal] = people(bent, "Amal")
    before = talk(scene, amal, NOW - timedelta(days=2))
    before.counsellor = dorte
    before.save()
    note = agreed(before, ("Ring", "counsellor", 3))
    assert rows_of(desk)["Amal"].step.what == "Ring"
    assert dorte.name in desk.get(LIST).content.decode()

    SharedNote.objects.update(is_hidden=True)
    assert rows_of(desk)["Amal"].step is None
    SharedNote.objects.update(is_hidden=False, drafted_at=None, visible_at=None)
    assert rows_of(desk)["Amal"].step is None
    assert note.steps.exists()


def test_people_are_found_by_the_date_of_a_step(desk, scene, bent):
    for name, days in (("Amal", 3), ("Bo", 30), ("Clara", -2), ("Ditte", None)):
        [person] = people(bent, name)
        met = NOW - timedelta(days=2, hours=days or 0)
        agreed(talk(scene, person, met), ("Ring", "citizen", days))
    people(bent, "Erna")

    assert shown(desk, skridt="uge") == ["Amal"]
    assert shown(desk, skridt="passeret") == ["Clara"]
    assert shown(desk, skridt="ingen") == ["Erna"]
    assert len(shown(desk, skridt="brevdue")) == 5


def test_reply_and_promised_step_wait_for_me(desk, scene, bent):
    amal, bo, clara, ditte = people(bent, "Amal", "Bo", "Clara", "Ditte")
    day = timedelta(days=1)
    reply = talk(scene, amal, NOW - day)
    agreed(reply, reply_waits_since=NOW)
    agreed(talk(scene, bo, NOW - 2 * day), ("Jeg ringer", "counsellor", 0))
    agreed(talk(scene, clara, NOW - 3 * day), ("Clara ringer", "citizen", -1))
    agreed(talk(scene, ditte, NOW - 4 * day), ("Sammen", "both", 1))

    assert shown(desk, venter="on") == ["Amal", "Bo"]
    rows = rows_of(desk)
    assert rows["Amal"].reply == reply.public_id
    assert rows["Bo"].step_due == Conversation.objects.get(citizen=bo.citizen).public_id
    assert not rows["Clara"].waits
    for one in (reply.public_id, rows["Bo"].step_due):
        assert f"/vejleder/samtaler/{one}/aftalt/" in desk.get(LIST).content.decode()


def test_next_conversation_leads_to_where_it_is_prepared(desk, scene, bent):
    [amal] = people(bent, "Amal")
    ahead = talk(scene, amal, at(9))

    assert f"/vejleder/samtaler/{ahead.public_id}/aftalt/" in desk.get(LIST).content.decode()


@pytest.mark.parametrize("words", ["åse", "AASE", "Åse", "aas"])
def test_name_is_found_however_it_is_typed(desk, bent, words):
    people(bent, "Åse Ærø", "Aase Bak", "Bo")

    assert shown(desk, q=words) == ["Aase Bak", "Åse Ærø"]


def test_card_is_read_by_the_colleague_after_a_yes_only(desk, bent, dorte, amal):
    card = propose(choose(amal, dorte).responsibility, bent)
    assert "ansøgning" not in desk.get(LIST).content.decode()

    accept_handover(handover=card, user=amal, now=NOW + timedelta(hours=1))
    assert "Vi er i gang med en ansøgning." in desk.get(LIST).content.decode()


def test_twenty_stand_on_a_page(desk, bent):
    people(bent, *(f"Person {n:03}" for n in range(45)))

    assert len(shown(desk)) == 20
    assert shown(desk, page="3") == [f"Person {n:03}" for n in range(40, 45)]
    assert "page=2" in desk.get(LIST, {"q": "Person"}).content.decode()


@pytest.mark.parametrize("how_many", [3, 300])
def test_list_asks_the_same_number_of_questions(
    desk, scene, bent, how_many, django_assert_num_queries
):
    for n, person in enumerate(people(bent, *(f"Person {n}" for n in range(how_many)))):
        if n < 25:
            talk(scene, person, at(9, weeks=n + 1))
    with django_assert_num_queries(14):
        desk.get(LIST, {"venter": "", "naeste": "senere", "sidst": "laengere", "emne": "job"})


def test_colleague_and_citizen_do_not_see_the_list(scene, bent, dorte, amal):
    people(bent, "Amal")
    colleague = Client()
    enter_as_staff(colleague, staff_user(dorte, scene.centre))
    citizen = Client()
    citizen.force_login(amal)

    assert shown(colleague) == []
    assert citizen.get(LIST).status_code == 404
    assert Client().get(LIST).status_code == 303


def test_offer_is_sent_after_my_own_conversation_only(desk, scene, bent, dorte):
    mine = scene.book().conversation
    hers = scene.book(counsellor=dorte.slug, email="clara@example.org").conversation
    address = "/vejleder/samtaler/{}/tilbyd/"

    assert desk.post(address.format(mine.public_id)).status_code == 422
    assert not Offer.objects.exists()
    with time_machine.travel(at(9, 1), tick=False):
        enter_as_staff(desk, bent.user)
        assert "Amal" in desk.get(address.format(mine.public_id)).content.decode()
        assert desk.post(address.format(mine.public_id)).status_code == 303
        assert desk.post(address.format(hers.public_id)).status_code == 404
    assert [one.counsellor for one in Offer.objects.all()] == [bent]


def test_nothing_is_offered_to_somebody_who_is_mine_already(desk, scene, bent):
    [amal] = people(bent, "Amal")
    over = talk(scene, amal, NOW - timedelta(days=1))
    address = f"/vejleder/samtaler/{over.public_id}/tilbyd/"

    assert "Der er ikke noget at tilbyde her" in desk.get(address).content.decode()
    assert desk.post(address).status_code == 422
    assert not Offer.objects.exists()


def test_nothing_is_offered_to_somebody_no_offer_can_reach(desk, scene, bent):
    """A guest from the desk has no mail, no number and no account in which it could wait."""
    guest = scene.book().conversation
    Citizen.objects.filter(pk=guest.citizen_id).update(email=None, phone=None, is_guest=True)
    Conversation.objects.filter(pk=guest.pk).update(email="", phone="")

    with time_machine.travel(at(9, 1), tick=False):
        enter_as_staff(desk, bent.user)
        assert desk.post(f"/vejleder/samtaler/{guest.public_id}/tilbyd/").status_code == 422
    assert not Offer.objects.exists()


def test_handover_is_proposed_shown_and_taken_back(desk, bent, dorte, amal):
    person = choose(amal, bent).responsibility
    address = f"{LIST}{person.public_id}/overlever/"
    form = desk.get(address)
    words = {"colleague": dorte.slug, "words": "Vi skriver en ansøgning sammen."}

    assert desk.post(address, {"words": ""}).status_code == 422
    assert desk.post(address, words | {"key": form.context["form_key"]}).status_code == 303
    assert "Vi skriver en ansøgning sammen." in desk.get(address).content.decode()
    card = person.handovers.get()
    assert desk.post(f"/vejleder/overlevering/{card.public_id}/fortryd/").status_code == 303
    assert not person.handovers.exists()


def test_only_colleagues_with_room_can_be_proposed(desk, scene, bent, dorte, amal, clara):
    choose(clara, dorte)
    person = choose(amal, bent).responsibility
    address = f"{LIST}{person.public_id}/overlever/"
    free = scene.colleague(slug="free")
    ceiling(scene.centre, 1)

    form = desk.get(address).context
    assert [slug for slug, _name in form["form"].fields["colleague"].choices] == ["", free.slug]
    said = {"colleague": dorte.slug, "words": "Vi er i gang.", "key": form["form_key"]}
    assert desk.post(address, said).status_code == 422
    assert not person.handovers.exists()


def test_card_with_a_diagnosis_is_asked_about_once_and_nothing_typed_is_lost(
    desk, bent, dorte, amal
):
    person = choose(amal, bent).responsibility
    address = f"{LIST}{person.public_id}/overlever/"
    typed = "Vi har talt om din depression og om en læreplads."

    def send(words=typed, **more):
        key = desk.get(address).context["form_key"]
        return desk.post(address, {"colleague": dorte.slug, "words": words, "key": key} | more)

    asked = send()
    html = asked.content.decode()
    assert asked.status_code == 422
    assert '<mark dir="auto">depression</mark>' in html
    assert typed in html
    assert f'value="{dorte.slug}" selected' in html
    assert "Send det, som det er" in html
    number = send("Dit nummer er 010190-1234", as_it_is="", accepted="010190-1234")
    assert number.status_code == 422
    assert "Send det, som det er" not in number.content.decode()
    assert not person.handovers.exists()
    assert not Notice.objects.filter(kind="handover_proposed").exists()

    assert send(as_it_is="", accepted="ADHD").status_code == 422
    assert send(as_it_is="", accepted="depression").status_code == 303
    assert person.handovers.get().words == typed


def test_person_of_a_colleague_cannot_be_handed_over(desk, bent, dorte, amal):
    person = choose(amal, dorte).responsibility
    card = propose(person, bent)

    assert desk.get(f"{LIST}{person.public_id}/overlever/").status_code == 404
    assert desk.post(f"/vejleder/overlevering/{card.public_id}/fortryd/").status_code == 404
