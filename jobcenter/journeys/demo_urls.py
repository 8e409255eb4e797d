"""The demo's own pages. The mailbox joins them in `jobcenter.urls`, under the same namespace."""

from __future__ import annotations

from django.urls import path

from .views import demo_people

app_name = "demo"
urlpatterns = [
    path("demo/", demo_people.people, name="people"),
    path("demo/log-ind/", demo_people.log_in_as, name="log_in_as"),
]
