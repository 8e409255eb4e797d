"""What this login has shown: which factors, and how long ago."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from .domain import has_factor, holds_a_role
from .models import User

# A working day; tomorrow it is asked for again.
SECOND_FACTOR_LASTS = timedelta(hours=12)
# Before keys are changed: it must be the owner who sits here, not the next visitor.
RECENT = timedelta(minutes=10)
# The one-click login of demo mode, recorded for what it is.
DEMO_METHOD = "demo"


def has_second_factor(request: HttpRequest) -> bool:
    """True after a passkey, a one-time code or a recovery code in this very session.

    Asked of the login's own records, not of the account: having a factor is not showing it. A
    factor that was removed since counts no longer.
    """
    return _was_shown(request, within=SECOND_FACTOR_LASTS)


def proven_recently(request: HttpRequest) -> bool:
    """Whether the owner has just been here: with a second factor if staff have one."""
    if not request.user.is_authenticated:
        return False
    if has_factor(request.user) and holds_a_role(request.user):
        return _was_shown(request, within=RECENT)
    return bool(_records(request, within=RECENT))


def _was_shown(request: HttpRequest, *, within: timedelta) -> bool:
    if not request.user.is_authenticated:
        return False
    records = _records(request, within=within)
    if settings.DEMO and any(record["method"] == DEMO_METHOD for record in records):
        return True
    shown = {record["id"] for record in records if record["method"] == "mfa" and "id" in record}
    return bool(shown) and Authenticator.objects.filter(user=request.user, pk__in=shown).exists()


def _records(request: HttpRequest, *, within: timedelta) -> list[dict[str, Any]]:
    oldest = time.time() - within.total_seconds()
    records = get_authentication_records(request, cast("User", request.user))
    return [record for record in records if record["at"] >= oldest]
