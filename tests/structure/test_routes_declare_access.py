"""No page without an answer to "who may open this"."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from jobcenter.accounts.access import Access


def every_route(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_route(entry, address)
        else:
            yield address, entry


def is_admin(address: str) -> bool:
    """Django's admin asks its own gate; tests/jobcenter/accounts proves it for every page."""
    return address.startswith(("forvaltning/", "en/forvaltning/"))


def test_every_route_declares_access():
    routes = [(a, r) for a, r in every_route(get_resolver()) if not is_admin(a)]

    undeclared = [a for a, r in routes if getattr(r.callback, "access", None) not in set(Access)]

    assert len(routes) > 40
    assert undeclared == []


def test_every_staff_page_names_the_roles_it_is_for():
    staff = [
        (a, r)
        for a, r in every_route(get_resolver())
        if getattr(r.callback, "access", None) == Access.STAFF
    ]

    assert staff
    assert [a for a, r in staff if not getattr(r.callback, "role_kinds", ())] == []
