"""Blocking, reporting and calling for help in a browser, by who may."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from counsellors.models import Block, Event, HelpCall, MessageReport
from jobcenter.accounts.enums import RoleKind
from jobcenter.audit.models import Reading
from tests.counsellors.chat.story import begin
from tests.counsellors.talk.test_pages import say, works_here
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.counsellors import CounsellorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk():
    return begin(words="amalsegneord")


def at(talk, name: str, *more) -> str:
    return reverse(f"safety:{name}", args=[talk.thread.public_id, *more])


def leads(talk) -> Client:
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.TEAM_LEAD, centre_id=talk.thread.centre_id)
    browser = Client()
    enter_as_staff(browser, user)
    return browser


def blocked(bent, talk, **more) -> None:
    form = {"reason": "Du har truet Bent", "days": "7"} | more
    assert bent.post(at(talk, "stop"), form).status_code == 303


def test_blocked_person_sees_why_until_when_and_what_stays_open(amal, talk):
    bent = works_here(talk.bent)
    assert bent.post(at(talk, "stop"), {"reason": "", "days": "7"}).status_code == 422
    blocked(bent, talk)

    assert say(amal, talk).status_code == 422
    page = amal.get(reverse("safety:blocked")).content.decode()
    assert "Du har truet Bent" in page
    assert reverse("centres:centre", args=[talk.thread.centre.slug]) in page
    assert "tel:" in page
    assert "Du har truet Bent" not in Client().get(reverse("safety:blocked")).content.decode()


def test_objection_is_read_by_a_colleague_who_lifts_it_and_stands_in_the_read_log(amal, talk):
    bent = works_here(talk.bent)
    blocked(bent, talk)
    amal.post(reverse("safety:blocked"), {"words": "detvarikkemig"})
    gitte = works_here(CounsellorFactory(centres=[talk.thread.centre]))
    elsewhere = works_here(begin().bent)
    block = Block.objects.get()
    lift = reverse("safety:lift", args=[block.public_id])

    assert "detvarikkemig" in gitte.get(reverse("safety:blocks")).content.decode()
    assert Reading.objects.filter(citizen=talk.thread.public_id).exists()
    assert "detvarikkemig" not in elsewhere.get(reverse("safety:blocks")).content.decode()
    assert elsewhere.post(lift).status_code == 404
    assert gitte.post(lift).status_code == 303
    assert say(amal, talk).status_code == 303


def test_reported_message_is_read_and_answered_by_who_leads_the_house(amal, talk):
    seq = talk.answer("bentsegneord")
    report = at(talk, "report_as_citizen", seq)
    assert amal.post(report, {}).status_code == 422
    assert amal.post(report, {"wrong": "threat", "words": "uhyggeligt"}).status_code == 303
    lead, kept = leads(talk), MessageReport.objects.get()
    page = reverse("safety:report", args=[kept.public_id])

    assert "amalsegneord" not in lead.get(reverse("safety:reports")).content.decode()
    shown = lead.get(page).content.decode()
    assert "bentsegneord" in shown
    assert "uhyggeligt" in shown
    assert Reading.objects.get().citizen == talk.thread.public_id
    assert lead.post(page, {"words": "Vi taler med Bent"}).status_code == 303
    assert "Vi taler med Bent" in amal.get(report).content.decode()


def test_ones_own_message_and_other_peoples_talks_cannot_be_reported(amal, talk):
    own, other = talk.write("Mit"), begin(words="Clara")

    assert amal.get(at(talk, "report_as_citizen", own)).status_code == 404
    assert amal.get(at(other, "report_as_citizen", other.answer())).status_code == 404


def test_report_is_nobodys_but_the_leads_of_its_house(amal, talk):
    amal.post(at(talk, "report_as_citizen", talk.answer()), {"wrong": "hate"})
    page = reverse("safety:report", args=[MessageReport.objects.get().public_id])

    assert leads(begin()).get(page).status_code == 404
    assert works_here(talk.bent).get(page).status_code == 404
    assert not Reading.objects.exists()


def test_script_of_the_page_of_help_gets_the_calls_and_no_page_around_them(talk):
    """For whoever leads the house, too: they are no counsellor, so there is no "I come"."""
    gitte = CounsellorFactory(centres=[talk.thread.centre], first_name="Gitte")
    works_here(talk.bent).post(at(talk, "cry"))
    calls = {"part": "calls"}
    for browser, may_come in ((works_here(gitte), True), (leads(talk), False)):
        html = browser.get(reverse("safety:help"), calls).content.decode()
        assert talk.bent.name in html
        assert 'id="main"' not in html
        assert ("Jeg kommer" in html) == may_come
        assert ("Ingen har sagt endnu, at de kommer." in html) != may_come
        assert "Du har sagt, at du kommer" not in html
    assert talk.bent.name not in leads(begin()).get(reverse("safety:help"), calls).content.decode()


def test_one_press_calls_colleagues_and_the_citizen_sees_nothing(amal, talk):
    bent = works_here(talk.bent)
    gitte = works_here(CounsellorFactory(centres=[talk.thread.centre], first_name="Gitte"))
    before = amal.get(reverse("chat:events_as_citizen", args=[talk.thread.public_id])).content
    assert bent.post(at(talk, "cry")).status_code == 303

    mine = bent.get(reverse("safety:help")).content.decode()
    assert "112" in mine
    call = HelpCall.objects.get()
    assert call.counsellor.name in gitte.get(reverse("safety:help")).content.decode()
    gitte.post(reverse("safety:come", args=[call.public_id]))
    assert "Gitte" in bent.get(reverse("safety:help")).content.decode()
    assert gitte.post(reverse("safety:over", args=[call.public_id])).status_code == 404
    bent.post(reverse("safety:over", args=[call.public_id]))
    assert not HelpCall.objects.exists()
    after = amal.get(reverse("chat:events_as_citizen", args=[talk.thread.public_id])).content
    assert after == before
    assert not Event.objects.filter(kind="help").exists()


def test_page_says_that_no_colleague_could_be_called(talk):
    bent = works_here(talk.bent)
    bent.post(at(talk, "cry"))

    page = bent.get(reverse("safety:help")).content.decode()
    assert "Dine kolleger er kaldt" not in page
    assert "Ingen kollega kunne kaldes. Husets postkasse har fået en mail" in page


def test_page_of_help_is_at_hand_where_leads_work(talk):
    lead = leads(talk)
    for page in ("team:today", "safety:reports"):
        assert f'href="{reverse("safety:help")}"' in lead.get(reverse(page)).content.decode()


def test_second_cry_shows_the_new_call_and_leads_back_to_its_talk(talk):
    bent, other = works_here(talk.bent), begin(bent=talk.bent, words="Hej")
    gitte = works_here(CounsellorFactory(centres=[talk.thread.centre], first_name="Gitte"))
    bent.post(at(talk, "cry"))
    gitte.post(reverse("safety:come", args=[HelpCall.objects.get().public_id]))
    bent.post(at(other, "cry"))

    mine = bent.get(reverse("safety:help")).content.decode()
    assert reverse("chat:talk_at_work", args=[other.thread.public_id]) in mine
    assert "Gitte" not in mine
    assert "Jeg kommer" in gitte.get(reverse("safety:help")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_is_on_them(rows, talk, django_assert_max_num_queries):
    bent, lead = works_here(talk.bent), leads(talk)
    for _ in range(rows):
        one = begin(bent=talk.bent, words="Hej")
        blocked(bent, one)
        MessageReport.objects.create(
            centre=one.thread.centre, thread=one.thread.public_id, seq=2, wrong="hate",
            made_at=one.thread.started_at,
        )  # fmt: skip
    Block.objects.update(objection="Nej", objected_at=talk.thread.started_at)
    for browser, name in ((bent, "blocks"), (bent, "help"), (lead, "reports")):
        browser.get(reverse(f"safety:{name}"))
        with django_assert_max_num_queries(22):
            browser.get(reverse(f"safety:{name}"))
