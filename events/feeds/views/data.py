"""The programme as data: read-only, for every site, with its own description beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from events.feeds.access import get_public_date
from events.feeds.domain.addresses import absolute
from events.feeds.domain.choosing import choose, coming_dates, fingerprint, loaded
from events.feeds.domain.items import after, cursor_of, items_of
from events.feeds.domain.openapi import description_of_the_data
from events.feeds.forms import MOST_AT_ONCE, USUALLY, DataForm
from jobcenter.accounts.access import public
from jobcenter.accounts.policy import Relation, about

from .feeds import unless_standing
from .problems import problem

READ = ["GET", "HEAD"]


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Another method is answered as programs read it, whoever sends it from wherever."""

    @csrf_exempt  # Nothing is written, so nobody has to prove that it is their own form.
    @wraps(view)
    def opened(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method in READ:
            return view(request, *args, **kwargs)
        words = _("This can only be read. Use GET.")
        refused = problem(words, status=HTTPStatus.METHOD_NOT_ALLOWED)
        refused.headers["Allow"] = ", ".join(READ)
        return refused

    return opened


@public
@read_only
def dates(request: HttpRequest) -> HttpResponse:
    """A part of the list, and the address of the next."""
    form = DataForm(request.GET)
    if form.faults():
        return problem(_("We could not understand the filter."), form.faults())
    now, most = timezone.now(), form.cleaned_data["antal"]
    rows = partial(coming_dates, now=now)
    place = form.cleaned_data["efter"]
    # One more than is shown: is there a next part?
    keys = choose(form.wishes(), lambda wishes: after(rows(wishes), place), most=most + 1)

    def make() -> HttpResponse:
        told = loaded(keys)
        shown = items_of(told, now=now)[:most]
        following = _next(request, form, told.dates[most - 1]) if len(told.dates) > most else None
        return _data({"dates": shown, "next": following})

    said = f"{request.get_full_path()} {most}"
    seen = fingerprint(keys, said=said)
    return _for_everybody(unless_standing(request, fingerprint=seen, make=make, address=said))


@public
@about("public date", opened_by=Relation.ANYBODY)
@read_only
def one_date(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        told = loaded([get_public_date(public_id).pk])
    except Http404:
        words = _("There is no such date, or it is not public any more.")
        return problem(words, status=HTTPStatus.NOT_FOUND)
    (item,) = items_of(told, now=timezone.now())
    return _known_by_content(request, item)


@public
@read_only
def openapi(request: HttpRequest) -> HttpResponse:
    document = description_of_the_data(most_at_once=MOST_AT_ONCE, usually=USUALLY)
    return _known_by_content(request, document)


def _known_by_content(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    response = _data(content)
    seen = hashlib.sha256(response.content).hexdigest()[:32]
    return _for_everybody(
        unless_standing(request, fingerprint=seen, make=lambda: response, address=request.path)
    )


def _next(request: HttpRequest, form: DataForm, last: Any) -> str:
    said = {"antal": form.cleaned_data["antal"], "efter": cursor_of(last)}
    query = "&".join(filter(None, [form.query, urlencode(said)]))
    return absolute(f"{request.path}?{query}")


def _data(content: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/json")


def _for_everybody(response: HttpResponse) -> HttpResponse:
    """Scripts of other sites may read it: there is nothing in it that is not public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    return response
