from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("citizens.rights.urls")),
    path("", include("citizens.oversight.urls")),
]
