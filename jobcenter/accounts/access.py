"""The only answers to "may this person open this page".

Every view carries exactly one marker; a structure test fails for a view without one. Inside a page,
each room's own `access.py` fetches rows so that foreign and missing look the same: 404.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from .enums import RoleKind
from .factors import has_second_factor
from .models import Role

View = Callable[..., HttpResponseBase]


class Access(StrEnum):
    PUBLIC = "public"
    HOLDER_OF_LINK = "holder of a secret link"
    CITIZEN = "somebody logged in"
    STAFF = "staff with a second factor"
    DEMO = "anybody, in demo mode only"
    OPERATIONS = "machines that watch the house"


def marked(access: Access, view: View) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anybody. The page is the same for all, or as personal as its own session makes it."""
    return marked(Access.PUBLIC, view)


def holder_of_link(view: View) -> View:
    """Whoever holds the secret link; the view's safe getter turns a wrong one into 404."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return not_stored(view(request, *args, **kwargs))

    return marked(Access.HOLDER_OF_LINK, checked)


def citizen_required(view: View) -> View:
    """Somebody logged in, in whatever role: everybody is a citizen."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return not_stored(view(request, *args, **kwargs))

    return marked(Access.CITIZEN, checked)


def staff_required(*kinds: RoleKind) -> Callable[[View], View]:
    """Somebody who holds one of these roles and has shown a second factor in this session.

    Without the role the page does not exist (404). Without the factor they are led to it first.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not Role.objects.held_by(request.user).filter(kind__in=kinds).exists():
                raise Http404
            if not has_second_factor(request):
                return redirect("accounts:second_factor")
            return not_stored(view(request, *args, **kwargs))

        checked.role_kinds = kinds  # type: ignore[attr-defined]
        return marked(Access.STAFF, checked)

    return decorate


def demo_only(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return not_stored(view(request, *args, **kwargs))

    return marked(Access.DEMO, checked)


def operations(view: View) -> View:
    """Health pages: no details, no session, no person."""
    return marked(Access.OPERATIONS, view)


def not_stored(response: HttpResponseBase) -> HttpResponseBase:
    add_never_cache_headers(response)
    return response
