"""Organising, behind the door of a house and behind that of a partner; and the public trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from .views import activity, dates, house, partner, partners
from .views.doors import at_house, date_at_house, date_of_partner, of_partner

app_name = "organising"

type View = Callable[..., Any]
OF_ACTIVITY: list[tuple[str, View, str]] = [
    ("", activity.show, "activity"),
    ("ret/", activity.change, "change"),
    ("offentlig/", activity.publish_or_send, "publish"),
    ("ud/", activity.out, "take_out"),
]
OF_DATE: list[tuple[str, View, str]] = [
    ("", dates.show, "date"),
    ("flyt/", dates.move, "move"),
    ("aflys/", dates.cancel, "cancel"),
    ("udskyd/", dates.postpone, "postpone"),
    ("eget/", dates.own, "own"),
]


def _behind(
    front: str, pages: list[tuple[str, View, str]], door: Callable[[Any], Any], name: str
) -> list[URLPattern]:
    return [
        path(f"{front}/<str:public_id>/{act}", door(view), name=f"{called}_{name}")
        for act, view, called in pages
    ]


A_PARTNER = "kontor/det-sker/<slug:house>/partnere/<str:partner>/"

urlpatterns: list[URLPattern] = [
    path("det-sker/<str:public_id>/spor/", partner.trail, name="trail"),
    path("kontor/det-sker/", house.index, name="house"),
    path("kontor/det-sker/<slug:house>/ny/", house.new, name="new"),
    path("kontor/det-sker/<slug:house>/ferie/", house.pauses, name="pauses"),
    path("kontor/det-sker/<slug:house>/ferie/<str:period>/", house.in_pause, name="in_pause"),
    path(
        "kontor/det-sker/<slug:house>/ferie/<str:period>/fjern/", house.end_pause, name="end_pause"
    ),
    path("kontor/det-sker/<slug:house>/partnere/", partners.index, name="partners"),
    path(A_PARTNER, partners.show, name="partner"),
    path(A_PARTNER + "inviter/", partners.invite, name="invite"),
    path(A_PARTNER + "tillid/", partners.trust, name="trust"),
    path(A_PARTNER + "<str:member>/fjern/", partners.remove, name="remove_member"),
    *_behind("kontor/aktivitet", OF_ACTIVITY, at_house, "at_house"),
    path("kontor/aktivitet/<str:public_id>/svar/", at_house(activity.answer), name="answer"),
    *_behind("kontor/dato", OF_DATE, date_at_house, "at_house"),
    path("arrangoer/", partner.mine, name="mine"),
    path("arrangoer/<str:partner>/<slug:house>/ny/", partner.new, name="new_of_partner"),
    path("arrangoer/ja/<str:public_id>/", partner.join, name="join"),
    path("arrangoer/farvel/<str:public_id>/", partner.leave, name="leave"),
    *_behind("arrangoer/aktivitet", OF_ACTIVITY, of_partner, "of_partner"),
    *_behind("arrangoer/dato", OF_DATE, date_of_partner, "of_partner"),
]
