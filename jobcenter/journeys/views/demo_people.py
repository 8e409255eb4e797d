"""Demo mode only: become one of the invented people with one click."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from events.models import PartnerMember
from jobcenter.accounts.access import demo_only
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.factors import DEMO_METHOD
from jobcenter.accounts.models import Role, User
from jobcenter.centres.models import Centre
from jobcenter.journeys.adapters import first_page_of
from jobcenter.ui.responses import go_to, page

# The reserved domain of the seed: nobody who typed their own address into the demo is listed.
INVENTED = "@demo.invalid"
# A national demo has two thousand counsellors; a few of each kind are enough to try the house.
SHOWN_PER_ROLE = 12


@demo_only
@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    others = invented().filter(roles=None).order_by("pk")
    members = PartnerMember.objects.filter(user__in=others).select_related("user", "partner")
    context = {
        "citizens": others.filter(partner_members=None)[:SHOWN_PER_ROLE],
        "partners": members.order_by("pk")[:SHOWN_PER_ROLE],
        "staff": _staff_by_role(),
    }
    return page(request, "demo/people.html", context)


@demo_only
@require_POST
def log_in_as(request: HttpRequest) -> HttpResponseBase:
    try:
        person = forms.ModelChoiceField(invented(), to_field_name="public_id").clean(
            request.POST.get("person")
        )
    except forms.ValidationError as error:
        raise Http404 from error
    logout(request, show_message=False)
    # Counts as a second factor too, but only while DEMO is on (see accounts.factors).
    record_authentication(request, person, DEMO_METHOD)
    get_adapter().login(request, person)
    return go_to(request, first_page_of(person))


def invented() -> QuerySet[User]:
    return User.objects.filter(is_active=True, email__endswith=INVENTED)


def _staff_by_role() -> list[dict[str, Any]]:
    roles = Role.objects.filter(user__in=invented()).select_related("user").order_by("kind", "pk")
    houses = dict(Centre.objects.values_list("pk", "name"))
    grouped = {kind: list(of_kind) for kind, of_kind in groupby(roles, key=lambda role: role.kind)}
    return [
        {
            "name": kind.label,
            "people": [
                {"user": role.user, "house": houses.get(role.centre_id or 0, "")}
                for role in grouped[kind][:SHOWN_PER_ROLE]
            ],
        }
        for kind in RoleKind
        if kind in grouped
    ]
