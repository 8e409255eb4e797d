"""What holds for every request: no null characters, and personal pages are kept by nobody else."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class NullCharactersAreRefused:
    """400 for an address with a null character: PostgreSQL cannot look for one.

    Forms refuse them field by field; nobody types one by accident.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a null character in the address")
        return self.get_response(request)


class PersonalPagesAreNotStored:
    """`no-store` on every page that looked into a session with something in it.

    Library PCs have a Back button and proxies have memories. A page built from a
    login or a half-filled booking must not survive in either. Views behind secret
    links have no session: they carry the `personal` mark of `responses` instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not session.is_empty():
            response.headers["Cache-Control"] = "no-store, private"
        return response
