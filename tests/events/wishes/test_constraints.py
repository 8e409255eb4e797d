"""Each named constraint is broken once."""

from __future__ import annotations

from datetime import date

import pytest

from events.wishes.models import AnsweredCount, Idea, Support
from tests.factories.centres import CentreFactory
from tests.factories.events import NOW, planned_activity
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


def idea(link: bytes = b"l", **said) -> Idea:
    usual = {"kind": "wish", "title": "Bordtennis", "written_at": NOW, "due_on": date(2026, 9, 15)}
    centre = said.pop("centre", None) or CentreFactory()
    return Idea.objects.create(centre=centre, link_hash=link * 32, **(usual | said))


def support(one: Idea, sign: bytes, **said) -> Support:
    return Support.objects.create(
        idea=one, link_hash=sign * 32, browser_hash=sign * 32, since=NOW, **said
    )


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("an_idea_says_what", {"title": ""}),
        ("an_idea_keeps_one_channel_at_most", {"email": "a@example.org", "phone": "+4520111111"}),
        ("a_proposal_says_whom_to_answer", {"kind": "proposal", "name": "Amal"}),
        ("a_proposal_says_whom_to_answer", {"kind": "proposal", "email": "a@example.org"}),
        (
            "only_wishes_are_shown_to_everybody",
            {"kind": "proposal", "name": "Amal", "email": "a@example.org", "shown_at": NOW},
        ),
        ("what_is_taken_down_says_why", {"taken_down_at": NOW}),
        ("an_answer_says_when", {"answer": "not_yet"}),
        ("an_answer_says_when", {"answered_at": NOW}),
        ("a_refused_idea_has_a_reason", {"answer": "refused", "answered_at": NOW}),
    ],
)
def test_an_idea_keeps_its_rules(constraint, wrong):
    idea()
    with refused_by(constraint):
        Idea.objects.update(**wrong)


def test_only_what_is_taken_on_becomes_an_activity():
    idea()
    with refused_by("only_what_is_taken_on_becomes_an_activity"):
        Idea.objects.update(activity=planned_activity())


def test_a_link_leads_to_one_idea():
    one = idea()
    with refused_by("one_idea_per_secret_link"):
        idea(centre=one.centre)


def test_a_wish_is_supported_once_by_a_browser_a_person_and_a_link():
    one = idea()
    support(one, b"a", contact_hash=b"x" * 32)
    support(one, b"b")
    for column, name in {
        "browser_hash": "one_support_per_browser_and_wish",
        "link_hash": "one_support_per_secret_link",
    }.items():
        with refused_by(name):
            Support.objects.update(**{column: b"a" * 32})
    with refused_by("one_support_per_person_and_wish"):
        Support.objects.update(contact_hash=b"x" * 32)


def test_a_support_keeps_one_channel():
    support(idea(), b"a")
    with refused_by("a_support_keeps_one_channel_at_most"):
        Support.objects.update(email="a@example.org", phone="+4520111111")


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("a_month_of_answers_begins_on_the_first", {"month": date(2026, 9, 2)}),
        ("answers_in_time_are_answers", {"answered": 1, "in_time": 2}),
    ],
)
def test_a_count_of_answers_keeps_its_rules(constraint, wrong):
    AnsweredCount.objects.create(centre=CentreFactory(), month=date(2026, 9, 1))
    with refused_by(constraint):
        AnsweredCount.objects.update(**wrong)


def test_a_house_has_one_count_a_month():
    centre = CentreFactory()
    AnsweredCount.objects.create(centre=centre, month=date(2026, 9, 1))
    with refused_by("one_count_of_answers_per_house_and_month"):
        AnsweredCount.objects.create(centre=centre, month=date(2026, 9, 1))
