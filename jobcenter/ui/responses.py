"""The few answers a view gives: a page, a piece of it, or the way on."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django_htmx.http import HttpResponseClientRedirect

UNPROCESSABLE = 422


class SeeOther(HttpResponseRedirect):
    """303: the browser fetches the next page with GET, also after a POST."""

    status_code = 303


def go_to(request: HttpRequest, name: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Send the reader on to a named page (or a model's own page, or a path).

    htmx would swap a redirected page into its small target, so it is told to
    move the whole window instead.
    """
    url = resolve_url(name, *args, **kwargs)
    if _is_htmx(request):
        return HttpResponseClientRedirect(url)
    return SeeOther(url)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str = "",
    refused: bool = False,
) -> HttpResponse:
    """Render a page, or only its partial `fragment` when htmx asks.

    `refused` marks a form that could not be accepted: status 422, and the
    title starts with "Error:" so that screen readers say so first.
    """
    piece = f"{template}#{fragment}" if fragment and _is_htmx(request) else template
    status = UNPROCESSABLE if refused else 200
    return render(request, piece, {**(context or {}), "refused": refused}, status=status)


def personal[View: Callable[..., HttpResponse]](view: View) -> View:
    """Mark a view whose pages no browser, library PC or proxy may keep."""

    @wraps(view)
    def never_kept(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return cast("View", never_kept)


def is_known(request: HttpRequest, fingerprint: str) -> bool:
    """Does the reader have this very version already, so that `unless_known` answers 304?"""
    return get_conditional_response(request, etag=f'"{fingerprint}"') is not None


def unless_known(
    request: HttpRequest,
    *,
    fingerprint: str,
    make: Callable[[], HttpResponse],
    since: datetime | None = None,
) -> HttpResponse:
    """304 when the reader has this very version already; otherwise what `make` answers, with its
    name in the ETag. `since` when it has been this version, in whole seconds: then a reader who
    only knows a date is answered by that. Who names a version is answered by its name alone (RFC
    9110, 13.1.3)."""
    etag = f'"{fingerprint}"'
    seconds = None if since is None else int(since.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=seconds) or make()
    response.headers["ETag"] = etag
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    return response


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
