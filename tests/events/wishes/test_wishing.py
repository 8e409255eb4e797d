"""Writing wishes and proposals, and wishing for the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from events.wishes.domain import (
    alike,
    be_told,
    report_wish,
    take_back_idea,
    withdraw_support,
)
from events.wishes.domain.refusals import (
    NoSupportHere,
    SupportedAlready,
    YourOwnWish,
)
from events.wishes.domain.secrets import link_secret_of
from events.wishes.domain.words import may_name_somebody
from events.wishes.domain.writing import FORM
from events.wishes.enums import Wrong
from events.wishes.models import Idea, Support
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.outbox.models import Notice
from jobcenter.shared.reaching import TellsHowToReach
from jobcenter.submissions.domain import FormAlreadyUsed, mint_form_key
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW
from tests.factories.wishes import proposed, supported, wished

pytestmark = pytest.mark.django_db


def test_a_wish_stands_in_public_at_once_and_is_due_in_ten_working_days():
    one = wished()

    assert Idea.objects.public().get() == one
    assert one.due_on == date(2026, 9, 15)  # NOW is Tuesday the 1st


def test_a_proposal_is_read_by_the_house_only():
    one = proposed()

    assert not Idea.objects.public().exists()
    assert Notice.objects.get(kind="idea_received").recipient == one.email


@pytest.mark.parametrize(
    "text",
    [
        "Ring til mig på 20 11 11 11",
        "Skriv på +45 20111111",
        "skriv til mette@example.org",
        "se www.example.org",
        "kig på koret.dk",
        "Kom til Nørregade 12",
        "på Vestre Ringvej 3B",
        "mit nummer er 010190-1234",
    ],
)
def test_how_to_reach_somebody_is_not_shown_to_everybody(text):
    with pytest.raises(TellsHowToReach) as refused:
        wished(text=text)
    assert refused.value.passages
    assert not Idea.objects.exists()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Et kursus for Mette Hansen", True),
        ("Peter Sørensen skal synge", True),
        ("Et kor for begyndere", False),
        ("Jeg ønsker mig Dansk for begyndere", False),
    ],
)
def test_what_looks_like_a_full_name_is_noticed(text, named):
    assert may_name_somebody(text) is named


def test_a_wish_that_may_name_somebody_waits_for_the_house():
    one = wished("Synge med Mette Hansen")

    assert one.shown_at is None
    assert not Idea.objects.public().exists()


def test_the_same_form_is_one_wish_and_another_text_is_refused():
    centre, key = CentreFactory(), mint_form_key(form=FORM)
    first = wished(centre=centre, key=key)

    assert wished(centre=centre, key=key) == first
    with pytest.raises(FormAlreadyUsed):
        wished("Noget andet", centre=centre, key=key)


def test_one_address_writes_ten_in_an_hour():
    for n in range(10):
        wished(f"Ønske {n}")
    with pytest.raises(TooManyAttempts):
        wished("Ønske nummer elleve")
    assert Idea.objects.count() == 10


def test_clara_wishes_for_the_same_once_from_her_browser():
    one = wished()
    clara = supported(one)

    assert supported(one) == clara
    assert supported(one, "eriks-browser") != clara
    assert Idea.objects.with_supporters().get().wished_by == 3


def test_a_browser_that_keeps_nothing_counts_once_per_form():
    from events.wishes.domain.supporting import FORM as SUPPORT

    one, key = wished(), mint_form_key(form=SUPPORT)
    assert supported(one, "first", key=key) == supported(one, "second", key=key)


def test_the_author_is_counted_already():
    one = wished()
    with pytest.raises(YourOwnWish):
        supported(one, "amals-browser")


def test_a_person_supports_once_whatever_the_browser():
    one = wished()
    be_told(support=supported(one), email="clara@example.org", phone="")
    other = supported(one, "claras-phone")
    with pytest.raises(SupportedAlready):
        be_told(support=other, email="Clara@example.org", phone="")
    assert Support.objects.get(pk=other.pk).email == ""


def test_what_is_refused_or_taken_down_takes_no_support():
    one = wished()
    Idea.objects.update(answer="refused", answered_at=NOW, answer_words="Ingen plads")
    with pytest.raises(NoSupportHere):
        supported(one)
    Idea.objects.update(
        answer="", answered_at=None, taken_down_at=NOW, taken_down_why="Sårer nogen"
    )
    with pytest.raises(NoSupportHere):
        supported(one)


def test_a_support_is_withdrawn_without_a_trace():
    clara = supported(wished())
    withdraw_support(support=clara)
    withdraw_support(support=clara)
    assert not Support.objects.exists()


def test_a_wish_nobody_else_has_is_taken_back_whole():
    take_back_idea(idea=wished())
    assert not Idea.objects.exists()


def test_a_wish_others_have_stays_without_its_author():
    one = wished(email="amal@example.org")
    secret = link_secret_of(one)
    supported(one)
    take_back_idea(idea=one)

    left = Idea.objects.with_supporters().get()
    assert (left.email, left.wished_by, link_secret_of(left)) == ("", 1, None)
    assert secret


def test_a_reported_wish_stands_until_somebody_reads_it():
    one = wished()
    report_wish(idea=one, why=Wrong.HURTS, address="192.0.2.1", now=NOW)

    assert Idea.objects.public().get().reported_why == "hurts"
    for _ in range(9):
        report_wish(idea=one, why=Wrong.HURTS, address="192.0.2.1", now=NOW)
    with pytest.raises(TooManyAttempts):
        report_wish(idea=one, why=Wrong.HURTS, address="192.0.2.1", now=NOW)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Bordtennis", True),
        ("Jeg ønsker mig noget bordtennis sammen med andre", True),
        ("bordtenis for begynder", True),
        ("Bordtennis om aftenen for begyndere over halvtreds", True),
        ("Strikning for begyndere", False),
        ("Skak", False),
        ("Jeg ønsker mig noget", False),
    ],
)
def test_who_writes_the_same_is_shown_it(title, found):
    one = wished("Bordtennis for begyndere")
    assert [idea.pk for idea in alike(centre=one.centre, title=title)] == [one.pk] * found


def test_what_another_house_has_is_not_the_same():
    wished("Bordtennis")
    assert alike(centre=CentreFactory(), title="Bordtennis") == []


def test_a_letter_by_sms_waits_for_the_morning():
    night = NOW.replace(hour=22)
    wished(phone="+4520111111", now=night)
    assert Notice.objects.get().due_at - night > timedelta(hours=7)
