"""Every address of the house with its name, and the address of one thing behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

from jobcenter.accounts.admin import house_admin
from jobcenter.accounts.enums import RoleKind
from jobcenter.accounts.policy import About, Access

PLACE = re.compile(r"<[^>]+>|\(\?P<\w+>[^)]*\)")
BACK_OFFICE = "forvaltning/"


@dataclass(frozen=True)
class Route:
    pattern: str
    name: str
    view: Any

    def __str__(self) -> str:
        return self.pattern or "front"

    @property
    def access(self) -> Access:
        return self.view.access

    @property
    def role_kinds(self) -> frozenset[RoleKind]:
        return frozenset(getattr(self.view, "role_kinds", ()))

    @property
    def about(self) -> About | None:
        return getattr(self.view, "about", None)

    @property
    def places(self) -> int:
        """How many ids the address has."""
        return len(PLACE.findall(self.pattern))

    @property
    def is_back_office(self) -> bool:
        """Django's admin: declared as a whole, see `jobcenter/accounts/admin.py`."""
        return self.pattern.startswith(BACK_OFFICE)

    @property
    def model(self) -> Any:
        """The model a page of the back office is about."""
        names = {f"{m._meta.app_label}_{m._meta.model_name}": m for m in house_admin._registry}
        return names.get(self.name.removeprefix("admin:").rsplit("_", 1)[0])

    def address(self, ids: tuple[str, ...] = ()) -> str:
        assert len(ids) == self.places, f"{self.pattern} has {self.places} ids, not {ids}"
        waiting = iter(ids)
        filled = PLACE.sub(lambda _place: quote(next(waiting), safe=""), self.pattern)
        return "/" + re.sub(r"[\^$]|\\Z", "", filled)


def all_routes() -> list[Route]:
    found = {route.pattern: route for route in _routes(get_resolver(), "", "")}
    return [found[pattern] for pattern in sorted(found)]


def _routes(resolver: URLResolver, before: str, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _routes(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Route(pattern, f"{space}{entry.name}", entry.callback)
