"""A counsellor's own people."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "caseload"

urlpatterns = [
    path("vejleder/mennesker/", views.people, name="people"),
    path("vejleder/mennesker/<str:public_id>/overlever/", views.hand_over, name="hand_over"),
    path("vejleder/overlevering/<str:public_id>/fortryd/", views.take_back, name="take_back"),
    path("vejleder/samtaler/<str:public_id>/tilbyd/", views.offer, name="offer"),
]
