"""Where one filter of the programme can be followed: all its addresses."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from events.feeds.domain.addresses import absolute, as_webcal
from events.feeds.forms import FeedForm


@dataclass(frozen=True, slots=True)
class Ways:
    """Absolute, with the filter in each of them; `webcal` opens a calendar program."""

    page: str
    calendar: str
    webcal: str
    atom: str
    listing: str
    data: str
    sharing: str


def ways_of(form: FeedForm) -> Ways:
    calendar = address_with("feeds:calendar", form)
    return Ways(
        page=address_with("activities:programme", form),
        calendar=calendar,
        webcal=as_webcal(calendar),
        atom=address_with("feeds:atom", form),
        listing=address_with("feeds:listing", form),
        data=address_with("feeds:dates", form),
        sharing=address_with("feeds:sharing", form),
    )


def address_with(name: str, form: FeedForm) -> str:
    query = f"?{form.query}" if form.query else ""
    return absolute(reverse(name)) + query
