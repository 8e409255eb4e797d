"""Bent asks a colleague to think along. What would name somebody is never saved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from counsellors.models import SparringAnswer, SparringQuestion
from counsellors.team.domain.forgetting import forget_what_is_past
from counsellors.team.domain.refusals import HoldsPersonalData, NotInThisHouse, QuestionIsGone
from counsellors.team.domain.sparring import (
    ANSWERING,
    ASKING,
    answer_sparring,
    ask_for_sparring,
    close_sparring,
)
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import everything
from tests.counsellors.responsibility.story import account, choose, staff_user
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import ConversationFactory, CounsellorFactory

from .conftest import MORNING

TODAY = reverse("team:today")


def ask(scene, *, by=None, of=None, words="Hvordan taler I om tavshed?", **changes):
    said = {"form_key": mint_form_key(form=ASKING), "now": MORNING}
    return ask_for_sparring(
        centre=scene.centre, by=by or scene.bent, of=of, words=words, **(said | changes)
    )


def answer(question, by, words="Jeg har tyve minutter kl. 14.", **changes):
    said = {"form_key": mint_form_key(form=ANSWERING), "now": MORNING}
    return answer_sparring(question=question, by=by, words=words, **(said | changes))


def met(scene, name, *, ago=timedelta(days=3), counsellor=None):
    start = MORNING - ago
    ConversationFactory(
        counsellor=counsellor or scene.bent, centre=scene.centre, topic=scene.topic, name=name,
        starts_at=start, ends_at=start + timedelta(minutes=45),
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Det gælder 010190-1234.",
        "Det gælder 0101901234, tror jeg.",
        "Skriv til amal@example.org om det.",
        "Ring på 20 30 40 50 først.",
        "Ring på +45 20304050 først.",
        "Kender du AMAL  NASSER?",
        "Mød Amal\nNasser med mig.",
    ],
)
def test_question_that_would_name_somebody_is_refused_and_leaves_nothing(scene, words):
    met(scene, "Amal Nasser")
    before = everything()

    with pytest.raises(HoldsPersonalData):
        ask(scene, words=words)
    assert everything() == before


def test_refusal_names_the_passage(scene):
    met(scene, "Amal Nasser")
    with pytest.raises(HoldsPersonalData, match="amal nasser") as refused:
        ask(scene, words="Jeg talte med amal nasser og x@y.dk i går")

    assert refused.value.found == ["x@y.dk", "amal nasser"]


def test_full_names_of_own_people_are_known_too(scene):
    amal = account("amal@example.org")
    choose(amal, scene.bent, name="Amal El Nasser")

    with pytest.raises(HoldsPersonalData):
        ask(scene, words="Har du mødt Amal El Nasser?")


@pytest.mark.parametrize(
    "words",
    [
        "Amal er et navn mange har.",
        "Er der nogen, der kender § 13 i lov 1234 fra 2026?",
        "Jeg har 20 minutter kl. 14 i lokale 3.",
        "Hvordan taler I om angst?",
    ],
)
def test_question_about_no_named_person_is_asked(scene, words):
    met(scene, "Amal Nasser", ago=timedelta(days=31))
    met(scene, "Amal")

    assert ask(scene, words=words).words == words


def test_name_of_a_colleagues_conversation_is_not_the_writers_to_know(scene, dorte):
    met(scene, "Clara Lund", counsellor=dorte)
    question = ask(scene, words="Clara Lund skrev en god bog.")

    with pytest.raises(HoldsPersonalData):
        answer(question, dorte, words="Clara Lund? Ja.")
    assert not SparringAnswer.objects.exists()


def test_one_mail_goes_to_the_one_asked_and_none_to_a_house(scene, dorte):
    staff_user(dorte, scene.centre)
    ask(scene, words="Et spørgsmål til alle")
    assert not Notice.objects.exists()

    key = mint_form_key(form=ASKING)
    ask(scene, of="dorte", words="Kun til dig", form_key=key)
    ask(scene, of="dorte", words="Kun til dig", form_key=key)
    mail = Notice.objects.get()
    assert (mail.kind, mail.recipient) == ("sparring_asked", dorte.user.email)
    assert "Kun til dig" not in str(mail.payload)


def test_colleague_elsewhere_or_oneself_cannot_be_asked(scene):
    CounsellorFactory(slug="kai", centres=[CentreFactory()])
    for slug in ("kai", scene.bent.slug):
        with pytest.raises(NotInThisHouse):
            ask(scene, of=slug)
    assert not SparringQuestion.objects.exists()


def test_house_sees_a_question_to_all_and_only_two_see_one_to_a_colleague(scene, dorte, as_):
    kai = scene.colleague(first_name="Kai")
    ask(scene, words="Til hele huset")
    private = ask(scene, of="dorte", words="Til Dorte")
    pages = {who: as_(who).get(TODAY).content.decode() for who in (scene.bent, dorte, kai)}

    assert all("Til hele huset" in html for html in pages.values())
    assert "Til Dorte" in pages[scene.bent]
    assert "Til Dorte" in pages[dorte]
    assert "Til Dorte" not in pages[kai]
    address = reverse("team:answer", args=[private.public_id])
    assert as_(kai).get(address).status_code == 404
    assert as_(dorte).get(address).status_code == 200


def test_answer_is_seen_on_the_team_page(scene, dorte, as_):
    question = ask(scene)
    hers = as_(dorte)
    address = reverse("team:answer", args=[question.public_id])
    refused = hers.post(address, {"words": "Ring 20304050", "key": mint_form_key(form=ANSWERING)})
    done = hers.post(address, {"words": "Kom kl. 14.", "key": mint_form_key(form=ANSWERING)})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert "“20304050”" in refused.content.decode()
    assert "Ring 20304050" in refused.content.decode()
    assert "Kom kl. 14." in as_(scene.bent).get(TODAY).content.decode()


def test_asker_closes_at_once_and_nobody_else_can(scene, dorte, as_):
    question = ask(scene)
    answer(question, dorte)
    address = reverse("team:close", args=[question.public_id])

    assert as_(dorte).post(address).status_code == 404
    assert as_(scene.bent).post(address).status_code == 303
    assert not SparringQuestion.objects.exists()
    assert not SparringAnswer.objects.exists()
    with pytest.raises(QuestionIsGone):
        answer(question, dorte)


def test_question_is_gone_after_fourteen_days(scene, dorte):
    question = ask(scene)
    answer(question, dorte)
    late = MORNING + timedelta(days=14)

    assert not SparringQuestion.objects.open(late).exists()
    with pytest.raises(QuestionIsGone):
        answer(question, dorte, now=late)
    assert forget_what_is_past(now=late - timedelta(minutes=1)).questions == 0
    assert SparringQuestion.objects.exists()
    assert forget_what_is_past(now=late).questions > 0
    assert not SparringQuestion.objects.exists()
    close_sparring(question=question)


def test_page_keeps_what_was_typed_when_it_is_refused(scene, dorte, as_):
    browser, address = as_(scene.bent), reverse("team:ask", args=["havnehuset"])
    said = {"of": "-", "words": "Ring til 20 30 40 50", "key": mint_form_key(form=ASKING)}
    refused = browser.post(address, said)

    assert refused.status_code == 422
    assert "Ring til 20 30 40 50" in refused.content.decode()
    assert browser.post(address, said | {"words": " \u200b "}).status_code == 422
    assert browser.post(address, said | {"words": "Hvad gør I?"}).status_code == 303
    assert SparringQuestion.objects.get().words == "Hvad gør I?"
