"""The list for other people's pages, how to get it there, and the picture of a date."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.html import escape
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from events.activities.domain import find_dates
from events.feeds.access import get_public_date
from events.feeds.domain.addresses import absolute
from events.feeds.domain.pictures import DRAWN, draw, words_of
from events.feeds.forms import FeedForm
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.shared.memory import ShortMemory
from jobcenter.ui.responses import page, unless_known

from .addresses import ways_of
from .feeds import kept_a_while

# The one page of the house that others may frame: nothing on it can be pressed but links out of
# the frame, nothing is asked and nobody is known.
MAY_BE_FRAMED: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "form-action": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": ["*"],
}
# A link that is shared is asked for by a crowd: each picture is drawn once.
_drawn: ShortMemory[str, bytes] = ShortMemory(seconds=600, most=200)


@public
@require_safe
@xframe_options_exempt
@csp_override(MAY_BE_FRAMED)
def listing(request: HttpRequest) -> HttpResponse:
    """What comes next, plain, to stand in a frame on somebody else's page."""
    form = FeedForm(request.GET)
    now = timezone.now()
    found = find_dates(wishes=form.wishes(), number=1, now=now) if form.is_valid() else None
    context = {
        "form": form,
        "faults": form.faults(),
        "lines": [(row, row.date.state_at(now)) for row in found.rows] if found else [],
        "ways": ways_of(form),
        "heading": form.name() if found else "",
    }
    return page(request, "events/feeds/listing.html", context, refused=found is None)


@public
@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    """How to have the programme on one's own page, with the filter one came with."""
    form = FeedForm(request.GET)
    is_understood = form.is_valid()
    context = {
        "form": form,
        "faults": form.faults(),
        "name": form.name() if is_understood else "",
        "narrows": bool(form.query),
        "snippet": _to_paste(ways_of(form).listing, form.name()) if is_understood else "",
        "ways": ways_of(form),
        "openapi": absolute(reverse("feeds:openapi")),
    }
    return page(request, "events/feeds/sharing.html", context, refused=not is_understood)


@public
@about("public date", opened_by=Relation.ANYBODY)
@require_safe
def picture(request: HttpRequest, public_id: str) -> HttpResponse:
    """1200×630, for whoever shows a link to the date."""
    words = words_of(get_public_date(public_id))
    seen = hashlib.sha256(repr((DRAWN, get_language(), words)).encode()).hexdigest()[:32]

    def make() -> HttpResponse:
        return HttpResponse(_drawn.recall(seen, lambda: draw(words)), content_type="image/png")

    return kept_a_while(unless_known(request, fingerprint=seen, make=make))


def _to_paste(address: str, title: str) -> str:
    """For somebody else's page: what was searched for must not become a piece of it."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="600"'
        ' loading="lazy"></iframe>'
    )
