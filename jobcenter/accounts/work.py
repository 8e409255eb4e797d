"""The pages of somebody's work, the nearest first, and the menu that leads to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .enums import RoleKind

# What fits into one line of a phone or two; the rest is behind "More".
NEAR = 4
COUNSELLOR, EDITOR, LEAD, ADMINISTRATOR = (
    RoleKind.COUNSELLOR, RoleKind.CENTRE_EDITOR, RoleKind.TEAM_LEAD, RoleKind.ADMINISTRATOR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of the menu: `view` is its name, `within` those of pages that belong to it; `current`
    is what aria-current says of it."""

    view: str
    label: Any
    roles: frozenset[str]
    within: tuple[str, ...] = ()
    current: str = ""

    def seen_from(self, here: str) -> WorkPage:
        if here == self.view:
            return replace(self, current="page")
        return replace(self, current="true") if here in self.within else self


@dataclass(frozen=True, slots=True)
class WorkMenu:
    """`near` stands in the row, `further` opens below it."""

    near: list[WorkPage]
    further: list[WorkPage]


def _page(view: str, label: Any, *roles: RoleKind, within: tuple[str, ...] = ()) -> WorkPage:
    return WorkPage(view, label, frozenset(roles), within)


PAGES = (
    _page("workday:day", _("My day"), COUNSELLOR),
    _page("workday:week", _("My week"), COUNSELLOR),
    _page("inbox:desk", pgettext_lazy("work", "Chats"), COUNSELLOR, within=("inbox:thread",)),
    _page("caseload:people", _("My people"), COUNSELLOR),
    _page("organising:house", _("Activities"), EDITOR),
    _page("wishes:waiting", pgettext_lazy("work", "Ideas"), EDITOR),
    _page("signups:dates", _("Sign-ups"), COUNSELLOR, EDITOR),
    _page("conversations:wishes", pgettext_lazy("work", "Wishes"), COUNSELLOR, EDITOR),
    _page("team:today", pgettext_lazy("work", "The team"), COUNSELLOR, LEAD),
    _page("rights:questions", pgettext_lazy("work", "Questions"), EDITOR, LEAD),
    _page("safety:reports", pgettext_lazy("work", "Reports"), LEAD),
    _page("oversight:sample", pgettext_lazy("work", "Sample"), LEAD),
    _page("hours:overview", pgettext_lazy("work", "Hours"), COUNSELLOR),
    _page("covering:covering", pgettext_lazy("work", "For colleagues"), COUNSELLOR),
    _page("posters:posters", _("Posters"), COUNSELLOR, EDITOR),
    _page("imports:overview", pgettext_lazy("work", "Sources"), EDITOR),
    _page("team:houses", _("Rooms and minutes"), EDITOR, ADMINISTRATOR),
    _page("safety:blocks", pgettext_lazy("work", "Safety"), COUNSELLOR, LEAD),
    _page("bell_test", pgettext_lazy("work", "The bell"), ADMINISTRATOR),
)


def work_pages(roles: Collection[str]) -> list[WorkPage]:
    """Those of somebody who holds `roles`, kinds of roles."""
    return [page for page in PAGES if not page.roles.isdisjoint(roles)]


def work_menu(roles: Collection[str], *, here: str) -> WorkMenu:
    """The menu on the page called `here`. Where one is stands in the row, however far it is; and
    nothing opens for a single page."""
    pages = [page.seen_from(here) for page in work_pages(roles)]
    if len(pages) <= NEAR + 1:
        return WorkMenu(pages, [])
    near = [page for n, page in enumerate(pages) if n < NEAR or page.current]
    return WorkMenu(near, [page for page in pages if page not in near])
