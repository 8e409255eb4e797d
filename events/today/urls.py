"""In the house today."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "today"

urlpatterns = [
    path("i-dag/", views.all_houses, name="all"),
    path("huse/<slug:slug>/i-dag/", views.house, name="house"),
    path("huse/<slug:slug>/i-dag/skaerm/", views.screen, name="screen"),
]
