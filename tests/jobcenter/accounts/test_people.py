"""Who has an account and which roles: what the database itself refuses."""

from __future__ import annotations

import pytest

from jobcenter.accounts.domain import account_of, make_administrator
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role, User
from tests.factories.accounts import UserFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
AMAL = "amal@example.org"


def test_two_accounts_with_one_mail_address_are_refused():
    UserFactory(email=AMAL)
    with refused_by("one_account_per_mail_address"):
        UserFactory(email=AMAL)


def test_people_without_a_mail_address_may_be_many():
    UserFactory(email=None)
    UserFactory(email=None)
    assert User.objects.filter(email=None).count() == 2


def test_mail_address_in_capitals_is_refused():
    with refused_by("account_mail_is_lower_case"):
        UserFactory(email="Amal@example.org")


def test_same_role_twice_is_refused_also_for_the_whole_country():
    bent = UserFactory()
    for kind, centre_id in ((RoleKind.COUNSELLOR, 7), (RoleKind.STATE, None)):
        Role.objects.create(user=bent, kind=kind, centre_id=centre_id)
        with refused_by("one_role_of_a_kind_per_person_and_centre"):
            Role.objects.create(user=bent, kind=kind, centre_id=centre_id)
    Role.objects.create(user=bent, kind=RoleKind.COUNSELLOR, centre_id=8)


@pytest.mark.parametrize("kind", RoleKind)
def test_local_roles_without_a_house_and_national_roles_with_one_are_refused(kind):
    is_national = kind in {RoleKind.STATE, RoleKind.ADMINISTRATOR}
    with refused_by("local_roles_have_a_centre_and_national_ones_do_not"):
        Role.objects.create(user=UserFactory(), kind=kind, centre_id=7 if is_national else None)


def test_new_administrator_of_djangos_own_command_holds_the_role_and_no_password():
    anna = User.objects.create_superuser("Anna@example.dk", password="hunter2-hunter2")
    assert anna.email == "anna@example.dk"
    assert anna.is_administrator
    assert not anna.is_superuser
    assert not anna.has_usable_password()


def test_account_of_a_known_address_is_the_one_that_is_there():
    amal = UserFactory(email=AMAL)
    assert account_of(email=AMAL) == amal
    assert account_of(email=AMAL) == amal
    assert User.objects.count() == 1


def test_administrator_who_is_closed_is_none():
    anna = make_administrator(email="anna@example.dk")
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert not User.objects.get(pk=anna.pk).is_administrator
    assert not User.objects.get(pk=anna.pk).has_perm("accounts.change_user")


def test_person_is_called_by_name_or_else_by_mail_and_never_by_a_number():
    assert str(UserFactory(name="Amal Nasser")) == "Amal Nasser"
    assert str(UserFactory(name="", email=AMAL)) == AMAL
    nameless = UserFactory(name="", email=None)
    assert str(nameless) == nameless.public_id
