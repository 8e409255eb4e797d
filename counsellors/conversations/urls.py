"""Booking, the conversation behind its link, my conversations, and what staff see."""

from __future__ import annotations

from django.urls import path

from .views import checking, choosing, flow, looks, managing, mine, staff, times, wishing

app_name = "conversations"

urlpatterns = [
    path("book/", flow.start, name="start"),
    path("book/emne/", flow.topic, name="topic"),
    path("book/sted/", flow.place, name="place"),
    path("book/maade/", flow.way, name="way"),
    path("book/tid/", times.time, name="time"),
    path("book/om-dig/", checking.about_you, name="about_you"),
    path("book/tjek/", checking.check, name="check"),
    path("book/oensker/", wishing.wish, name="wish"),
    path("book/oensker/modtaget/", wishing.wish_received, name="wish_received"),
    path("samtale/kode/", managing.by_code, name="by_code"),
    path("samtale/<str:secret>/", managing.manage, name="manage"),
    path("samtale/<str:secret>/kvittering/", managing.receipt, name="receipt"),
    path("samtale/<str:secret>/flyt/", managing.move, name="move"),
    path("samtale/<str:secret>/valg/", choosing.choices, name="choices"),
    path("samtale/<str:secret>/aflys/", managing.cancel, name="cancel"),
    path("samtale/<str:secret>/ingen-paamindelse/", managing.without_reminder, name="no_reminder"),
    path("samtale/<str:secret>/hvem-har-set/", looks.who_has_seen, name="who_has_seen"),
    path("samtale/<str:secret>/samtale.ics", managing.invitation, name="invitation"),
    path("mine-samtaler/", mine.mine, name="mine"),
    path("vejleder/samtaler/", staff.upcoming, name="upcoming"),
    path("vejleder/oensker/", staff.wishes, name="wishes"),
    path("vejleder/oensker/<str:public_id>/", staff.wish_answered, name="wish_answered"),
]
