import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import cache_control

from jobcenter.ui.portraits import LONGEST_SEED, draw_portrait
from jobcenter.ui.specimens import specimens

SECONDS_TO_WAIT = 30
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the field's name


def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component of the design system once, with Danish specimens."""
    return render(request, "style_guide.html", specimens())


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs nothing that may be broken. Without a database it is 503: caches and robots wait."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    response = HttpResponse(render_to_string("500.html"), status=503 if is_away else 500)
    if is_away:
        response.headers["Retry-After"] = str(SECONDS_TO_WAIT)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is no longer ours: log-in in another tab, or cookies that were cleared.

    When the browser itself vouches that one of our own pages sent it (Origin cannot be forged by a
    page elsewhere), what was typed comes back behind one button with a fresh token. Nothing is sent
    without that click.
    """
    typed = []
    if request.headers.get("origin") == f"{request.scheme}://{request.get_host()}":
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != TOKEN
        ]
    response = render(request, "403_csrf.html", {"typed": typed}, status=403)
    add_never_cache_headers(response)
    return response


@cache_control(public=True, max_age=7 * 24 * 60 * 60)
def portrait(request: HttpRequest, seed: str) -> HttpResponse:
    """A drawn face: the same for everybody, and about nobody."""
    if len(seed) > LONGEST_SEED:
        raise Http404
    return HttpResponse(draw_portrait(seed), content_type="image/svg+xml")
