"""The place in line, and how long people wait at a house."""

from __future__ import annotations

from django.urls import path

from .views import figures, places

app_name = "line"

urlpatterns = [
    path("chat/<str:public_id>/plads/", places.place, name="place"),
    path("chat/<str:public_id>/plads/igen/", places.join_again, name="join_again"),
    path("vejleder/ventetid/", figures.show, name="figures"),
]
