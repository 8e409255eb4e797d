"""Secret links of ideas and supports, and hashes that tell one browser or person from another."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from events.wishes.models import Idea, Support
from jobcenter.shared.secrets import derived_link_secret_behind

IDEA_LINK, SUPPORT_LINK = "idea-link", "support-link"


def link_secret_of(one: Idea | Support) -> str | None:
    """None once the key it was made with is gone, or its author has left."""
    kind = IDEA_LINK if isinstance(one, Idea) else SUPPORT_LINK
    return derived_link_secret_behind(kind, one.public_id, bytes(one.link_hash))


def address_of(one: Idea | Support) -> str:
    """The absolute address of somebody's own page; the list of wishes once its key is gone."""
    secret = link_secret_of(one)
    name = "wishes:mine" if isinstance(one, Idea) else "wishes:my_support"
    with override(one.page_language):
        own = reverse(name, args=[secret]) if secret else reverse("wishes:list")
    return settings.SITE_URL + own


def browser_hash_of(secret: str) -> bytes:
    """32 bytes, keyed: it is no key to what else this browser's secret opens."""
    return salted_hmac("idea-browser", secret, algorithm="sha256").digest()


def contact_hash_of(*, email: str, phone: str) -> bytes | None:
    """32 bytes, keyed: a stolen table tells nobody's address."""
    contact = email.lower() or phone
    return salted_hmac("idea-contact", contact, algorithm="sha256").digest() if contact else None
