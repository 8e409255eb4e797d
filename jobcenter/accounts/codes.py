"""The code in the mail: one door for those who have an account and those who do not yet."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.core.ratelimit import consume
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from jobcenter.limits.domain import address_group
from jobcenter.ui.addresses import client_address

from .domain import account_of, holds_a_role


def may_have_code(request: HttpRequest, *, email: str) -> bool:
    """Spends one of the codes this address on the net may ask for in this mailbox.

    Counted for the two together first: somebody who asks again and again in a stranger's name uses
    up their own codes, and the owner still gets in.
    """
    together = f"{email} from {address_group(client_address(request))}"
    return bool(
        consume(request, action="request_login_code", key=together)
        and consume(request, action="fill_mailbox", key=email)
    )


class MailedCode(LoginCodeVerificationProcess):
    """allauth's login by code, with three differences.

    - The account is looked up, or made, when the code comes back and not before: until then the
      house does exactly the same for every address, so nothing tells whether one is known.
    - The session keeps only a keyed hash of the code.
    - A new code has its whole time, and tries of its own (see ACCOUNT_RATE_LIMITS).
    """

    LIFE = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT

    @classmethod
    def begin(cls, request: HttpRequest, *, email: str) -> None:
        """Send a code. Whatever an earlier, unfinished login left in this browser is forgotten."""
        clear_login(request)
        login = Login(user=None, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email))
        process = cls(stage)
        process.send()
        process.persist()

    @classmethod
    def pending(cls, request: HttpRequest) -> MailedCode | None:
        """The code this browser waits for, also when it is too old."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls(stage) if stage else None

    @property
    def email(self) -> str:
        return str(self.state["email"])

    def send(self, skip_enumeration_mails: bool = False) -> None:
        code = get_adapter().generate_login_code()
        self.state["code"] = _hash_of(code)
        get_adapter().send_mail("account/email/login_code", self.email, {"code": code})

    def resend(self) -> None:
        self.state["at"] = time.time()
        self.send()
        self.record_resend()
        self.persist()

    def matches(self, typed: str) -> bool:
        return constant_time_compare(_hash_of(typed), self.state.get("code", ""))

    def finish(self, redirect_url: str | None) -> HttpResponseBase:
        user = account_of(email=self.email)
        facts: dict[str, Any] = {"email": self.email}
        if not holds_a_role(user):
            # Citizens may go straight on to their keys; staff must show a factor for that.
            facts["reauthenticated"] = True
        record_authentication(self.request, user, method="code", **facts)
        return perform_login(
            self.request, Login(user=user, redirect_url=redirect_url, email=self.email)
        )


class CodeForNewMail:
    """The same proof for somebody who is inside and wants another mail address."""

    KEY = "accounts.new_mail"
    timeout = MailedCode.LIFE

    def __init__(self, facts: dict[str, Any]) -> None:
        self.email, self.code, self.at = facts["email"], facts["code"], facts["at"]

    @classmethod
    def begin(cls, request: HttpRequest, *, email: str) -> None:
        code = get_adapter().generate_login_code()
        request.session[cls.KEY] = {"email": email, "code": _hash_of(code), "at": time.time()}
        get_adapter().send_mail("account/email/login_code", email, {"code": code})

    @classmethod
    def pending(cls, request: HttpRequest) -> CodeForNewMail | None:
        facts = request.session.get(cls.KEY)
        if facts is None or time.time() - facts["at"] > cls.timeout:
            return None
        return cls(facts)

    @classmethod
    def forget(cls, request: HttpRequest) -> None:
        request.session.pop(cls.KEY, None)

    def matches(self, typed: str) -> bool:
        return constant_time_compare(_hash_of(typed), self.code)


def _hash_of(code: str) -> str:
    tidy = normalize_user_code(code)
    return salted_hmac("jobcenter.accounts.codes", tidy, algorithm="sha256").hexdigest()
