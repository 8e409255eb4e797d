"""Who a contact channel belongs to."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from citizens.models import Citizen
from citizens.people.domain import (
    NobodyToReach,
    meet_citizen,
    proven_mails,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def proven(user, email):
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_the_same_mail_is_the_same_citizen_however_it_is_written():
    assert meet_citizen(email="amal@example.org") == meet_citizen(email="Amal@Example.org")
    assert Citizen.objects.get().email == "amal@example.org"


def test_a_phone_only_contact_is_a_citizen_of_its_own():
    by_phone = meet_citizen(phone="+4520304050")

    assert meet_citizen(phone="+4520304050") == by_phone
    assert meet_citizen(email="amal@example.org", phone="+4520304050") != by_phone


def test_a_mail_address_wins_over_the_phone_and_keeps_no_number():
    assert meet_citizen(email="amal@example.org", phone="+4520304050").phone is None


def test_nobody_to_reach_is_refused():
    with pytest.raises(NobodyToReach):
        meet_citizen()


def test_an_account_without_a_mail_is_a_citizen():
    mitid = UserFactory(email=None)

    assert meet_citizen(user=mitid) == meet_citizen(user=mitid)
    assert Citizen.objects.get().user == mitid


def test_an_account_claims_what_was_booked_with_its_proven_mail():
    booked_before = meet_citizen(email="amal@example.org")
    amal = proven(UserFactory(), "Amal@example.org")

    assert meet_citizen(user=amal) == booked_before
    assert Citizen.objects.get().user == amal


def test_an_account_claims_nothing_by_a_mail_it_has_not_proven():
    booked_before = meet_citizen(email="amal@example.org")
    clara = UserFactory(email="amal2@example.org")
    EmailAddress.objects.create(user=clara, email="amal@example.org", verified=False)

    assert meet_citizen(user=clara) != booked_before


def test_an_account_claims_nothing_by_typing_somebodys_mail():
    clara = proven(UserFactory(), "clara@example.org")
    amals = meet_citizen(email="amal@example.org")

    assert meet_citizen(user=clara, email="amal@example.org") != amals


def test_a_mail_that_changed_hands_leaves_the_first_owner_their_past():
    first = proven(UserFactory(), "shared@example.org")
    theirs = meet_citizen(user=first)
    EmailAddress.objects.filter(user=first).delete()
    second = proven(UserFactory(), "shared@example.org")

    fresh = meet_citizen(user=second)

    assert fresh != theirs
    assert fresh.user == second
    theirs.refresh_from_db()
    assert theirs.user == first


def test_meeting_somebody_known_takes_one_query():
    meet_citizen(email="amal@example.org")
    with CaptureQueriesContext(connection) as captured:
        meet_citizen(email="amal@example.org")
    assert len(captured) == 1


@pytest.mark.django_db(transaction=True)
def test_a_citizen_is_only_met_inside_a_transaction():
    with pytest.raises(RuntimeError):
        meet_citizen(email="amal@example.org")


def test_proven_mails_are_the_verified_ones_the_main_one_first():
    amal = UserFactory()
    for email, verified, primary in (
        ("second@example.org", True, False),
        ("typed@example.org", False, False),
        ("Main@example.org", True, True),
    ):
        EmailAddress.objects.create(user=amal, email=email, verified=verified, primary=primary)

    assert proven_mails(amal) == ["main@example.org", "second@example.org"]


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"email": "Amal@example.org"}, "citizen_mail_is_lower_case"),
        ({"email": None, "phone": "20304050"}, "citizen_phone_is_e164"),
        ({"email": None}, "a_citizen_can_be_reached"),
    ],
)
def test_the_database_keeps_the_same_rules(values, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Citizen.objects.create(**values)


def test_one_mail_and_one_phone_are_one_citizen_in_the_database():
    for contact, rule in (
        ({"email": "a@example.org"}, "one_citizen_per_mail_address"),
        ({"phone": "+4520304050"}, "one_citizen_per_phone_without_mail"),
    ):
        Citizen.objects.create(**contact)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Citizen.objects.create(**contact)
