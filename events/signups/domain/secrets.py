"""The secret link of a sign-up: derived from its public id with the house's key, so that every
letter can name it again. See jobcenter/shared/secrets.py."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from events.signups.models import SignUp
from jobcenter.shared.secrets import derived_link_secret, derived_link_secret_behind

LINK = "signup-link"


def new_link_secret_for(public_id: str) -> str:
    """256 bits as 43 URL-safe characters."""
    return derived_link_secret(LINK, public_id)


def link_secret_of(sign_up: SignUp) -> str | None:
    """None once the key it was made with is gone."""
    return derived_link_secret_behind(LINK, sign_up.public_id, bytes(sign_up.link_hash))


def address_of(sign_up: SignUp) -> str:
    """The absolute address of somebody's own page; the programme once its key is gone."""
    secret = link_secret_of(sign_up)
    with override(sign_up.page_language):
        if secret is None:
            return settings.SITE_URL + reverse("activities:programme")
        return settings.SITE_URL + reverse("signups:mine", args=[secret])


def contact_hash_of(*, email: str, phone: str) -> bytes | None:
    """32 bytes, keyed: a stolen table tells nobody's address."""
    contact = email.lower() or phone
    if not contact:
        return None
    return salted_hmac("signup-contact", contact, algorithm="sha256").digest()
