"""What holds for every request: readable, answered with a page, and not kept by anybody else."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

type Answer = Callable[[HttpRequest], HttpResponse]
METHOD_NOT_ALLOWED = 405


class RequestsAreReadable:
    """UTF-8 without null characters: PostgreSQL can neither keep nor look for one.

    An address with one is answered with 400, a cookie with one is as good as none. Forms refuse
    them field by field; nobody types one by accident. The charset a client claims is ignored:
    browsers answer in the page's own, and Python knows codecs (utf-7, rot13) that would smuggle
    the character past this door or break on the way.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a null character in the address")
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class RefusedMethodsHaveAPage:
    """Django answers a wrong method with nothing at all: a white page for whoever meets it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != METHOD_NOT_ALLOWED or response.content:
            return response
        answer = render(request, "405.html", status=METHOD_NOT_ALLOWED)
        answer.headers["Allow"] = response.headers["Allow"]
        return answer


class PersonalPagesAreNotStored:
    """`no-store` on every page that looked into a session with something in it.

    Library PCs have a Back button and proxies have memories. A page built from a
    login or a half-filled booking must not survive in either. Views behind secret
    links have no session: they carry the `personal` mark of `responses` instead.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not session.is_empty():
            response.headers["Cache-Control"] = "no-store, private"
        return response
