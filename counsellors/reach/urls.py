"""The door to a human, at the address every page leads to."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from .views import claiming, door, leaving, starting

pages: list[URLPattern] = [
    path("chat/", starting.chat, name="chat"),
    path("chat/<str:public_id>/", claiming.claim, name="claim"),
    path("glem-mig/", leaving.leave, name="leave"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("tal-med-et-menneske/", door.human, name="human"),
    path("tal-med-et-menneske/", include((pages, "reach"))),
]
