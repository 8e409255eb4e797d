"""Who comes to the doors: twelve visitors, each with a browser of their own."""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE_RECORDS,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.test import Client

from jobcenter.accounts.enums import NATIONAL_ROLES, RoleKind
from jobcenter.accounts.models import User
from jobcenter.accounts.policy import Access, Visitor
from tests.counsellors.responsibility.story import account
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory

STAFF = {
    "bent": RoleKind.COUNSELLOR,
    "dorte": RoleKind.COUNSELLOR,
    "editor": RoleKind.CENTRE_EDITOR,
    "lead": RoleKind.TEAM_LEAD,
    "erik": RoleKind.BOARD_MEMBER,
    "state": RoleKind.STATE,
    "administrator": RoleKind.ADMINISTRATOR,
}
# Bent again, in a browser in which he has shown no second factor.
WITHOUT_FACTOR = "bent_without_second_factor"
# A counsellor of Bent's house whose account was closed while the browser was logged in.
DISABLED = "disabled"
VISITORS = ("anonymous", "amal", "clara", *STAFF, WITHOUT_FACTOR, DISABLED)
# Fewer where a marker asks less: nothing, only whether somebody is logged in, or never lets in.
WITHOUT_A_GATE = ("anonymous", "amal", "clara", "bent", "dorte")
LOGGED_IN_OR_NOT = ("anonymous", "amal", "clara", "bent", "administrator", DISABLED)
SHUT_TO_ALL = ("anonymous", "administrator")
TOLD_APART_BY: dict[Access, tuple[str, ...]] = {
    Access.PUBLIC: WITHOUT_A_GATE,
    Access.HOLDER_OF_LINK: WITHOUT_A_GATE,
    Access.OPERATIONS: WITHOUT_A_GATE,
    Access.CITIZEN: LOGGED_IN_OR_NOT,
    Access.DEMO: SHUT_TO_ALL,
}

KNOWN_AS: dict[str, Visitor] = {
    "anonymous": Visitor(),
    # She has just entered a mailed code; Clara has not for hours.
    "amal": Visitor(is_logged_in=True, has_just_proven=True),
    "clara": Visitor(is_logged_in=True),
    **{
        name: Visitor(
            is_logged_in=True,
            roles=frozenset({kind}),
            has_shown_second_factor=True,
            has_just_proven=True,
        )
        for name, kind in STAFF.items()
    },
    WITHOUT_FACTOR: Visitor(is_logged_in=True, roles=frozenset({RoleKind.COUNSELLOR})),
    DISABLED: Visitor(),
}


@dataclass(frozen=True)
class Account:
    user: User
    mail: str


def accounts() -> dict[str, Account]:
    """One for everybody but the anonymous; the mail is a mark, so it is in nobody's name."""
    made = {}
    for name in ("amal", "clara", *STAFF, DISABLED):
        mail = f"konto-{name}@example.org"
        made[name] = Account(account(mail), mail)
    return made


def give_roles(people: dict[str, Account], *, here: int, elsewhere: int) -> None:
    for name, kind in {**STAFF, DISABLED: RoleKind.COUNSELLOR}.items():
        house = elsewhere if name == "dorte" else here
        centre_id = None if kind in NATIONAL_ROLES else house
        RoleFactory(user=people[name].user, kind=kind, centre_id=centre_id)


def browsers(people: dict[str, Account]) -> dict[str, Client]:
    made = {name: Client(raise_request_exception=False) for name in VISITORS}
    made["amal"].force_login(people["amal"].user)
    _has_entered_a_code(made["amal"], people["amal"].user)
    made["clara"].force_login(people["clara"].user)
    for name in (*STAFF, DISABLED):
        enter_as_staff(made[name], people[name].user)
    made[WITHOUT_FACTOR].force_login(people["bent"].user)
    User.objects.filter(pk=people[DISABLED].user.pk).update(is_active=False)
    return made


def _has_entered_a_code(client: Client, user: User) -> None:
    session = client.session
    session[RECORDS] = [{"method": "code", "at": time.time()}]
    session[WHOSE_RECORDS] = str(user.pk)
    session.save()
