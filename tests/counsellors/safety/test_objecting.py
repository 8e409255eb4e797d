"""An objection to a block: who is told, who answers, and where the answer is read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from counsellors.models import Block
from counsellors.safety.domain import (
    ObjectionIsAnswered,
    answer_objection,
    lift_block,
    object_to_block,
)
from counsellors.safety.domain.objecting import SayWhyItStands
from jobcenter.audit.models import Change, Reading
from jobcenter.outbox.models import Notice
from tests.counsellors.chat.story import DAY, MINUTE, NOW, begin
from tests.counsellors.talk.story import works_here
from tests.factories.accounts import UserFactory

from .story import LIBRARY, browser_of, lead_browser, lead_of, stop

pytestmark = pytest.mark.django_db(transaction=True)
WORDS, ANSWER = "detvarikkemig", "Vi har læst det hele igen"
PAGE, LIST = reverse("safety:blocked"), reverse("safety:blocks")


@pytest.fixture
def talk(clock):
    return begin(words="Truslen")


def mails() -> list[Notice]:
    return list(Notice.objects.filter(kind="block_objected").order_by("recipient"))


def objected(talk, **more) -> Block:
    block = stop(talk, **more)
    object_to_block(block=block, words=WORDS, now=NOW)
    return Block.objects.get(pk=block.pk)


def html(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_who_leads_the_house_is_written_to_once_and_without_a_word(talk):
    lead_of(talk)
    lead_of(begin(), mail="elsewhere@example.org")
    block = objected(talk)

    assert not object_to_block(block=block, words="Igen", now=NOW + MINUTE)
    (mail,) = mails()
    assert mail.recipient == "lead@example.org"
    assert mail.payload["link"].endswith(LIST)
    for word in (WORDS, block.reason, "Amal"):
        assert word not in str(mail.payload)


def test_house_itself_is_written_to_where_nobody_leads_it(talk):
    objected(talk)

    assert [mail.recipient for mail in mails()] == [talk.thread.centre.email]


def test_person_whose_connection_is_paused_too_objects_to_their_own_block_alone(talk):
    stop(talk, with_address=True, at=LIBRARY)
    browser_of(talk, at=LIBRARY).post(PAGE, {"words": WORDS})

    assert len(mails()) == 1
    assert [block.is_of_connection for block in Block.objects.exclude(objection="")] == [False]


def test_list_shows_first_who_waits_for_an_answer(talk):
    stop(begin(bent=talk.bent), reason="tidligere", lasts=DAY)
    objected(talk)
    shown = html(lead_browser(talk), LIST)

    assert shown.count("Venter på svar") == 1
    assert shown.index("Venter på svar") < shown.index(WORDS) < shown.index("tidligere")


def test_team_page_says_that_somebody_waits_until_they_are_answered(talk):
    block, lead = objected(talk), lead_browser(talk)
    team, waits = reverse("team:today"), "venter på svar"
    assert waits in html(lead, team)
    assert waits in html(works_here(talk.bent), team)
    assert waits not in html(lead_browser(begin()), team)

    answer_objection(block=block, words=ANSWER, by=UserFactory(), now=NOW)
    assert waits not in html(lead, team)


def test_answer_is_read_where_the_blocked_person_objected_and_by_nobody_else(talk):
    block, lead = objected(talk), lead_browser(talk)
    own = reverse("safety:objection", args=[block.public_id])
    assert lead.post(own, {"words": ""}).status_code == 422
    assert lead.post(own, {"words": ANSWER}).status_code == 303

    assert ANSWER in html(browser_of(talk), PAGE)
    assert ANSWER not in html(Client(), PAGE)
    assert "Venter på svar" not in html(lead, LIST)
    again = lead.post(own, {"words": "Noget andet"})
    assert again.status_code == 422
    assert "har allerede svaret" in again.content.decode()
    assert "Noget andet" in again.content.decode()
    assert Block.objects.get().answer == ANSWER


def test_look_at_an_objection_stands_in_the_read_log(talk):
    block = objected(talk)
    own = reverse("safety:objection", args=[block.public_id])

    assert lead_browser(begin()).get(own).status_code == 404
    assert not Reading.objects.exists()
    assert WORDS in html(lead_browser(talk), own)
    assert Reading.objects.get().citizen == talk.thread.public_id


def test_nothing_is_answered_where_nobody_has_objected(talk):
    block = stop(talk)
    own = reverse("safety:objection", args=[block.public_id])

    assert lead_browser(talk).get(own).status_code == 404
    with pytest.raises(ObjectionIsAnswered):
        answer_objection(block=block, words=ANSWER, by=UserFactory(), now=NOW)


def test_answer_says_something_once_and_is_in_the_trail(talk):
    block, lis = objected(talk), UserFactory(name="Lis")
    with pytest.raises(SayWhyItStands):
        answer_objection(block=block, words="", by=lis, now=NOW)
    for _ in range(2):
        answer_objection(block=block, words=ANSWER, by=lis, now=NOW)
    with pytest.raises(ObjectionIsAnswered):
        answer_objection(block=block, words="Andet", by=lis, now=NOW)

    said = Change.objects.filter(subject=f"block:{block.public_id}", action="block.answered")
    assert said.count() == 1


def test_who_leads_the_house_lifts_it_and_the_person_reads_that_they_were_heard(talk):
    block = objected(talk)
    answer = lead_browser(talk).post(reverse("safety:lift", args=[block.public_id]))

    assert answer.status_code == 303
    assert "lukket op for dig igen" in html(browser_of(talk), PAGE)
    assert "lukket op for dig igen" not in html(Client(), PAGE)


def test_person_who_said_nothing_is_not_told_that_they_were_heard(talk):
    lift_block(block=stop(talk), by=talk.bent, now=NOW)

    assert "lukket op for dig igen" not in html(browser_of(talk), PAGE)
