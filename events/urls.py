from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("events.feeds.urls")),
    path("", include("events.activities.urls")),
    path("", include("events.signups.urls")),
    path("", include("events.imports.urls")),
    path("", include("events.organising.urls")),
    path("", include("events.posters.urls")),
    path("", include("events.today.urls")),
    path("", include("events.wishes.urls")),
]
