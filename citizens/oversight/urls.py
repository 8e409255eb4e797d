from __future__ import annotations

from django.urls import path

from . import views

app_name = "oversight"

urlpatterns = [
    path("leder/stikproeve/", views.sample, name="sample"),
    path("leder/stikproeve/<str:public_id>/", views.say, name="say"),
]
