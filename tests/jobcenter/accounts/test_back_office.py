"""The back office: for administrators with a second factor. For everybody else it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages.middleware import MessageMiddleware  # noqa: TID251  as a page has it
from django.core.management import CommandError, call_command
from django.http import Http404  # noqa: TID251  what the marker raises
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jobcenter.accounts.access import Access
from jobcenter.accounts.admin import house_admin
from jobcenter.accounts.enums import NATIONAL_ROLES, RoleKind
from jobcenter.accounts.models import Role, User
from jobcenter.audit.models import Change
from tests.doors import app_for, enter_as_staff, log_in
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory

pytestmark = pytest.mark.django_db
INDEX = "/forvaltning/"
USERS = "/forvaltning/accounts/user/"


def somebody(kind: RoleKind | None = None) -> User:
    user = UserFactory()
    if kind:
        centre_id = None if kind in NATIONAL_ROLES else CentreFactory().pk
        Role.objects.create(user=user, kind=kind, centre_id=centre_id)
    return user


@pytest.mark.parametrize("kind", [None, *sorted(set(RoleKind) - {RoleKind.ADMINISTRATOR})])
def test_back_office_does_not_exist_for_others_even_with_a_second_factor(client, kind):
    enter_as_staff(client, somebody(kind))
    for path in (INDEX, USERS, INDEX + "login/", INDEX + "nowhere/", INDEX + "jsi18n/"):
        assert client.get(path).status_code == 404


def test_superuser_flag_alone_opens_nothing(client):
    enter_as_staff(client, UserFactory(is_superuser=True))
    assert client.get(INDEX).status_code == 404


def test_administrator_without_a_second_factor_is_led_to_it(client):
    client.force_login(somebody(RoleKind.ADMINISTRATOR))
    for path in (INDEX, USERS, INDEX + "login/"):
        assert client.get(path).url.startswith(reverse("accounts:second_factor"))


def test_stranger_is_led_to_the_one_door(client):
    for path in (INDEX, USERS, INDEX + "login/", INDEX + "logout/"):
        assert client.get(path).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("path", ["password_change/", "password_change/done/"])
def test_back_office_has_no_pages_for_passwords(client, path):
    enter_as_staff(client, somebody(RoleKind.ADMINISTRATOR))
    assert client.get(INDEX + path).status_code == 404


def new_role(kind: str, centre_id: int | str) -> dict[str, Any]:
    return {
        "roles-TOTAL_FORMS": "1",
        "roles-INITIAL_FORMS": "0",
        "roles-0-kind": kind,
        "roles-0-centre_id": centre_id,
    }


def trail_of(user: User) -> list[tuple[str, User | None, dict[str, Any]]]:
    lines = Change.objects.filter(subject=f"user:{user.public_id}").order_by("pk")
    return [(line.action, line.actor, line.facts) for line in lines]


def test_administrator_gives_a_role_at_a_house_chosen_by_name(client):
    admin, house = somebody(RoleKind.ADMINISTRATOR), CentreFactory(name="Havnehuset")
    enter_as_staff(client, admin)
    assert "Havnehuset</option>" in client.get(USERS + "add/").content.decode()
    facts = {"email": "Bent@Example.org", "name": "Bent Holm", "is_active": "on"}

    answer = client.post(USERS + "add/", facts | new_role("counsellor", house.pk))

    assert answer.status_code == 302
    bent = User.objects.get(email="bent@example.org")
    assert (bent.roles.get().kind, bent.roles.get().centre_id) == ("counsellor", house.pk)
    assert LogEntry.objects.get().user == admin
    assert trail_of(bent) == [
        ("role.granted", admin, {"role": "counsellor", "centre": house.pk}),
    ]


@pytest.mark.parametrize(
    ("kind", "at_a_house", "sentence"),
    [
        ("counsellor", False, "Den rolle hører til ét hus: vælg hvilket."),
        ("state", True, "Den rolle gælder hele landet: vælg intet hus."),
    ],
)
def test_role_without_its_house_or_with_one_too_many_is_said_kindly(
    client, kind, at_a_house, sentence
):
    enter_as_staff(client, somebody(RoleKind.ADMINISTRATOR))
    house = CentreFactory()
    facts = {"email": "bent@example.org", "name": "Bent Holm", "is_active": "on"}

    answer = client.post(USERS + "add/", facts | new_role(kind, house.pk if at_a_house else ""))

    assert answer.status_code == 200
    assert answer.context["inline_admin_formsets"][0].formset.errors == [{"centre_id": [sentence]}]


def test_role_that_is_taken_away_stands_in_the_trail(client):
    admin, bent = somebody(RoleKind.ADMINISTRATOR), somebody(RoleKind.COUNSELLOR)
    role = bent.roles.get()
    enter_as_staff(client, admin)
    facts = {"email": bent.email, "name": bent.name, "is_active": "on"}
    inline = new_role(role.kind, role.centre_id) | {
        "roles-INITIAL_FORMS": "1",
        "roles-0-id": role.pk,
        "roles-0-user": bent.pk,
        "roles-0-DELETE": "on",
    }

    client.post(f"{USERS}{bent.pk}/change/", facts | inline)

    assert not bent.roles.exists()
    assert trail_of(bent) == [
        ("role.withdrawn", admin, {"role": "counsellor", "centre": role.centre_id})
    ]


def test_role_is_never_rewritten_into_another(client):
    """Otherwise the trail would not know what somebody was before."""
    bent = somebody(RoleKind.COUNSELLOR)
    role = bent.roles.get()
    enter_as_staff(client, somebody(RoleKind.ADMINISTRATOR))
    facts = {"email": bent.email, "name": bent.name, "is_active": "on"}
    inline = new_role("administrator", "") | {
        "roles-INITIAL_FORMS": "1",
        "roles-0-id": role.pk,
        "roles-0-user": bent.pk,
    }

    client.post(f"{USERS}{bent.pk}/change/", facts | inline)

    assert bent.roles.get().kind == RoleKind.COUNSELLOR
    assert trail_of(bent) == []


def test_administrator_closes_an_account_and_its_sessions_die(client, client_class):
    bent = somebody(RoleKind.COUNSELLOR)
    his_browser = client_class()
    his_browser.force_login(bent)
    admin = somebody(RoleKind.ADMINISTRATOR)
    enter_as_staff(client, admin)
    facts = {"email": bent.email, "name": bent.name}
    client.post(f"{USERS}{bent.pk}/change/", facts | management_of(bent))
    assert his_browser.get(reverse("accounts:account")).status_code != 200
    bent.refresh_from_db()
    assert not bent.is_active

    client.post(f"{USERS}{bent.pk}/change/", facts | management_of(bent) | {"is_active": "on"})

    assert trail_of(bent) == [("account.closed", admin, {}), ("account.reopened", admin, {})]


def management_of(user: User) -> dict[str, Any]:
    return {"roles-TOTAL_FORMS": "0", "roles-INITIAL_FORMS": "0"}


def test_administrator_resets_factors_but_never_sees_them(client):
    bent, admin = somebody(RoleKind.COUNSELLOR), somebody(RoleKind.ADMINISTRATOR)
    secret = app_for(bent).data["secret"]
    enter_as_staff(client, admin)
    page = client.get(f"{USERS}{bent.pk}/change/").content.decode()
    assert secret not in page
    assert "password" not in page
    client.post(USERS, {"action": "reset_second_factors", "_selected_action": [bent.pk]})
    assert not bent.authenticator_set.exists()
    assert LogEntry.objects.filter(object_id=str(bent.pk)).exists()
    assert trail_of(bent) == [("factors.reset", admin, {})]


def test_roles_of_somebody_else_cannot_be_changed_through_a_forged_inline(client):
    """Django CVE-2026-4277: rows named in a hidden field of the form must belong to this person."""
    bent, dorte = somebody(RoleKind.COUNSELLOR), somebody(RoleKind.COUNSELLOR)
    enter_as_staff(client, somebody(RoleKind.ADMINISTRATOR))
    forged = {
        "roles-TOTAL_FORMS": "1",
        "roles-INITIAL_FORMS": "1",
        "roles-0-id": dorte.roles.get().pk,
        "roles-0-user": bent.pk,
        "roles-0-kind": "administrator",
    }
    facts = {"email": bent.email, "name": bent.name, "is_active": "on"}
    client.post(f"{USERS}{bent.pk}/change/", facts | forged)
    assert dorte.roles.get().kind == RoleKind.COUNSELLOR
    assert dorte.roles.get().user == dorte


def test_first_administrator_comes_from_the_command_line(client):
    call_command("make_administrator", "Anna@Example.dk", verbosity=0)
    call_command("make_administrator", "anna@example.dk", verbosity=0)
    anna = User.objects.get(email="anna@example.dk")
    assert anna.is_administrator
    assert trail_of(anna) == [("role.granted", None, {"role": "administrator", "centre": None})]
    log_in(client, "anna@example.dk")
    assert client.get(INDEX).url.startswith(reverse("accounts:second_factor"))


def test_command_names_an_address_that_is_none():
    with pytest.raises(CommandError, match="'anna' is not a mail address"):
        call_command("make_administrator", "anna")


# --- every page for staff, whoever wrote it -------------------------------------------------------


def staff_callbacks(patterns: list[Any] | None = None) -> Iterator[Any]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from staff_callbacks(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and is_for_staff(pattern.callback):
            yield pattern.callback


def is_for_staff(callback: Any) -> bool:
    return getattr(callback, "access", None) == Access.STAFF


def ask(callback: Any, user: Any, client: Any) -> Any:
    """A page that only takes POST says so to everybody, so it is asked again with POST."""
    for method in ("GET", "POST"):
        request = RequestFactory().generic(method, "/somewhere/")
        request.user, request.session, request.htmx = user, client.session, False
        MessageMiddleware(callback).process_request(request)
        answer = callback(request)
        if answer.status_code != 405:
            return answer
    raise AssertionError(f"{callback} takes neither GET nor POST")


def test_no_page_for_staff_opens_without_a_second_factor(client):
    from django.contrib.auth.models import AnonymousUser

    callbacks = list(staff_callbacks())
    assert len(callbacks) > 15
    nobody = somebody()
    holders = {kind: somebody(kind) for kind in RoleKind}
    for callback in callbacks:
        assert ask(callback, AnonymousUser(), client).url.startswith(reverse("account_login"))
        with pytest.raises(Http404):
            ask(callback, nobody, client)
        for kind in callback.role_kinds:
            answer = ask(callback, holders[kind], client)
            assert answer.url.startswith(reverse("accounts:second_factor"))


def test_every_page_of_the_back_office_carries_the_marker():
    unmarked = [
        pattern for pattern in flat(house_admin.get_urls()) if not is_for_staff(pattern.callback)
    ]
    assert unmarked == []


def flat(patterns: list[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from flat(pattern.url_patterns)
        else:
            yield pattern
