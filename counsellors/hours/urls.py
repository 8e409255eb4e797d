"""A counsellor's own hours, special days and time off."""

from __future__ import annotations

from django.urls import path

from .views import away, changing

app_name = "hours"

urlpatterns = [
    path("vejleder/arbejdstid/", changing.overview, name="overview"),
    path("vejleder/arbejdstid/ugentlig/", changing.add_weekly, name="add_weekly"),
    path("vejleder/arbejdstid/ugentlig/<str:name>/slut/", changing.end_weekly, name="end_weekly"),
    path("vejleder/arbejdstid/dag/", changing.add_special, name="add_special"),
    path("vejleder/arbejdstid/dag/<str:name>/", changing.remove_special, name="remove_special"),
    path("vejleder/arbejdstid/fri/", changing.add_absence, name="add_absence"),
    path("vejleder/vaek/", away.away, name="away"),
    path("vejleder/vaek/<slug:slug>/", away.report, name="report_away"),
    path("vejleder/arbejdstid/fri/<str:name>/", changing.remove_absence, name="remove_absence"),
]
