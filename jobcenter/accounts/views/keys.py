"""One's own account: passkeys, and logging out everywhere."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_registration
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jobcenter.accounts.access import citizen_required, get_own_passkey, owner_required, user_of
from jobcenter.accounts.domain import (
    LastFactorOfStaff,
    end_all_sessions,
    holds_a_role,
    remove_factor,
)
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.forms import NewPasskeyForm
from jobcenter.accounts.mitid import mitid_app
from jobcenter.accounts.policy import Relation, about
from jobcenter.accounts.work import work_pages
from jobcenter.ui.responses import go_to, page


@citizen_required
def account(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    roles = list(user.roles.all())
    kinds = {role.kind for role in roles}
    context = {
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "codes_left": next(
            (
                len(one.wrap().get_unused_codes())
                for one in factors
                if one.type == Authenticator.Type.RECOVERY_CODES
            ),
            None,
        ),
        "roles": roles,
        "work_pages": work_pages(kinds),
        "is_editor": RoleKind.CENTRE_EDITOR in kinds,
        "mitid": SocialAccount.objects.filter(user=user).first(),
        "has_mitid": mitid_app(),
    }
    return page(request, "accounts/account.html", context)


@owner_required
def add_passkey(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    form = NewPasskeyForm(request.POST or None, user=user)
    if form.is_valid():
        made_codes = _keep_passkey(request, form)
        messages.success(request, _("Your passkey is ready. Next time it lets you in at once."))
        return go_to(request, "accounts:emergency_codes" if made_codes else "accounts:account")
    context = {"form": form, "question": begin_registration(user, True)}
    return page(request, "mfa/add_passkey.html", context, refused=form.is_bound)


@transaction.atomic
def _keep_passkey(request: HttpRequest, form: NewPasskeyForm) -> bool:
    user, facts = user_of(request), form.cleaned_data
    passkey = WebAuthn.add(user, facts["name"], facts["credential"]).instance
    # The key was just used to make itself: it has been shown.
    post_authentication(request, passkey, reauthenticated=True)
    get_adapter().send_notification_mail("mfa/email/webauthn_added", user)
    # Only staff can be locked out by a lost key; citizens always have their mailed code.
    return holds_a_role(user) and bool(auto_generate_recovery_codes(request))


@owner_required
@about("passkey", opened_by=Relation.PERSON)
def remove_passkey(request: HttpRequest, credential_id: str) -> HttpResponseBase:
    user = user_of(request)
    passkey = get_own_passkey(user, credential_id)
    context: dict[str, Any] = {"passkey": passkey}
    if request.method == "POST":
        try:
            remove_factor(factor=passkey)
        except LastFactorOfStaff as refusal:
            context["refusal"] = refusal
            return page(request, "mfa/remove_passkey.html", context, refused=True)
        get_adapter().send_notification_mail("mfa/email/webauthn_removed", user)
        messages.success(request, _("That passkey no longer opens your account."))
        return go_to(request, "accounts:account")
    return page(request, "mfa/remove_passkey.html", context)


@citizen_required
@require_POST
def log_out_elsewhere(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    end_all_sessions(user=user)
    update_session_auth_hash(request, user)
    messages.success(request, _("You are logged out everywhere else."))
    return go_to(request, "accounts:account")
