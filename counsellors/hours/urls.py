"""A counsellor's own hours, special days and time off."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "hours"

urlpatterns = [
    path("vejleder/arbejdstid/", views.overview, name="overview"),
    path("vejleder/arbejdstid/ugentlig/", views.add_weekly, name="add_weekly"),
    path("vejleder/arbejdstid/ugentlig/<str:name>/slut/", views.end_weekly, name="end_weekly"),
    path("vejleder/arbejdstid/dag/", views.add_special, name="add_special"),
    path("vejleder/arbejdstid/dag/<str:name>/", views.remove_special, name="remove_special"),
    path("vejleder/arbejdstid/fri/", views.add_absence, name="add_absence"),
    path("vejleder/vaek/", views.away, name="away"),
    path("vejleder/arbejdstid/fri/<str:name>/", views.remove_absence, name="remove_absence"),
]
