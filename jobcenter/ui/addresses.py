"""Where a request comes from, for limits only. Never stored."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address as our own proxies saw it, or "unknown".

    Every proxy appends the address it was called from to X-Forwarded-For, so only the last
    TRUSTED_PROXY_COUNT entries are ours; whatever stands before them was typed by the visitor.
    A request that did not come through all of them counts as its own neighbour.
    """
    proxies: int = settings.TRUSTED_PROXY_COUNT
    hops = _forwarded_for(request).split(",")
    if proxies and len(hops) >= proxies:
        seen = _tidy(hops[-proxies])
        if seen != UNKNOWN:
            return seen
    return _tidy(request.META.get("REMOTE_ADDR", ""))


def _forwarded_for(request: HttpRequest) -> str:
    """The header by its real name.

    The bridge from ASGI to WSGI folds `X_Forwarded_For`, which passes proxies untouched, into the
    same variable; the raw headers still tell the two apart.
    """
    scope = request.META.get("asgi.scope")
    if scope is None:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    values = [value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for"]
    return b",".join(values).decode("latin1")


def _tidy(text: str) -> str:
    """The address alone: some proxies add a port, and brackets around IPv6."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return UNKNOWN
