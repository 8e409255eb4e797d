"""The addresses under which the programme lies on the net, absolute."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from events.activities.models import ActivityDate


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def programme_address() -> str:
    return absolute(reverse("activities:programme"))


def page_of(one: ActivityDate, *, programme: str = "") -> str:
    """The page of one date. Whoever has many gives `programme` along, asked for once."""
    return f"{programme or programme_address()}{one.public_id}/"


def as_webcal(address: str) -> str:
    """The same address in the words that make a calendar program open and ask."""
    return f"webcal://{address.split('://', 1)[-1]}"
