"""What the letters of wishes say, in both languages, by mail and by SMS."""

from __future__ import annotations

from datetime import date

import pytest

from events.activities.domain import attest_activity, publish_activity
from events.signups.models import SignupTerms
from events.wishes.domain import answer_idea, be_told, remind_houses, tell_of_what_comes
from events.wishes.domain.secrets import link_secret_of
from events.wishes.enums import Answer
from jobcenter.accounts.enums import RoleKind
from jobcenter.centres.domain.hours import working_day_after
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW, planned_activity
from tests.factories.wishes import proposed, supported, wished

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(name="Havnehuset")


def letter(kind: str) -> str:
    notice = Notice.objects.filter(kind=kind).latest("pk")
    if notice.channel == "sms":
        return compose_sms(notice)
    mail = compose_mail(notice)
    assert str(mail.alternatives[0][0]).count("<h1>") == 1
    return f"{mail.subject}\n{mail.body}"


def test_the_receipt_says_by_when_the_house_answers(centre):
    one = proposed(centre=centre)
    said = letter("idea_received")
    assert "Vi har fået din idé" in said
    assert "Havnehuset svarer senest tirsdag den 15. september." in said
    assert f"/min-ide/{link_secret_of(one)}/" in said

    proposed(centre=centre, page_language="en")
    assert "Havnehuset answers at the latest Tuesday 15 September." in letter("idea_received")
    proposed(centre=centre, email="", phone="+4520111111")
    assert "Du får svar senest tirsdag den 15. september" in letter("idea_received")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("taken_on", "Havnehuset tager den op: Cykelværksted."),
        ("not_yet", "Havnehuset svarer igen senest torsdag den 1. oktober."),
        ("refused", "Havnehuset kan ikke gøre det: Cykelværksted."),
    ],
)
def test_the_answer_stands_in_the_letter_with_the_words_of_the_house(centre, answer, said):
    one = proposed(centre=centre)
    answer_idea(
        idea=one, answer=Answer(answer), words="Vi ringer\ntil dig.", until=date(2026, 10, 1),
        actor=UserFactory(), now=NOW,
    )  # fmt: skip
    text = letter("idea_answered")
    assert said in text
    assert "Vi ringer\ntil dig." in text


def test_who_wished_reads_when_it_happens_and_until_when_they_come_first(centre):
    one, editor = wished(centre=centre), UserFactory()
    clara = supported(one)
    be_told(support=clara, email="clara@example.org", phone="")
    activity = planned_activity(centre=centre)
    answer_idea(
        idea=one, answer=Answer.TAKEN_ON, words="", activity=activity, actor=editor, now=NOW
    )
    SignupTerms.objects.create(activity=activity)
    attest_activity(activity=activity, actor=editor, now=NOW)
    publish_activity(activity=activity, actor=editor, now=NOW)
    tell_of_what_comes(now=NOW)

    said = letter("idea_comes")
    assert "Det, du ønskede dig, sker: Strikkecafé, tirsdag den 6. oktober kl. 19.00." in said
    assert "før alle andre, indtil torsdag den 3. september kl. 12.00." in said
    assert f"/min-stoette/{link_secret_of(clara)}/" in said


def test_editors_read_how_many_wait_and_no_name(centre):
    one = proposed(centre=centre)
    user = UserFactory(email="editor@example.org")
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=centre.pk)
    assert working_day_after(date(2026, 9, 14)) == one.due_on
    remind_houses(now=NOW.replace(day=14))
    said = letter("ideas_due")
    assert "Hvor mange: 1." in said
    assert "Amal" not in said
    assert "/vejleder/ideer/" in said
