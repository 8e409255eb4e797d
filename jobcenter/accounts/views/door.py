"""In and out: a mailed code, a passkey, and the way out."""

from __future__ import annotations

from allauth.account.internal.flows.logout import logout
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.utils import (
    get_login_redirect_url,
    get_next_redirect_url,
    passthrough_next_redirect_url,
)
from allauth.core.ratelimit import consume, respond_429
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jobcenter.accounts.access import public
from jobcenter.accounts.codes import MailedCode, may_have_code
from jobcenter.accounts.forms import DoorPasskeyForm, MailedCodeForm, MailForm
from jobcenter.accounts.mitid import mitid_app
from jobcenter.ui.responses import go_to, page


@public
@never_cache
def log_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return go_to(request, get_login_redirect_url(request))
    form = MailForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if may_have_code(request, email=email):
            MailedCode.begin(request, email=email)
            return go_to(request, _with_next(request, "account_confirm_login_code"))
        form.add_error(None, _("That was many codes in a short while. Wait ten minutes."))
    context = {"form": form, "next": get_next_redirect_url(request), "has_mitid": mitid_app()}
    return page(request, "account/login.html", context, refused=form.is_bound)


@public
@never_cache
def enter_code(request: HttpRequest) -> HttpResponseBase:
    pending = MailedCode.pending(request)
    if pending is None:
        return go_to(request, _with_next(request, "account_login"))
    if not pending.is_valid():
        pending.abort()
        messages.error(request, _("The code is too old. Ask for a new one."))
        return go_to(request, _with_next(request, "account_login"))
    if request.POST.get("action") == "resend":
        return _another_code(request, pending)
    form = MailedCodeForm(request.POST or None, pending=pending)
    if form.is_bound and not consume(request, action="enter_login_code", key=pending.code):
        pending.abort()
        messages.error(request, _("That was five wrong codes. Ask for a new one."))
        return go_to(request, _with_next(request, "account_login"))
    if form.is_valid():
        return pending.finish(get_next_redirect_url(request))
    context = {"form": form, "pending": pending, "next": get_next_redirect_url(request)}
    return page(request, "account/code.html", context, refused=form.is_bound)


def _another_code(request: HttpRequest, pending: MailedCode) -> HttpResponse:
    if pending.can_resend and may_have_code(request, email=pending.email):
        pending.resend()
        messages.success(request, _("We have sent a new code. The old one no longer works."))
    else:
        messages.error(request, _("We have sent enough codes for now. Look in your mail."))
    return go_to(request, _with_next(request, "account_confirm_login_code"))


@public
@never_cache
def log_in_with_passkey(request: HttpRequest) -> HttpResponseBase:
    """GET gives the browser a question for the key, POST brings the key's answer."""
    if request.method == "GET":
        return JsonResponse(begin_authentication(user=None))
    if not consume(request, action="login"):
        return respond_429(request)
    form = DoorPasskeyForm(data=request.POST)
    if not form.is_valid():
        messages.error(request, _("That passkey did not fit. Log in with a code instead."))
        return go_to(request, _with_next(request, "account_login"))
    passkey = form.cleaned_data["credential"]
    clear_login(request)
    login = Login(user=passkey.user, redirect_url=get_next_redirect_url(request))
    return perform_passwordless_login(request, passkey, login)


@public
@never_cache
def log_out(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return page(request, "account/logout.html")
    logout(request, show_message=False)
    response = go_to(request, "accounts:logged_off")
    # A shared computer: nothing of this visit stays for the next person.
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    # Browsers that do not know the header keep cookies; this one would open a talk to them.
    response.delete_cookie(settings.CHAT_COOKIE_NAME, samesite="Lax")
    return response


@public
@never_cache
def logged_off(request: HttpRequest) -> HttpResponseBase:
    return page(request, "account/logged_off.html")


@public
@never_cache
def account_closed(request: HttpRequest) -> HttpResponseBase:
    """Shown only to somebody who has just proven to be the owner."""
    return page(request, "account/account_inactive.html")


def _with_next(request: HttpRequest, name: str) -> str:
    return passthrough_next_redirect_url(request, reverse(name), "next")
