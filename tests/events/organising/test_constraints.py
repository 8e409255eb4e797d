"""Each named constraint is broken once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.organising.models import PartnerMember, Submission, Trust
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory
from tests.factories.events import NOW, planned_activity
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


def invited(**said) -> PartnerMember:
    usual = {"partner": said.pop("partner", None) or PartnerFactory(), "centre": CentreFactory(),
             "name": "Erik", "email": "erik@example.org", "made_at": NOW}  # fmt: skip
    return PartnerMember.objects.create(**(usual | said))


def joined(**said) -> PartnerMember:
    return invited(user=said.pop("user", None) or UserFactory(), email="", joined_at=NOW, **said)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("a_member_is_invited_by_mail_or_has_joined", {"email": ""}),
        ("a_member_is_invited_by_mail_or_has_joined", {"joined_at": NOW}),
        ("a_member_has_a_name", {"name": ""}),
    ],
)
def test_an_invitation_keeps_its_rules(constraint, wrong):
    with refused_by(constraint):
        invited(**wrong)


def test_one_person_is_in_an_organisation_once():
    erik = joined()
    with refused_by("one_membership_per_person_and_partner"):
        joined(user=erik.user, partner=erik.partner)
    joined(user=erik.user)


def test_one_mail_is_invited_once():
    erik = invited()
    with refused_by("one_invitation_per_mail_and_partner"):
        invited(partner=erik.partner)
    invited()


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("who_is_not_approved_reads_why", {"state": "refused", "sent_at": NOW}),
        ("who_is_not_approved_reads_why", {"state": "change_asked", "sent_at": NOW}),
        ("what_the_house_answers_was_sent_to_it", {"state": "waiting"}),
        ("what_the_house_answers_was_sent_to_it", {"state": "approved"}),
    ],
)
def test_what_a_partner_sends_keeps_its_rules(constraint, wrong):
    row = Submission.objects.create(activity=planned_activity(), partner=PartnerFactory())
    with refused_by(constraint):
        Submission.objects.filter(pk=row.pk).update(**wrong)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("trust_says_why_it_was_given", {"why": ""}),
        ("trust_is_withdrawn_after_it_was_given_and_says_why", {"withdrawn_at": NOW}),
        ("trust_is_withdrawn_after_it_was_given_and_says_why", {"why_withdrawn": "Nej"}),
        (
            "trust_is_withdrawn_after_it_was_given_and_says_why",
            {"withdrawn_at": NOW - timedelta(days=1), "why_withdrawn": "Nej"},
        ),
    ],
)
def test_trust_keeps_its_rules(constraint, wrong):
    usual = {"partner": PartnerFactory(), "centre": CentreFactory(), "given_at": NOW, "why": "Ja"}
    with refused_by(constraint):
        Trust.objects.create(**(usual | wrong))


def test_a_house_trusts_once_at_a_time():
    first = Trust.objects.create(
        partner=PartnerFactory(), centre=CentreFactory(), given_at=NOW, why="Ja"
    )
    again = {"partner": first.partner, "centre": first.centre, "given_at": NOW, "why": "Ja"}
    with refused_by("a_house_trusts_a_partner_once_at_a_time"):
        Trust.objects.create(**again)
    Trust.objects.update(withdrawn_at=NOW, why_withdrawn="Nej")
    Trust.objects.create(**again)
