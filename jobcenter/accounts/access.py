"""The only answers to "may this person open this page".

Every view carries exactly one marker; a structure test fails for a view without one. A view whose
address leads to one thing also says to which and for whom (`policy.about`). Each room's own
`access.py` then fetches the row so that foreign and missing look the same: 404.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from jobcenter.audit.domain import Reader
from jobcenter.ui.responses import go_to

from .domain import holds_a_role
from .enums import RoleKind
from .factors import has_second_factor, proven_recently
from .models import Role, User
from .policy import Access
from .work import work_menu

View = Callable[..., HttpResponseBase]


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
            return led_to("account_login", request)
        return not_stored(view(request, *args, **kwargs))

    return marked(Access.CITIZEN, checked)


def owner_required(view: View) -> View:
    """Somebody logged in who proved it within the last minutes: for changing keys."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not proven_recently(request):
            return led_to("accounts:second_factor", request)
        return view(request, *args, **kwargs)

    return marked(Access.OWNER, citizen_required(checked))


def staff_required(*kinds: RoleKind) -> Callable[[View], View]:
    """Somebody who holds one of these roles and has shown a second factor in this session.

    Without the role the page does not exist (404). Without the factor they are led to it first.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return led_to("account_login", request)
            held = set(Role.objects.held_by(request.user).values_list("kind", flat=True))
            if held.isdisjoint(kinds):
                raise Http404
            if not has_second_factor(request):
                return led_to("accounts:second_factor", request)
            # What the page's frame shows of one's work: see templates/ui/work_nav.html.
            request.work_roles = held  # type: ignore[attr-defined]
            here = request.resolver_match.view_name if request.resolver_match else ""
            request.work_menu = work_menu(held, here=here)  # type: ignore[attr-defined]
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


def get_own_passkey(user: User, credential_id: str) -> Authenticator:
    """By the id the browser gave it, never by our row's number. Somebody else's is 404."""
    for passkey in Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN):
        if passkey.data["credential"]["id"] == credential_id:
            return passkey
    raise Http404


def get_own_app(user: User) -> Authenticator:
    return get_object_or_404(Authenticator, user=user, type=Authenticator.Type.TOTP)


def must_work_here(user: User) -> None:
    """Pages about the second step, which only those with a role need."""
    if not holds_a_role(user):
        raise Http404


def led_to(name: str, request: HttpRequest) -> HttpResponseBase:
    """To a page of the door, and from there back here.

    What was pressed cannot be pressed again for somebody: they come back to the page it stood on,
    and are told.
    """
    if request.method not in {"GET", "HEAD"}:
        messages.warning(
            request,
            _("We must first know that it is you, so that was not done. Do it again afterwards."),
        )
    back = urlencode({"next": _page_to_return_to(request)})
    return go_to(request, f"{resolve_url(name)}?{back}")


def _page_to_return_to(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("referer", ""))
    is_ours = came_from.netloc == request.get_host()
    return came_from._replace(scheme="", netloc="").geturl() if is_ours else ""


def not_stored(response: HttpResponseBase) -> HttpResponseBase:
    add_never_cache_headers(response)
    return response


def user_of(request: HttpRequest) -> User:
    """Whoever is logged in, in a view whose marker lets nobody else in."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def reader_as(user: User, *kinds: RoleKind, name: str = "") -> Reader:
    """How the read log calls a staff member who is about to see something of somebody.

    `kinds` are those the view's marker lets in; of several, the one they hold. `name` is the name
    people know them by, where it is not the account's.
    """
    role = kinds[0]
    if len(kinds) > 1:
        held = Role.objects.held_by(user).filter(kind__in=kinds).order_by("kind")
        role = RoleKind(held.values_list("kind", flat=True)[0])
    return Reader(id=user.pk, name=name or str(user), role=role.value)


def user_or_nobody(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
