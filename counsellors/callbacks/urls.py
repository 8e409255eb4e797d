"""Calls: asked for by the door of the talk they belong to, made from the counsellor's day."""

from __future__ import annotations

from django.urls import path

from .views import asking, work

app_name = "calls"

urlpatterns = [
    path("ring-mig-op/", asking.begin, name="begin"),
    path("chat/<str:public_id>/ring-op/", asking.call, name="call"),
    path("chat/<str:public_id>/ring-op/tid/", asking.change, name="change"),
    path("chat/<str:public_id>/ring-op/plads/", asking.keep_place, name="keep_place"),
    path("chat/<str:public_id>/ring-op/afmeld/", asking.cancel, name="cancel"),
    path("vejleder/opkald/<str:public_id>/", work.call, name="at_work"),
    path("vejleder/opkald/<str:public_id>/ring/", work.take, name="take"),
    path("vejleder/opkald/<str:public_id>/svar/", work.done, name="done"),
]
