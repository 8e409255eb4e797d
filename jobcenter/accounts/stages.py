"""What a login still has to pass after the first proof."""

from __future__ import annotations

from typing import cast

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from .domain import holds_a_role
from .models import User


class StaffShowASecondFactor(AuthenticateStage):
    """allauth asks everybody who owns a passkey for it, at every login.

    For a citizen the passkey is a shortcut: whoever made one on the phone must still be let in with
    a mailed code at the library. Staff must show theirs.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = cast("User | None", self.login.user)
        return user is not None and holds_a_role(user) and super()._should_handle(request)
