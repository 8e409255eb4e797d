"""MitID through an OpenID Connect broker.

allauth keeps the state, the proof key (PKCE) and the account; what is asked for and what is
believed is decided here. Source: OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.7.
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from hmac import compare_digest
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override

PROVIDER_ID = "mitid"
# Never more than this: "openid" names the person, "profile" gives the name we greet them by.
SCOPE = ["openid", "profile"]
SIGNATURES = {"RS256", "PS256", "ES256"}
CLOCK_SKEW_SECONDS = 60
LONGEST_NAME = 120
# The width of allauth's column; OpenID Connect allows 255, brokers use 36 to 64.
LONGEST_SUB = 191


class Reason(StrEnum):
    CANCELLED = "cancelled"
    LOST = "lost"
    LEVEL = "level"
    UNAVAILABLE = "unavailable"
    UNSURE = "unsure"


class NotLetIn(Exception):
    """MitID did not lead to a login. `reason` chooses the page, `language` its words."""

    def __init__(self, reason: Reason, *, language: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.language = language or get_language() or settings.LANGUAGE_CODE


class Exchange(OpenIDConnectOAuth2Adapter):
    """The conversation with the broker's server."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        # Brokers know one address, letter by letter: never the English twin under /en/.
        with override(settings.LANGUAGE_CODE):
            return request.build_absolute_uri(reverse("accounts:mitid_answer"))

    def verified_claims(self, tokens: dict[str, Any], *, nonce: str) -> dict[str, str]:
        """`sub` and `name` of somebody whose identity was proven well enough.

        Raises NotLetIn. The signature is always checked: allauth would trust the connection.
        """
        claims = self._decoded(str(tokens.get("id_token", "")))
        parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if len(parties) > 1 and claims.get("azp") != settings.MITID_CLIENT_ID:
            raise NotLetIn(Reason.UNSURE)
        if not compare_digest(str(claims["nonce"]), nonce):
            raise NotLetIn(Reason.UNSURE)
        # Some brokers say it in `acr`, others in `loa`.
        if (claims.get("acr") or claims.get("loa")) not in settings.MITID_ACR_VALUES:
            raise NotLetIn(Reason.LEVEL)
        if not 0 < len(str(claims["sub"])) <= LONGEST_SUB:
            raise NotLetIn(Reason.UNSURE)
        name = claims.get("name") or self._name_elsewhere(tokens, sub=claims["sub"])
        return {"sub": str(claims["sub"]), "name": str(name)[:LONGEST_NAME]}

    def _decoded(self, id_token: str) -> dict[str, Any]:
        if self.openid_config.get("issuer") != settings.MITID_ISSUER:
            raise NotLetIn(Reason.UNSURE)
        keys = jwt.PyJWKSet.from_dict(self._fetched(self.openid_config["jwks_uri"]))
        key = keys[jwt.get_unverified_header(id_token).get("kid", "")]
        if key.algorithm_name not in SIGNATURES:
            raise NotLetIn(Reason.UNSURE)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key=key,
            # Our key's algorithm, not the one the token names.
            algorithms=[key.algorithm_name],
            audience=settings.MITID_CLIENT_ID,
            issuer=settings.MITID_ISSUER,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
        return claims

    def _name_elsewhere(self, tokens: dict[str, Any], *, sub: str) -> str:
        """Some brokers give the name only to a second question."""
        if "userinfo_endpoint" not in self.openid_config:
            return ""
        facts = self._fetched(self.openid_config["userinfo_endpoint"], tokens["access_token"])
        return str(facts.get("name", "")) if facts.get("sub") == sub else ""

    def _fetched(self, url: str, access_token: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
        with get_adapter().get_requests_session() as session:  # type: ignore[no-untyped-call]
            response = session.get(url, headers=headers)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
            return answer


class MitId(OpenIDConnectProvider):
    """allauth would add what the login URL asks for (`?scope=`, `?auth_params=`): never here."""

    oauth2_adapter_class = Exchange
    pkce_enabled_default = True

    def extract_uid(self, data: dict[str, str]) -> str:
        return data["sub"]

    def extract_extra_data(self, data: dict[str, str]) -> dict[str, str]:
        return {"sub": data["sub"], "name": data["name"]}

    def extract_common_fields(self, data: dict[str, str]) -> dict[str, str]:
        return {"name": data["name"]}

    def extract_email_addresses(self, data: dict[str, str]) -> list[Any]:
        return []


def mitid_app() -> SocialApp | None:
    """The broker of the settings; None when there is none."""
    if not settings.MITID_ISSUER:
        return None
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=PROVIDER_ID,
        name="MitID",
        client_id=settings.MITID_CLIENT_ID,
        secret=settings.MITID_CLIENT_SECRET,
        settings={"server_url": settings.MITID_ISSUER},
    )


def address_at_mitid(request: HttpRequest, *, next_url: str, connect: bool) -> str:
    """Where the browser goes now; the state it must come back with is kept in its session.

    `next_url` is where it goes after that. Raises NotLetIn when the broker does not answer.
    """
    nonce = secrets.token_urlsafe(32)
    try:
        response = _provider(request).redirect(
            request,
            process=AuthProcess.CONNECT if connect else AuthProcess.LOGIN,
            next_url=next_url,
            scope=SCOPE,
            auth_params={"nonce": nonce, "acr_values": " ".join(settings.MITID_ACR_VALUES)},
            nonce=nonce,
            language=get_language(),
        )
    except (requests.RequestException, KeyError) as error:
        raise NotLetIn(Reason.UNAVAILABLE) from error
    return str(response.url)


def login_from_answer(request: HttpRequest) -> SocialLogin:
    """Who came back from the broker. Raises NotLetIn for anything that is not a clean answer."""
    provider = _provider(request)
    # Taken out of the session before anything else: an answer is good once.
    state = statekit.unstash_state(
        request, provider_id=provider.sub_id, state_id=request.GET.get("state", "")
    )
    if state is None:
        raise NotLetIn(Reason.LOST)
    try:
        return _login(request, provider, state)
    except NotLetIn as refusal:
        raise NotLetIn(refusal.reason, language=state["language"]) from refusal
    except requests.RequestException as error:
        raise NotLetIn(Reason.UNAVAILABLE, language=state["language"]) from error
    except (OAuth2Error, jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise NotLetIn(Reason.UNSURE, language=state["language"]) from error


def _login(request: HttpRequest, provider: MitId, state: dict[str, Any]) -> SocialLogin:
    if "code" not in request.GET:
        cancelled = request.GET.get("error") == Exchange.login_cancelled_error
        raise NotLetIn(Reason.CANCELLED if cancelled else Reason.UNSURE)
    exchange: Exchange = provider.get_oauth2_adapter(request)
    tokens = exchange.get_access_token_data(
        request,
        provider.app,
        exchange.get_client(request, provider.app),
        pkce_code_verifier=state["pkce_code_verifier"],
    )
    claims = exchange.verified_claims(tokens, nonce=state["nonce"])
    login: SocialLogin = provider.sociallogin_from_response(request, claims)
    login.state = {name: state[name] for name in ("process", "next", "language")}
    return login


def _provider(request: HttpRequest) -> MitId:
    provider: MitId = get_adapter(request).get_provider(request, PROVIDER_ID)
    return provider
