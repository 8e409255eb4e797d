"""Calendars and news. Nobody is asked who they are, and no answer is different for anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import cast

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.feeds.access import get_public_date
from events.feeds.domain.addresses import programme_address
from events.feeds.domain.atom import MOST_ENTRIES, atom_of
from events.feeds.domain.calendars import calendar_of, calendar_of_one
from events.feeds.domain.choosing import (
    choose,
    dates_for_calendars,
    fingerprint,
    loaded,
)
from events.feeds.domain.standing import standing_since
from events.feeds.forms import FeedForm
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about
from jobcenter.ui.responses import UNPROCESSABLE, unless_known

from .addresses import address_with

CALENDAR, ATOM = "text/calendar; charset=utf-8", "application/atom+xml; charset=utf-8"
GOOD_FOR = timedelta(minutes=15)
# A body and its content type.
type Written = tuple[bytes, str]


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What fits the filter, to subscribe to."""
    form = FeedForm(request.GET)
    if not form.is_valid():
        return _refused(form)
    choice = partial(dates_for_calendars, now=timezone.now())
    keys = choose(form.wishes(), choice)
    address = address_with("feeds:calendar", form)

    def make() -> Written:
        return calendar_of(loaded(keys), name=form.name(), address=address), CALENDAR

    return _unless_known(request, keys, form, make)


@public
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """What fits the filter, the newest first."""
    form = FeedForm(request.GET)
    if not form.is_valid():
        return _refused(form)
    choice = partial(dates_for_calendars, now=timezone.now())
    keys = choose(form.wishes(), choice, most=MOST_ENTRIES, order=["-changed_at"])
    address, page = address_with("feeds:atom", form), address_with("activities:programme", form)

    def make() -> Written:
        return atom_of(loaded(keys), name=form.name(), address=address, page=page), ATOM

    return _unless_known(request, keys, form, make)


@public
@about("public date", opened_by=Relation.ANYBODY)
@require_safe
def one_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """One date as a file for one's own calendar."""
    told = loaded([get_public_date(public_id).pk])
    body = calendar_of_one(told)
    return unless_standing(
        request,
        fingerprint=hashlib.sha256(body).hexdigest()[:32],
        make=lambda: HttpResponse(body, content_type=CALENDAR),
        address=request.path,
    )


def unless_standing(
    request: HttpRequest, *, fingerprint: str, make: Callable[[], HttpResponse], address: str
) -> HttpResponse:
    """Not sent again while `address` gives the same: known by its ETag, or else by its date."""
    since = standing_since(address, fingerprint=fingerprint, now=timezone.now())
    return kept_a_while(unless_known(request, fingerprint=fingerprint, make=make, since=since))


def kept_a_while(response: HttpResponse) -> HttpResponse:
    """By browsers and proxies alike: it is the same for everybody."""
    response.headers["Cache-Control"] = f"public, max-age={int(GOOD_FOR.total_seconds())}"
    return response


def _unless_known(
    request: HttpRequest, keys: list[int], form: FeedForm, make: Callable[[], Written]
) -> HttpResponse:
    """Not written again while nothing in it has changed, whoever asks."""
    said = f"{request.path} {form.query} {form.name()}"
    seen = fingerprint(keys, said=said)

    def written() -> HttpResponse:
        # Kept without what is said of it to one reader.
        body, kind = cast("Written", caches["feeds"].get_or_set(seen, make))
        return HttpResponse(body, content_type=kind)

    return unless_standing(request, fingerprint=seen, make=written, address=said)


def _refused(form: FeedForm) -> HttpResponse:
    """For whoever opens the address to see why their calendar stays empty."""
    said = [_("We could not understand the filter in this address."), *map(str, form.faults())]
    said.append(_("Make a new one here: %(page)s") % {"page": programme_address()})
    kind = "text/plain; charset=utf-8"
    return HttpResponse("\n".join(said) + "\n", content_type=kind, status=UNPROCESSABLE)
