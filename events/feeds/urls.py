"""The programme out in the world. Before the activities: their addresses take any word."""

from __future__ import annotations

from django.urls import path

from .views import data, feeds, pages

app_name = "feeds"

urlpatterns = [
    path("det-sker/kalender.ics", feeds.calendar, name="calendar"),
    path("det-sker/atom.xml", feeds.atom, name="atom"),
    path("det-sker/liste/", pages.listing, name="listing"),
    path("det-sker/del/", pages.sharing, name="sharing"),
    path("det-sker/api/openapi.json", data.openapi, name="openapi"),
    path("det-sker/api/datoer/", data.dates, name="dates"),
    path("det-sker/api/datoer/<str:public_id>/", data.one_date, name="date"),
    path("det-sker/<str:public_id>/billede.png", pages.picture, name="picture"),
    path("det-sker/<str:public_id>/kalender.ics", feeds.one_calendar, name="one_calendar"),
]
