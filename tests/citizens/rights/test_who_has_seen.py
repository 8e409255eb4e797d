"""Amal reads who has looked at her, and asks about a line."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from citizens.models import Question
from citizens.rights.domain import FORM, ask_about_reading, forget_old_questions
from citizens.rights.tasks import forget_questions
from jobcenter.audit.domain import Reader
from jobcenter.audit.enums import Kind, Way, Why
from jobcenter.audit.models import Change, Reading
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.outbox.letters import compose_mail
from jobcenter.outbox.models import Notice
from jobcenter.shared.retention import kept_for
from jobcenter.submissions.domain import mint_form_key
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.centres import CentreFactory
from tests.factories.citizens import CitizenFactory
from tests.jobcenter.audit.log import NOW, look, recorded
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False), translation.override("da"):
        yield


@pytest.fixture
def house():
    return CentreFactory(name="Havnehuset", email="havnehuset@example.org")


class Person:
    """Somebody with an account, their browser and their row among the citizens."""

    def __init__(self, mail: str) -> None:
        self.user = UserFactory(email=mail)
        EmailAddress.objects.create(user=self.user, email=mail, verified=True, primary=True)
        self.citizen = CitizenFactory(email=mail, user=self.user)
        self.browser = Client()
        self.browser.force_login(self.user)

    def page(self, **query: str) -> str:
        response = self.browser.get(reverse("rights:who_has_seen", query=query))
        assert response.status_code == 200
        return response.content.decode()


@pytest.fixture
def amal() -> Person:
    return Person("amal@example.org")


@pytest.fixture
def clara() -> Person:
    return Person("clara@example.org")


def seen(person: Person, **changes) -> Reading:
    (row,) = recorded(look(person.citizen.public_id, **changes))
    return row


def names(html: str) -> list[str]:
    return re.findall(r"<h3>([^<]+)</h3>", html.partition("<main")[2].partition("</main>")[0])


# --- the page -----------------------------------------------------------------------------------


def test_line_says_who_when_what_how_and_why(amal, house):
    seen(amal, centre_id=house.pk, kinds=frozenset({Kind.CONTACT, Kind.AGENDA}))

    html = amal.page()

    for words in (
        "Bent Østergaard",
        "Vejleder, Havnehuset",
        "Tirsdag den 1. december 2026",
        "I en liste: din mail eller dit telefonnummer&nbsp;· hvad du gerne vil tale om<",
        "Hvorfor: I har aftalt en samtale.",
    ):
        assert words in html


def test_reason_somebody_gave_stands_there_in_their_own_words(amal):
    seen(amal, why=Why.ASKED, words="Amal bad mig <b>ringe</b>")

    assert "“Amal bad mig &lt;b&gt;ringe&lt;/b&gt;”" in amal.page()


def test_words_somebody_searched_for_are_not_shown_because_they_may_name_others(amal):
    seen(amal, way=Way.SEARCH, searched_for="Clara Holm")

    html = amal.page()

    assert "I en søgning" in html
    assert "Clara" not in html


def test_citizen_sees_their_own_lines_and_nobody_elses(amal, clara):
    seen(amal)

    assert names(amal.page()) == ["Bent Østergaard"]
    assert names(clara.page()) == []


def test_lines_about_a_proven_mail_are_theirs_until_another_account_claims_it(amal, clara):
    earlier = CitizenFactory(email="amal.nasser@example.org")
    recorded(look(earlier.public_id))
    EmailAddress.objects.create(user=amal.user, email=earlier.email, verified=True, primary=False)

    assert len(names(amal.page())) == 1

    clara.citizen.delete()
    earlier.user = clara.user
    earlier.save(update_fields=["user"])
    assert names(amal.page()) == []
    assert len(names(clara.page())) == 1


def test_mail_nobody_proved_shows_nothing(amal):
    other = CitizenFactory(email="amal.nasser@example.org")
    recorded(look(other.public_id))
    EmailAddress.objects.create(user=amal.user, email=other.email, verified=False, primary=False)

    assert names(amal.page()) == []


def test_latest_line_comes_first_and_the_rest_on_further_pages(amal):
    for day in range(30):
        recorded(look(amal.citizen.public_id), now=NOW - timedelta(days=30 - day))

    first, second = amal.page(), amal.page(page="2")

    assert (len(names(first)), len(names(second))) == (25, 5)
    assert "30. november" in first
    assert "1. november" in second
    assert names(amal.page(page="99")) == names(second)
    assert names(amal.page(page="x")) == names(first)


def test_page_tells_what_it_is_when_nobody_has_looked(amal):
    assert "Ingen har set noget om dig endnu." in amal.page()


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_many_lines(amal, house, count, django_assert_num_queries):
    for _ in range(count):
        seen(amal, centre_id=house.pk)

    # Session, person, their mails, their rows among the citizens, names from before they claimed a
    # talk, count, lines, houses, questions.
    with django_assert_num_queries(9):
        assert len(names(amal.page())) == count


def test_page_is_for_people_who_are_logged_in_and_is_stored_nowhere(client, amal):
    address = reverse("rights:who_has_seen")

    assert client.get(address).status_code == 303
    assert "no-store" in amal.browser.get(address)["Cache-Control"]
    assert amal.browser.post(address).status_code == 405


def test_account_leads_to_the_page(amal):
    html = amal.browser.get(reverse("accounts:account")).content.decode()

    assert f'href="{reverse("rights:who_has_seen")}"' in html


# --- asking -------------------------------------------------------------------------------------


def ask(person: Person, reading: Reading, **fields: str):
    address = reverse("rights:ask", args=[reading.public_id])
    html = person.browser.get(address).content.decode()
    key = re.findall(r'name="key" value="([^"]+)"', html)[0]
    said = {"key": key, "words": "Hvorfor?", "reach": "amal@example.org"} | fields
    return person.browser.post(address, said)


def test_question_is_kept_and_goes_to_the_house_by_mail(amal, house):
    reading = seen(amal, centre_id=house.pk)

    response = ask(amal, reading)

    assert response.status_code == 303
    question = Question.objects.get()
    assert (question.citizen, question.reading) == (amal.citizen, reading.public_id)
    assert (question.words, question.reach) == ("Hvorfor?", "amal@example.org")
    assert Change.objects.get(action="question.asked").actor == amal.user
    mail = compose_mail(Notice.objects.get(kind="question_about_reading"))
    assert mail.to == ["havnehuset@example.org"]
    for words in (
        "Hvem så det: Bent Østergaard",
        "tirsdag den 1. december kl. 10.00",
        "I har aftalt en samtale",
        "/leder/spoergsmaal/",
    ):
        assert words in mail.body
    for words in ("Hvorfor?", "amal@example.org"):
        assert words not in mail.body
    assert "Bent" not in mail.subject


def test_asker_gets_a_receipt_and_the_line_says_that_they_have_asked(amal, house):
    reading = seen(amal, centre_id=house.pk)

    response = ask(amal, reading, reach="20304050")

    receipt = amal.browser.get(response["Location"]).content.decode()
    assert "Huset svarer dig på +4520304050." in receipt
    html = amal.page()
    assert "Du spurgte om det:" in html
    assert reverse("rights:ask", args=[reading.public_id]) not in html


def test_form_knows_the_askers_mail(amal, house):
    reading = seen(amal, centre_id=house.pk)

    html = amal.browser.get(reverse("rights:ask", args=[reading.public_id])).content.decode()

    assert 'value="amal@example.org"' in html


@pytest.mark.parametrize("reach", ["", "i morgen", "amal@", "12345"])
def test_question_needs_a_way_to_answer(amal, house, reach):
    reading = seen(amal, centre_id=house.pk)

    response = ask(amal, reading, reach=reach)

    assert response.status_code == 422
    assert "Hvorfor?" in response.content.decode()
    assert not Question.objects.exists()


def test_form_sent_twice_asks_once(amal, house):
    reading = seen(amal, centre_id=house.pk)
    key = mint_form_key(form=FORM)

    answers = [ask(amal, reading, key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Question.objects.count() == Notice.objects.count() == 1


def test_second_question_about_a_line_is_refused_kindly(amal, house):
    reading = seen(amal, centre_id=house.pk)
    ask(amal, reading)

    response = ask(amal, reading, words="Og igen?")

    assert response.status_code == 422
    assert "Du har allerede spurgt om det her." in response.content.decode()
    assert Question.objects.get().words == "Hvorfor?"


def test_house_without_a_mail_address_has_the_question_on_its_list_only(amal):
    silent = CentreFactory(email="")

    assert ask(amal, seen(amal, centre_id=silent.pk)).status_code == 303

    assert Question.objects.get().centre == silent
    assert not Notice.objects.exists()


def test_line_without_a_house_goes_to_the_house_its_reader_works_at(amal, house):
    bent = UserFactory()
    RoleFactory(user=bent, kind="counsellor", centre_id=house.pk)
    (reading,) = recorded(
        look(amal.citizen.public_id), reader=Reader(id=bent.pk, name="Bent", role="counsellor")
    )

    ask(amal, reading)

    assert Question.objects.get().centre == house


def test_line_that_belongs_to_no_house_is_said_and_nothing_is_kept(amal):
    response = ask(amal, seen(amal))

    assert response.status_code == 422
    assert "Vi kan ikke se, hvilket hus" in response.content.decode()
    assert not Question.objects.exists()


def test_eleventh_question_of_a_day_waits(amal, house):
    def one_more() -> None:
        ask_about_reading(
            reading=seen(amal, centre_id=house.pk),
            user=amal.user,
            words="",
            reach="amal@example.org",
            form_key=mint_form_key(form=FORM),
            now=NOW,
        )

    for _ in range(10):
        one_more()
    with pytest.raises(TooManyAttempts):
        one_more()

    assert Question.objects.count() == 10


@pytest.mark.parametrize("name", ["ask", "asked"])
def test_somebody_elses_line_and_a_missing_one_look_the_same(amal, clara, house, name):
    reading = seen(amal, centre_id=house.pk)
    ask(amal, reading)

    for public_id in (reading.public_id, "missing"):
        address = reverse(f"rights:{name}", args=[public_id])
        assert clara.browser.get(address).status_code == 404
        assert clara.browser.post(address, {"reach": "x"}).status_code in {404, 405}
    assert amal.browser.get(reverse(f"rights:{name}", args=[reading.public_id])).status_code == 200


def test_one_question_per_line(amal, house):
    Question.objects.create(citizen=amal.citizen, reading="a", reach="x")

    with refused_by("one_question_per_reading"):
        Question.objects.create(citizen=amal.citizen, reading="a", reach="y")


def test_question_goes_after_a_year_and_not_before(amal):
    Question.objects.create(citizen=amal.citizen, reading="a", reach="x", asked_at=NOW)
    year = kept_for("questions")

    assert forget_old_questions(now=NOW + year - timedelta(days=1)) == 0
    assert forget_old_questions(now=NOW + year + timedelta(days=1)) == 1


def test_clockwork_forgets_questions_every_night(amal):
    from jobcenter.celery import app

    Question.objects.create(
        citizen=amal.citizen, reading="a", reach="x", asked_at=NOW - timedelta(days=400)
    )

    forget_questions()

    assert not Question.objects.exists()
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "citizens.rights.tasks.forget_questions" in tasks


def test_question_goes_with_its_citizen_and_the_log_stays(amal, house):
    ask(amal, seen(amal, centre_id=house.pk))

    amal.citizen.delete()

    assert not Question.objects.exists()
    assert Reading.objects.count() == 1


def test_page_reads_in_english_too(amal, house):
    seen(amal, centre_id=house.pk)
    with translation.override("en"):
        html = amal.page()

    assert settings.LANGUAGE_CODE == "da"
    assert "You have booked a conversation together" in html
