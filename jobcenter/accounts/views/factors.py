"""The second step: showing it, setting it up, and the codes for the day the phone is gone."""

from __future__ import annotations

from textwrap import wrap
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.account.stages import LoginStageController
from allauth.account.utils import (
    get_login_redirect_url,
    get_next_redirect_url,
    passthrough_next_redirect_url,
)
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.internal.flows import activate_totp
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jobcenter.accounts.access import (
    citizen_required,
    get_own_app,
    must_work_here,
    owner_required,
    public,
    user_of,
)
from jobcenter.accounts.adapters import FactorAdapter
from jobcenter.accounts.domain import LastFactorOfStaff, has_factor, holds_a_role, remove_factor
from jobcenter.accounts.factors import proven_recently
from jobcenter.accounts.forms import (
    AppCodeAgainForm,
    AppCodeForm,
    NewAppForm,
    PasskeyAgainForm,
    PasskeyForm,
)
from jobcenter.accounts.models import User
from jobcenter.accounts.policy import Relation, about
from jobcenter.accounts.stages import StaffShowASecondFactor
from jobcenter.ui.responses import go_to, page

CODES = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


@public
@never_cache
def show_factor(request: HttpRequest) -> HttpResponseBase:
    """On the way in: the code came back, now staff show their passkey or app."""
    stage = LoginStageController.enter(request, StaffShowASecondFactor.key)
    user = cast("User | None", stage.login.user) if stage else None
    if stage is None or user is None or request.user.is_authenticated or not has_factor(user):
        return go_to(request, "account_login")
    forms_of = _factor_forms(request, user, AppCodeForm, PasskeyForm)
    if forms_of["posted"] and forms_of["posted"].is_valid():
        forms_of["posted"].save()
        answer: HttpResponseBase = stage.exit()
        return answer
    return page(request, "mfa/authenticate.html", forms_of, refused=bool(forms_of["posted"]))


@citizen_required
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Inside: staff pages and changing keys lead here. Sets up, asks, or begins again."""
    user = user_of(request)
    if not has_factor(user):
        is_welcome = holds_a_role(user) and proven_recently(request)
        template = "mfa/set_up.html" if is_welcome else "mfa/log_in_again.html"
        return page(request, template, {"next": get_next_redirect_url(request)})
    forms_of = _factor_forms(request, user, AppCodeAgainForm, PasskeyAgainForm)
    if forms_of["posted"] and forms_of["posted"].is_valid():
        forms_of["posted"].save()
        return go_to(request, get_login_redirect_url(request))
    forms_of["can_use_mail"] = not holds_a_role(user)
    return page(request, "mfa/reauthenticate.html", forms_of, refused=bool(forms_of["posted"]))


@citizen_required
@require_POST
def log_in_again(request: HttpRequest) -> HttpResponseBase:
    door = passthrough_next_redirect_url(request, reverse("account_login"), "next")
    logout(request, show_message=False)
    return go_to(request, door)


@owner_required
@about("own app", opened_by=Relation.WORKS_HERE)
def add_app(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    must_work_here(user)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return go_to(request, "accounts:account")
    form = NewAppForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            app, new_codes = activate_totp(request, form)
        except IntegrityError:  # a double click: the first one did it
            return go_to(request, "accounts:account")
        # The code just typed proves the app: nobody is asked for it twice in a minute.
        post_authentication(request, app, reauthenticated=True)
        messages.success(request, _("The app is ready. From now on it is your second step."))
        return go_to(request, "accounts:emergency_codes" if new_codes else "accounts:account")
    adapter = FactorAdapter()
    address = adapter.build_totp_url(user, form.secret)
    context = {
        "form": form,
        "picture": adapter.build_totp_svg(address),
        "address": address,
        "key": " ".join(wrap(form.secret, 4)),
    }
    return page(request, "mfa/add_app.html", context, refused=form.is_bound)


@owner_required
@about("own app", opened_by=Relation.WORKS_HERE)
def remove_app(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    app = get_own_app(user)
    if request.method == "POST":
        try:
            remove_factor(factor=app)
        except LastFactorOfStaff as refusal:
            return page(request, "mfa/remove_app.html", {"refusal": refusal}, refused=True)
        get_adapter().send_notification_mail("mfa/email/totp_deactivated", user)
        messages.success(request, _("The app no longer opens your account."))
        return go_to(request, "accounts:account")
    return page(request, "mfa/remove_app.html")


@owner_required
@about("own emergency codes", opened_by=Relation.WORKS_HERE)
def emergency_codes(request: HttpRequest) -> HttpResponseBase:
    """Shown once, right after they were made. Later only how many are left."""
    codes, can_view = view_recovery_codes(request)
    if codes is None:
        raise Http404
    unused = [" ".join(wrap(code, 4)) for code in codes.get_unused_codes()]
    context = {"codes": unused if can_view else [], "left": len(unused)}
    return page(request, "mfa/emergency_codes.html", context)


@owner_required
@about("own emergency codes", opened_by=Relation.WORKS_HERE)
@require_POST
def new_emergency_codes(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    must_work_here(user)
    if not has_factor(user):
        raise Http404
    generate_recovery_codes(request)
    return go_to(request, "accounts:emergency_codes")


def _factor_forms(
    request: HttpRequest,
    user: User,
    code_class: type[AppCodeForm | AppCodeAgainForm],
    passkey_class: type[PasskeyForm | PasskeyAgainForm],
) -> dict[str, Any]:
    """The form for each kind of factor this person has, and which of them was sent."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    by_code, by_passkey = "code" in request.POST, "credential" in request.POST
    made: dict[str, Any] = {"form": None, "passkey_form": None, "posted": None}
    made["next"] = get_next_redirect_url(request)
    if kinds & set(CODES):
        made["form"] = code_class(request.POST if by_code else None, user=user)
        if Authenticator.Type.TOTP not in kinds:
            made["form"].has_only_emergency_codes()
    if Authenticator.Type.WEBAUTHN in kinds:
        made["passkey_form"] = passkey_class(request.POST if by_passkey else None, user=user)
    if by_code:
        made["posted"] = made["form"]
    elif by_passkey:
        made["posted"] = made["passkey_form"]
    if made["passkey_form"] and not (by_passkey and made["passkey_form"].is_valid()):
        made["question"] = begin_authentication(user)
    return made
