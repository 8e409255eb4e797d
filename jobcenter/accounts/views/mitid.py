"""To MitID and back."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jobcenter.accounts.access import owner_required, public, user_of
from jobcenter.accounts.domain import has_factor
from jobcenter.accounts.mitid import (
    NotLetIn,
    Reason,
    address_at_mitid,
    login_from_answer,
    mitid_app,
)
from jobcenter.ui.responses import go_to, page

STATUS = {
    Reason.CANCELLED: 200,
    Reason.LOST: 400,
    Reason.LEVEL: 403,
    Reason.UNSURE: 403,
    Reason.UNAVAILABLE: 503,
}


@public
@require_POST
@never_cache
def mitid(request: HttpRequest) -> HttpResponseBase:
    next_url = get_next_redirect_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
    return _onward(request, next_url=next_url, connect=False)


@owner_required
@require_POST
def connect_mitid(request: HttpRequest) -> HttpResponseBase:
    return _onward(request, next_url=resolve_url("accounts:account"), connect=True)


@public
@never_cache
def mitid_answer(request: HttpRequest) -> HttpResponseBase:
    """The one address the broker knows. It is Danish; the visitor's language came along."""
    _must_be_offered()
    try:
        login = login_from_answer(request)
    except NotLetIn as refusal:
        return _sorry(request, refusal)
    with override(login.state["language"]):
        answer: HttpResponseBase = complete_social_login(request, login)
    return answer


@owner_required
@require_POST
def remove_mitid(request: HttpRequest) -> HttpResponseBase:
    user = user_of(request)
    if not user.email and not has_factor(user):
        messages.error(request, _("MitID is your only way in. Add a passkey first."))
        return go_to(request, "accounts:account")
    removed, _rows = SocialAccount.objects.filter(user=user).delete()
    if not removed:
        messages.info(request, _("No MitID opens this account."))
        return go_to(request, "accounts:account")
    get_adapter().send_notification_mail("socialaccount/email/account_disconnected", user)
    messages.success(request, _("Your MitID no longer opens this account."))
    return go_to(request, "accounts:account")


def _onward(request: HttpRequest, *, next_url: str, connect: bool) -> HttpResponseBase:
    """A page that leads on, not a redirect: browsers hold redirected forms to our form-action."""
    _must_be_offered()
    try:
        address = address_at_mitid(request, next_url=next_url, connect=connect)
    except NotLetIn as refusal:
        return _sorry(request, refusal)
    return page(request, "socialaccount/onward.html", {"address": address})


def _sorry(request: HttpRequest, refusal: NotLetIn) -> HttpResponseBase:
    with override(refusal.language):
        response = page(
            request, "socialaccount/authentication_error.html", {"reason": refusal.reason}
        )
    response.status_code = STATUS[refusal.reason]
    return response


def _must_be_offered() -> None:
    if mitid_app() is None:
        raise Http404
