"""The shared note behind each of its three doors."""

from __future__ import annotations

from django.urls import path

from .views import notes
from .views.visits import at_work, by_link, of_mine

app_name = "practice"

PAGES = {
    "": notes.note,
    "ord/": notes.words,
    "skridt/": notes.step,
    "skridt/gjort/": notes.step_ticked,
    "skridt/fjern/": notes.step_removed,
    "ja/": notes.yes,
}
# Who may read it later, and whether it stays at all, is the citizen's alone to say.
CITIZENS_PAGES = PAGES | {"senere-vejledere/": notes.successors, "slet/": notes.delete}
DOORS = (
    ("samtale/<str:secret>/aftalt/", by_link, CITIZENS_PAGES),
    ("mine-samtaler/<str:public_id>/aftalt/", of_mine, CITIZENS_PAGES),
    ("vejleder/samtaler/<str:public_id>/aftalt/", at_work, PAGES),
)

urlpatterns = [
    path(address + rest, door(shown), name=f"{shown.__name__}_{door.__name__}")
    for address, door, pages in DOORS
    for rest, shown in pages.items()
]
