"""What happens in the houses."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "activities"

urlpatterns = [
    path("det-sker/", views.programme, name="programme"),
    path("det-sker/<str:public_id>/", views.one_date, name="date"),
]
