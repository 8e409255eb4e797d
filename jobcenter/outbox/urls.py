from __future__ import annotations

from django.urls import path

from . import views

# For machines: in no language, and reachable without HTTPS from inside the house.
urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]
