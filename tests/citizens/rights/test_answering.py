"""The house answers Amal's question about a look: once, in writing, within a month."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from citizens.models import Question
from citizens.rights.domain.answering import (
    ANSWER_FORM,
    AlreadyAnswered,
    answer_question,
    remind_houses,
)
from citizens.rights.tasks import remind_of_questions
from jobcenter.audit.models import Change, Reading
from jobcenter.outbox.letters import compose_mail, compose_sms
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.citizens import CitizenFactory
from tests.jobcenter.audit.log import NOW, look, recorded
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
LIST = "/leder/spoergsmaal/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel, translation.override("da"):
        yield travel


@pytest.fixture
def house():
    return CentreFactory(name="Havnehuset", email="havnehuset@example.org")


@pytest.fixture
def amal():
    return CitizenFactory(email="amal@example.org", user=UserFactory(email="amal@example.org"))


def asked(citizen, house, **fields) -> Question:
    """A question about a look of Bent's at this citizen."""
    (line,) = recorded(look(citizen.public_id, centre_id=house.pk))
    said = {"words": "Hvorfor så han det?", "reach": "amal@example.org", "asked_at": NOW}
    return Question.objects.create(
        citizen=citizen, reading=line.public_id, centre=house, **(said | fields)
    )


def at_the_house(house, kind="team_lead", name="Lone Lund") -> tuple[Client, object]:
    user, browser = UserFactory(name=name), Client()
    RoleFactory(user=user, kind=kind, centre_id=house.pk)
    enter_as_staff(browser, user)
    return browser, user


@pytest.fixture
def lone(house):
    return at_the_house(house)[0]


def answer(browser, question, words="Bent skulle ringe til dig.", key=""):
    address = f"{LIST}{question.reading}/"
    html = browser.get(address).content.decode()
    keys = re.findall(r'name="key" value="([^"]+)"', html)
    return browser.post(address, {"words": words, "key": key or (keys or [""])[0]})


@pytest.mark.parametrize("kind", ["team_lead", "centre_editor"])
def test_list_says_what_is_asked_about_which_look_and_until_when(house, amal, kind):
    asked(amal, house)
    html = at_the_house(house, kind)[0].get(LIST).content.decode()

    for words in (
        "Hvorfor så han det?", "Bent Østergaard, Vejleder", "Svar senest:",
        "31. december 2026", "dit navn",
    ):  # fmt: skip
        assert words in html
    assert "amal@example.org" not in html


def test_reading_the_question_is_a_look_too_and_stands_in_the_log(lone, house, amal):
    question = asked(amal, house)
    lone.get(LIST)
    lone.get(f"{LIST}{question.reading}/")

    first, second = Reading.objects.filter(reader_role="team_lead").order_by("number")
    assert [one.way for one in (first, second)] == ["list", "page"]
    assert {one.citizen for one in (first, second)} == {amal.public_id}
    assert (first.kinds, first.why, first.centre_id) == (["question"], "house", house.pk)


def test_answer_is_sent_by_mail_and_stands_on_amals_page(lone, house, amal):
    question = asked(amal, house)

    assert answer(lone, question)["Location"] == LIST

    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("Bent skulle ringe til dig.", "Lone Lund")
    mail = compose_mail(Notice.objects.get(kind="question_answered"))
    assert mail.to == ["amal@example.org"]
    for words in ("Lone Lund i Havnehuset", "Bent skulle ringe til dig.", "/hvem-har-set/"):
        assert words in mail.body
    assert Change.objects.filter(action="question.answered").count() == 1
    browser = Client()
    browser.force_login(amal.user)
    html = browser.get("/mine-oplysninger/hvem-har-set/").content.decode()
    assert "Lone Lund svarede:" in html
    assert "Bent skulle ringe til dig." in html


def test_somebody_with_a_phone_is_told_in_their_language_without_the_answer(lone, house, amal):
    answer(lone, asked(amal, house, reach="+4520111111", page_language="en"))

    notice = Notice.objects.get(kind="question_answered")
    assert (notice.channel, notice.recipient) == ("sms", "+4520111111")
    text = compose_sms(notice)
    assert "we have answered your question" in text
    assert "Bent" not in text
    assert "/en/mine-oplysninger/hvem-har-set/" in text


def test_form_sent_twice_answers_once(lone, house, amal):
    question, key = asked(amal, house), mint_form_key(form=ANSWER_FORM)

    answers = [answer(lone, question, key=key) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert Notice.objects.count() == 1


def test_second_answer_is_refused_and_the_first_stands(house, amal):
    question = asked(amal, house)
    editor = at_the_house(house, "centre_editor", "Else")[1]

    def say(words):
        return answer_question(
            question=question, words=words, by=editor, now=NOW,
            form_key=mint_form_key(form=ANSWER_FORM),
        )  # fmt: skip

    say("Først")
    with pytest.raises(AlreadyAnswered):
        say("Bagefter")
    assert Question.objects.get().answer == "Først"
    assert Notice.objects.count() == 1


def test_empty_answer_is_refused(lone, house, amal):
    question = asked(amal, house)

    assert answer(lone, question, words=" ").status_code == 422
    assert Question.objects.get().answered_at is None


def test_question_stays_when_its_line_is_gone(lone, house, amal):
    Question.objects.create(citizen=amal, reading="gone", centre=house, reach="+4520111111")

    assert "Linjen selv er slettet." in lone.get(LIST).content.decode()


def test_those_that_wait_stand_first_the_longest_wait_on_top(lone, house, amal):
    asked(amal, house, words="Nyest", asked_at=NOW - timedelta(days=1))
    asked(amal, house, words="Ældst", asked_at=NOW - timedelta(days=9))
    done = asked(amal, house, words="Besvaret", asked_at=NOW - timedelta(days=20))
    answer(lone, done)

    html = lone.get(LIST).content.decode()
    assert html.index("Ældst") < html.index("Nyest") < html.index("Besvaret")


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_many(lone, house, amal, count, django_assert_num_queries):
    for _ in range(count):
        asked(amal, house)
    lone.get(LIST)

    # Session, person, role, factor, a savepoint round: count, questions, lines, role, the log.
    with django_assert_num_queries(11):
        assert lone.get(LIST).content.decode().count("Hvorfor så han det?") == count


# --- who may ------------------------------------------------------------------------------------


def test_another_house_and_a_missing_question_look_the_same(house, amal):
    question = asked(amal, house)
    dorte = at_the_house(CentreFactory())[0]

    for public_id in (question.reading, "missing"):
        assert dorte.get(f"{LIST}{public_id}/").status_code == 404
    assert "Hvorfor" not in dorte.get(LIST).content.decode()
    assert not Reading.objects.filter(reader_role="team_lead").exists()


@pytest.mark.parametrize("kind", ["counsellor", "board_member", "state", "administrator"])
def test_other_roles_have_no_such_page(house, amal, kind):
    question = asked(amal, house)
    user, browser = UserFactory(), Client()
    centre = None if kind in {"state", "administrator"} else house.pk
    RoleFactory(user=user, kind=kind, centre_id=centre)
    enter_as_staff(browser, user)

    for address in (LIST, f"{LIST}{question.reading}/"):
        assert browser.get(address).status_code == 404
        assert Client().get(address).status_code == 303


# --- reminding ----------------------------------------------------------------------------------


def reminders():
    return Notice.objects.filter(kind="question_waits")


def test_house_is_reminded_once_after_two_weeks(house, amal, clock):
    asked(amal, house)

    assert remind_houses(now=NOW + timedelta(days=13, hours=23)) == 0
    assert remind_houses(now=NOW + timedelta(days=14)) == 1
    assert remind_houses(now=NOW + timedelta(days=15)) == 0
    mail = compose_mail(reminders().get())
    assert mail.to == ["havnehuset@example.org"]
    assert "torsdag den 31. december" in mail.body
    assert "Hvorfor" not in mail.body


def test_answered_question_reminds_nobody(lone, house, amal, clock):
    answer(lone, asked(amal, house))
    clock.move_to(NOW + timedelta(days=20))

    remind_of_questions()
    assert not reminders().exists()


def test_house_without_mail_reminds_those_who_answer_there(amal):
    silent = CentreFactory(email="")
    asked(amal, silent)
    for kind, mail in (("team_lead", "l"), ("centre_editor", "e"), ("counsellor", "c")):
        user = UserFactory(email=f"{mail}@example.org")
        RoleFactory(user=user, kind=kind, centre_id=silent.pk)

    assert remind_houses(now=NOW + timedelta(days=14)) == 2
    told = sorted(reminders().values_list("recipient", flat=True))
    assert told == ["e@example.org", "l@example.org"]


def test_clockwork_reminds_every_day():
    from jobcenter.celery import app

    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {
        "citizens.rights.tasks.remind_of_questions",
        "citizens.oversight.tasks.draw_samples",
        "counsellors.covering.tasks.forget_openings",
    } <= tasks


@pytest.mark.parametrize(
    "fields", [{"answer": "Svar"}, {"answered_by": "Lone"}, {"answered_at": NOW}]
)
def test_answer_says_who_and_when(house, amal, fields):
    with refused_by("an_answer_says_who_and_when"):
        asked(amal, house, **fields)
