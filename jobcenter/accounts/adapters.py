"""Where allauth asks the house."""

from __future__ import annotations

import hmac
from abc import ABC, abstractmethod
from base64 import urlsafe_b64encode
from io import BytesIO
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.provider import Provider
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage
from qrcode.main import QRCode

from jobcenter.ui.addresses import client_address

from .factors import proven_recently
from .mitid import MitId, mitid_app
from .models import User


class AccountAdapter(DefaultAccountAdapter, ABC):
    """Everything but the mails, which leave through a room above this one."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That is not the code. Look once more, or ask for a new one."),
        "too_many_login_attempts": _("That was many tries in a short while. Wait five minutes."),
    }

    # What allauth says by itself and our own views cannot know.
    sentences = {
        "socialaccount/messages/account_connected.txt": _("Your MitID now opens this account."),
        "socialaccount/messages/account_connected_updated.txt": _(
            "Your MitID already opens this account."
        ),
        "socialaccount/messages/account_connected_other.txt": _(
            "That MitID already opens another account. Log in with it, or call us."
        ),
    }

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our views say what happened, in their own words; most of allauth's stay silent."""
        text = message or self.sentences.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Only this very site: allauth would also lead to every other host in the settings."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_stages(self) -> list[str]:
        return [
            "allauth.account.stages.LoginByCodeStage",
            "jobcenter.accounts.stages.StaffShowASecondFactor",
        ]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [{"id": "owner", "description": "", "url": reverse("accounts:second_factor")}]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our views ask `proven_recently` before they change keys; this is the second lock."""
        return not proven_recently(self.request)

    @abstractmethod
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Through the outbox, a room above this one: see jobcenter.journeys.adapters."""


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of apps and recovery codes are stored encrypted: a stolen table opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That is not the code. Wait for the next one and try again."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """On white ground of its own, so that a phone can read it in dark mode too."""
        picture = BytesIO()
        code = QRCode(image_factory=SvgPathFillImage)
        code.add_data(url)  # type: ignore[no-untyped-call]
        code.make_image().save(picture)  # type: ignore[no-untyped-call]
        return picture.getvalue().decode().partition("?>")[2].strip()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        return settings.SITE_NAME


class MitIdAdapter(DefaultSocialAccountAdapter):
    """One broker, from the settings. Rows in the database cannot add another."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        app = mitid_app()
        return [app] if app and client_id in {None, app.client_id} else []

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> MitId:
        return MitId(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def list_providers(self, request: HttpRequest) -> list[Provider]:
        return [MitId(request, app=app) for app in self.list_apps(request)]

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """A name and nothing else: MitID gives no mail address."""
        user = cast("User", sociallogin.user)
        user.name = data.get("name", "")[:120]
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("accounts:account")


def _box() -> MultiFernet:
    """Keys derived from SECRET_KEY; the retired ones still open what they closed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    return urlsafe_b64encode(hmac.digest(secret.encode(), b"jobcenter.accounts.factors", "sha256"))
