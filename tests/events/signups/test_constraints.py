"""Each named constraint is broken once."""

from __future__ import annotations

from datetime import date

import pytest

from events.signups.models import Place, SignUp, SignupAnswer, SignupQuestion, SignupTerms
from tests.factories.events import NOW
from tests.factories.signups import dates_with_places, signed_up
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "constraint", "wrong"),
    [
        (SignupTerms, "one_to_ten_people_sign_up_together", {"most_together": 0}),
        (SignupTerms, "one_to_ten_people_sign_up_together", {"most_together": 11}),
        (
            SignupTerms,
            "all_dates_or_none_is_for_the_whole_series",
            {"whole_series_only": True, "takes_whole_series": False},
        ),
        (SignupQuestion, "a_question_says_what_for", {"purpose": ""}),
        (SignUp, "a_sign_up_is_for_one_to_ten_people", {"people": 0}),
        (SignUp, "a_sign_up_has_a_name_and_at_most_one_channel", {"name": ""}),
        (SignUp, "a_sign_up_has_a_name_and_at_most_one_channel", {"phone": "+4520111111"}),
        (Place, "an_offer_and_nothing_else_has_a_deadline", {"state": "offered"}),
        (Place, "an_offer_and_nothing_else_has_a_deadline", {"offer_until": NOW}),
        (Place, "a_place_is_for_one_to_ten_people", {"people": 11}),
    ],
)
def test_signing_up_keeps_its_rules(model, constraint, wrong):
    one = dates_with_places(5)[0]
    one.activity.signup_terms.questions.create(
        words="Kød?", purpose="Mad", kept_until=date(2026, 11, 1)
    )
    signed_up(one)
    with refused_by(constraint):
        model.objects.update(**wrong)


def test_a_link_leads_to_one_sign_up():
    one = dates_with_places(5)[0]
    amal = signed_up(one)
    signed_up(one, "Clara")
    with refused_by("one_sign_up_per_secret_link"):
        SignUp.objects.update(link_hash=amal.sign_up.link_hash)


def test_a_sign_up_has_one_place_on_a_date():
    amal = signed_up(dates_with_places(5)[0])
    again = {"sign_up": amal.sign_up, "date": amal.date, "people": 1, "since": NOW, "told_at": NOW}
    with refused_by("one_place_per_sign_up_and_date"):
        Place.objects.create(**again, state="waiting")
    Place.objects.create(**again, state="given_up")


def test_a_person_has_one_place_on_a_date():
    one = dates_with_places(5)[0]
    amal = signed_up(one)
    signed_up(one, "Clara")
    with refused_by("one_place_per_person_and_date"):
        Place.objects.update(contact_hash=amal.contact_hash)


def test_a_question_is_answered_once():
    one = dates_with_places(5)[0]
    ask = one.activity.signup_terms.questions.create
    question = ask(words="Kød?", purpose="Mad", kept_until=date(2026, 11, 1))
    amal = signed_up(one, answers={question.pk: "Nej"})
    with refused_by("one_answer_per_sign_up_and_question"):
        SignupAnswer.objects.create(sign_up=amal.sign_up, question=question, words="Jo")
