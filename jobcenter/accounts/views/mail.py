"""Another mail address for the account one has, or the first one after MitID."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import consume
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from jobcenter.accounts.access import owner_required, user_of
from jobcenter.accounts.codes import CodeForNewMail, may_have_code
from jobcenter.accounts.domain import MailOpensAnotherAccount
from jobcenter.accounts.domain import change_mail as change_mail_of
from jobcenter.accounts.forms import MailedCodeForm, MailForm
from jobcenter.ui.responses import go_to, page


@owner_required
def change_mail(request: HttpRequest) -> HttpResponseBase:
    form = MailForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if may_have_code(request, email=email):
            CodeForNewMail.begin(request, email=email)
            return go_to(request, "accounts:confirm_mail")
        form.add_error(None, _("That was many codes in a short while. Wait ten minutes."))
    return page(request, "accounts/change_mail.html", {"form": form}, refused=form.is_bound)


@owner_required
def confirm_mail(request: HttpRequest) -> HttpResponseBase:
    pending = CodeForNewMail.pending(request)
    if pending is None:
        return go_to(request, "accounts:change_mail")
    form = MailedCodeForm(request.POST or None, pending=pending)
    if form.is_bound and not consume(request, action="enter_login_code", key=pending.code):
        CodeForNewMail.forget(request)
        messages.error(request, _("That was five wrong codes. Ask for a new one."))
        return go_to(request, "accounts:change_mail")
    if form.is_valid():
        return _changed(request, pending)
    return page(request, "accounts/confirm_mail.html", {"form": form}, refused=form.is_bound)


def _changed(request: HttpRequest, pending: CodeForNewMail) -> HttpResponseBase:
    user = user_of(request)
    old = user.email
    CodeForNewMail.forget(request)
    try:
        change_mail_of(user=user, email=pending.email)
    except MailOpensAnotherAccount as refusal:
        messages.error(request, str(refusal))
        return go_to(request, "accounts:account")
    if old and old != pending.email:
        # To the address that no longer counts: its owner must learn it from us.
        get_adapter().send_notification_mail("account/email/email_changed", user, email=old)
    messages.success(request, _("From now on you log in with your new mail address."))
    return go_to(request, "accounts:account")
