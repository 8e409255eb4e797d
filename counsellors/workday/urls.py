"""A counsellor's working day."""

from __future__ import annotations

from django.urls import path

from .views import acting, days

app_name = "workday"

urlpatterns = [
    path("vejleder/dag/", days.day, name="day"),
    path("vejleder/uge/", days.week, name="week"),
    path("vejleder/dag/<str:public_id>/", acting.conversation, name="conversation"),
    path("vejleder/dag/<str:public_id>/flyt/", acting.move, name="move"),
    path("vejleder/dag/<str:public_id>/aflys/", acting.call_off, name="call_off"),
    path("vejleder/dag/<str:public_id>/maade/", acting.meet_otherwise, name="meet_otherwise"),
]
