"""One's own counsellor."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "responsibility"

urlpatterns = [
    path("min-vejleder/", views.own, name="own"),
    path("min-vejleder/vaelg/<slug:slug>/", views.choose, name="choose"),
    path("min-vejleder/stop/", views.leave, name="leave"),
    path("min-vejleder/overlevering/", views.ask_for_handover, name="ask_for_handover"),
    path(
        "min-vejleder/overlevering/<str:public_id>/", views.answer_handover, name="answer_handover"
    ),
    path("min-vejleder/forslag/<str:public_id>/", views.answer_offer, name="answer_offer"),
]
