"""Partners make activities, the house answers, and trust lets them publish directly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.organising.domain import (
    answer_partner,
    forget_old_invitations,
    is_trusted,
    join_partner,
    publish,
    send_to_house,
)
from events.organising.domain.refusals import AnsweredAlready, TooLateToJoin, WaitsAlready
from events.organising.domain.said import stands
from events.organising.enums import SubmissionState
from events.organising.models import PartnerMember, Trust
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from jobcenter.shared.editions import edition_of
from tests.events.organising.story import first_day, form, seen_on
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PARTNER = "/kontor/det-sker/aahuset/partnere/garnets-venner/"


def said(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def draft(story):
    story.make_of_partner()
    return story.made()


@pytest.fixture
def sent(story, draft):
    story.of_partner.post(f"/arrangoer/aktivitet/{draft.public_id}/offentlig/", {"attests": "1"})
    draft.submission.refresh_from_db()
    return draft


def answer(story, activity, **body):
    home = f"/kontor/aktivitet/{activity.public_id}/"
    return story.at_house.post(f"{home}svar/", body | {"seen": seen_on(story.at_house, home)})


def letters(kind: str) -> list[str]:
    return [compose_mail(one).body for one in Notice.objects.filter(kind=kind).order_by("pk")]


def test_a_draft_is_the_partners_alone(story, draft):
    assert draft.partner == story.partner
    assert "Kladde" in said(story.of_partner.get("/arrangoer/"))
    assert draft.title not in said(story.at_house.get("/kontor/det-sker/"))
    assert story.at_house.get(f"/kontor/aktivitet/{draft.public_id}/").status_code == 404


def test_the_house_hears_of_it_says_yes_and_the_partner_gets_a_mail(story, sent):
    assert sent.submission.state == "waiting"
    assert "Garnets venner" in letters("activity_waits")[0]
    page = said(story.at_house.get(f"/kontor/aktivitet/{sent.public_id}/"))
    assert "Garnets venner spørger huset" in page

    answer(story, sent, answer="approved")
    sent.refresh_from_db()
    assert sent.published_at is not None
    assert "Den står i programmet nu" in letters("activity_answered")[0]
    one = sent.dates.get()
    trail = said(story.of_partner.get(f"/det-sker/{one.public_id}/spor/"))
    assert trail.index("Lagt i programmet") < trail.index("Godkendt") < trail.index("Sendt til")
    assert "Garnets venner" in trail
    assert "Amal" not in trail
    assert "Dorte" not in trail


def test_a_no_and_a_wish_need_words_and_both_can_be_sent_again(story, sent):
    wrong = answer(story, sent, answer="refused", words=" ")
    assert wrong.status_code == 422
    assert "så de ved hvorfor" in said(wrong)
    answer(story, sent, answer="change_asked", words="Skriv, hvem der tager imod.")
    page = said(story.of_partner.get(f"/arrangoer/aktivitet/{sent.public_id}/"))
    assert "Skriv, hvem der tager imod." in page
    assert "Skriv, hvem der tager imod." in letters("activity_answered")[0]

    home = f"/arrangoer/aktivitet/{sent.public_id}/"
    said_too = form(who_meets_you="Karen i døren")
    changed = story.changed(story.of_partner, f"{home}ret/", said_too)
    assert changed.status_code == 303
    story.of_partner.post(f"{home}offentlig/", {"attests": "1"})
    answer(story, sent, answer="refused", words="Vi har en i forvejen.")
    sent.submission.refresh_from_db()
    assert (sent.submission.state, sent.published_at) == ("refused", None)
    assert "Vi har en i forvejen." in letters("activity_answered")[1]


def test_what_is_answered_is_answered_once(story, sent):
    now = timezone.now()
    say = {"activity": sent, "words": "", "actor": story.editor, "now": now,
           "seen": edition_of(stands(sent))}  # fmt: skip
    answer_partner(answer=SubmissionState.APPROVED, **say)
    with pytest.raises(AnsweredAlready):
        answer_partner(answer=SubmissionState.APPROVED, **say)
    with pytest.raises(WaitsAlready):
        send_to_house(activity=sent, attests=True, actor=story.amal, now=now)
    assert Notice.objects.filter(kind="activity_answered").count() == 1


def test_an_editor_who_publishes_what_a_partner_sent_has_said_yes(story, sent):
    publish(activity=sent, attests=False, actor=story.editor, now=timezone.now())

    sent.submission.refresh_from_db()
    assert sent.submission.state == "approved"
    assert Notice.objects.filter(kind="activity_answered").count() == 1


def test_without_trust_a_partner_cancels_what_is_public_but_does_not_rewrite_it(story, sent):
    answer(story, sent, answer="approved")
    home = f"/arrangoer/aktivitet/{sent.public_id}/"
    refused = story.of_partner.post(f"{home}ret/", form(title="Noget andet"))
    assert refused.status_code == 422
    assert "Ring til huset" in said(refused)
    assert "Noget andet" in said(refused)
    one = sent.dates.get()
    own = story.of_partner.post(f"/arrangoer/dato/{one.public_id}/eget/", {"own-title": "Andet"})
    assert own.status_code == 422

    story.of_partner.post(f"/arrangoer/dato/{one.public_id}/aflys/", {"cancel-reason": "Sygdom"})
    one.refresh_from_db()
    assert (one.state, one.own_title) == ("cancelled", "")


def test_trust_lets_a_partner_publish_directly_until_it_is_taken_back(story):
    story.at_house.post(f"{PARTNER}tillid/", {"why": "Et år uden vrøvl"})
    assert "Et år uden vrøvl" in letters("partner_trust")[0]
    story.make_of_partner()
    first = story.made()
    home = f"/arrangoer/aktivitet/{first.public_id}/"
    story.of_partner.post(f"{home}offentlig/", {"attests": "1"})
    first.refresh_from_db()
    assert first.published_at is not None
    changed = story.changed(story.of_partner, f"{home}ret/", form(title="Ny titel"))
    assert changed.status_code == 303

    story.at_house.post(f"{PARTNER}tillid/", {"why": "To aflyst uden besked", "withdraw": "1"})
    row = Trust.objects.get()
    assert (row.given_by, row.withdrawn_by) == (story.editor, story.editor)
    assert "To aflyst uden besked" in said(story.at_house.get(PARTNER))
    assert not is_trusted(story.partner, story.centre)
    story.make_of_partner()
    second = story.made()
    story.of_partner.post(f"/arrangoer/aktivitet/{second.public_id}/offentlig/", {"attests": "1"})
    second.refresh_from_db()
    assert (second.published_at, second.submission.state) == (None, "waiting")


def test_trust_needs_a_reason_and_ends_with_the_house(story):
    assert story.at_house.post(f"{PARTNER}tillid/", {"why": ""}).status_code == 422
    story.at_house.post(f"{PARTNER}tillid/", {"why": "Ja"})
    assert story.at_house.post(f"{PARTNER}tillid/", {"why": "Ja"}).status_code == 422
    assert is_trusted(story.partner, story.centre)
    story.partner.centres.remove(story.centre)
    assert not is_trusted(story.partner, story.centre)
    assert story.of_partner.get("/arrangoer/garnets-venner/aahuset/ny/").status_code == 404


def test_somebody_invited_by_mail_says_yes_and_the_mail_goes(story):
    body = {"name": "Erik", "email": "Erik@example.org"}
    assert story.at_house.post(f"{PARTNER}inviter/", body).status_code == 303
    assert "Garnets venner" in letters("partner_invited")[0]
    erik = Client()
    erik.force_login(UserFactory(email="erik@example.org"))
    member = PartnerMember.objects.get(name="Erik")
    assert "Erik" in said(erik.get("/arrangoer/"))
    assert story.of_partner.post(f"/arrangoer/ja/{member.public_id}/").status_code == 404

    erik.post(f"/arrangoer/ja/{member.public_id}/")
    member.refresh_from_db()
    assert (member.email, member.user.email) == ("", "erik@example.org")
    assert "Lav en aktivitet i" in said(erik.get("/arrangoer/"))
    erik.post(f"/arrangoer/farvel/{member.public_id}/")
    assert not PartnerMember.objects.filter(name="Erik").exists()
    assert "Du er ikke med i en endnu" in said(erik.get("/arrangoer/"))


def test_an_invitation_ends_after_thirty_days(story):
    story.at_house.post(f"{PARTNER}inviter/", {"name": "Erik", "email": "erik@example.org"})
    member = PartnerMember.objects.get(name="Erik")
    late = timezone.now() + timedelta(days=31)
    with pytest.raises(TooLateToJoin):
        join_partner(member=member, user=UserFactory(email="erik@example.org"), now=late)

    assert forget_old_invitations(now=late) == 1
    assert PartnerMember.objects.get().name == "Amal"


def test_whoever_makes_activities_already_is_not_invited_again(story):
    refused = story.at_house.post(
        f"{PARTNER}inviter/", {"name": "Amal", "email": "amal@example.org"}
    )

    assert "laver allerede aktiviteter" in said(refused)


def test_who_is_removed_sees_nothing_of_it_any_more(story, draft):
    member = PartnerMember.objects.get()
    story.at_house.post(f"{PARTNER}{member.public_id}/fjern/")

    assert story.of_partner.get(f"/arrangoer/aktivitet/{draft.public_id}/").status_code == 404


def test_a_preview_saves_nothing_also_for_a_partner(story):
    answer = story.make_of_partner(
        repeats="weekly", last_on=first_day() + timedelta(days=7), preview="1"
    )

    assert answer.status_code == 200
    assert "Det bliver" in said(answer)
