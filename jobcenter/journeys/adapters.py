"""allauth's mails leave the way every mail does: through the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest  # noqa: TID251  allauth hands us its request
from django.shortcuts import resolve_url  # noqa: TID251  a name to an address
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from events.organising.access import partners_of
from jobcenter.accounts import adapters
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.models import Role, User
from jobcenter.centres.models import Centre
from jobcenter.outbox.domain import queue_notice
from jobcenter.outbox.models import Notice
from jobcenter.shared.secrets import new_public_id

LOGIN_CODE = "account/email/login_code"
# What the owner is told about, so that nobody else can do it unseen.
CHANGES = {
    "account/email/email_changed": "mail_changed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/recovery_codes_generated": "emergency_codes_made",
    "socialaccount/email/account_connected": "mitid_added",
    "socialaccount/email/account_disconnected": "mitid_removed",
}


# Where somebody's day begins; everybody else's at their own conversations.
FIRST_PAGE = {
    RoleKind.COUNSELLOR: "workday:day",
    RoleKind.ADMINISTRATOR: "admin:index",
}


def first_page_of(user: User) -> str:
    """A name or a path, for somebody who did not come from a page of their own choice."""
    roles = list(Role.objects.held_by(user).values_list("kind", "centre_id"))
    kinds = {kind for kind, _centre in roles}
    pages = [page for kind, page in FIRST_PAGE.items() if kind in kinds]
    if pages:
        return pages[0]
    edited = {centre or 0 for kind, centre in roles if kind == RoleKind.CENTRE_EDITOR}
    if len(edited) == 1:
        return _page_to_edit(edited.pop())
    if edited:
        return "accounts:account"
    makes_activities = not roles and partners_of(user).exists()
    return "organising:mine" if makes_activities else str(settings.LOGIN_REDIRECT_URL)


def _page_to_edit(centre_id: int) -> str:
    slug = Centre.objects.values_list("slug", flat=True).get(pk=centre_id)
    return reverse("centres:edit", args=[slug])


class AccountAdapter(adapters.AccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(first_page_of(cast("User", request.user)))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        now = timezone.now()
        if template_prefix == LOGIN_CODE:
            life = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            kind, useful_until = "login_code", now + life
            payload = {"code": _in_fours(context["code"]), "minutes": life.seconds // 60}
        else:
            kind, useful_until = "account_changed", None
            payload = {"change": CHANGES[template_prefix]}
        with transaction.atomic():
            queue_notice(
                kind,
                channel=Notice.Channel.MAIL,
                recipient=email,
                language=get_language() or settings.LANGUAGE_CODE,
                payload=payload,
                effect_key=f"{kind}:{new_public_id()}",
                due_at=now,
                useful_until=useful_until,
            )


def _in_fours(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
