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
    "senere-vejledere/": notes.successors,
    "slet/": notes.delete,
}
DOORS = {
    "samtale/<str:secret>/aftalt/": by_link,
    "mine-samtaler/<str:public_id>/aftalt/": of_mine,
    "vejleder/samtaler/<str:public_id>/aftalt/": at_work,
}

urlpatterns = [
    path(address + rest, door(shown), name=f"{shown.__name__}_{door.__name__}")
    for address, door in DOORS.items()
    for rest, shown in PAGES.items()
]
