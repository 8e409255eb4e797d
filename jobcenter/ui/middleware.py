"""Pages that belong to one person are kept by nobody else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


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
