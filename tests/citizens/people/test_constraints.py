"""A citizen is a contact, and a contact is one citizen."""

from __future__ import annotations

import pytest

from citizens.models import Citizen
from tests.factories.accounts import UserFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


def test_mail_address_belongs_to_one_citizen():
    Citizen.objects.create(email="amal@example.org")

    with refused_by("one_citizen_per_mail_address"):
        Citizen.objects.create(email="amal@example.org")


def test_phone_belongs_to_one_citizen_among_those_without_mail_and_account():
    Citizen.objects.create(phone="+4520304050")

    with refused_by("one_citizen_per_phone_without_mail"):
        Citizen.objects.create(phone="+4520304050")
    Citizen.objects.create(phone="+4520304050", email="clara@example.org")
    Citizen.objects.create(phone="+4520304050", user=UserFactory())


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({}, "a_citizen_can_be_reached"),
        ({"email": "Amal@example.org"}, "citizen_mail_is_lower_case"),
        ({"phone": "20304050"}, "citizen_phone_is_e164"),
        ({"phone": "+45 20304050"}, "citizen_phone_is_e164"),
    ],
)
def test_contact_in_another_form_is_refused(fields, constraint):
    with refused_by(constraint):
        Citizen.objects.create(**fields)
