"""A counsellor's own people."""

from __future__ import annotations

from django.urls import path

from .views import leaving, people

app_name = "caseload"

urlpatterns = [
    path("vejleder/mennesker/", people.people, name="people"),
    path("vejleder/mennesker/<str:public_id>/overlever/", people.hand_over, name="hand_over"),
    path("vejleder/sidste-dag/", leaving.leave, name="leave"),
    path("vejleder/sidste-dag/<slug:slug>/", leaving.leave_for, name="leave_for"),
    path("vejleder/overlevering/<str:public_id>/fortryd/", people.take_back, name="take_back"),
    path("vejleder/samtaler/<str:public_id>/tilbyd/", people.offer, name="offer"),
]
