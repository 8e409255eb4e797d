"""A talk behind each of its two doors."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import URLPattern, path

from counsellors.chat.views.doors import Door, Page, as_citizen, at_work

from .views import ending, mending, talk, writing

app_name = "chat"

DOORS = {"chat/<str:public_id>/": as_citizen, "vejleder/chat/<str:public_id>/": at_work}
PAGES = {
    "": talk.talk,
    "haendelser/": talk.events,
    "tidligere/": talk.older,
    "besked/": writing.say,
    "laest/": writing.read,
    "slut/": ending.end,
}
OF_A_MESSAGE = {
    "besked/<int:seq>/ret/": mending.edit,
    "besked/<int:seq>/tilbage/": mending.take_back,
}
SAID_BY = {as_citizen: "message in a chat", at_work: "answer in a chat"}
# Only whose talk it is may delete it; only somebody at work can be the one who answers.
ONE_SIDED = {"slet/": (as_citizen, ending.delete), "tag/": (at_work, writing.take)}


def _named(address: str, door: Callable[..., Door], shown: Page, thing: str = "chat") -> URLPattern:
    return path(address, door(shown, thing=thing), name=f"{shown.__name__}_{door.__name__}")


urlpatterns = [
    *(_named(at + rest, door, one) for at, door in DOORS.items() for rest, one in PAGES.items()),
    *(
        _named(at + rest, door, one, SAID_BY[door])
        for at, door in DOORS.items()
        for rest, one in OF_A_MESSAGE.items()
    ),
    *(
        _named(at + rest, door, one)
        for at, door in DOORS.items()
        for rest, (only, one) in ONE_SIDED.items()
        if only is door
    ),
]
