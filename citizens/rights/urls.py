from __future__ import annotations

from django.urls import path

from . import views

app_name = "rights"

urlpatterns = [
    path("mine-oplysninger/hvem-har-set/", views.who_has_seen, name="who_has_seen"),
    path("mine-oplysninger/hvem-har-set/<str:public_id>/spoerg/", views.ask, name="ask"),
    path("mine-oplysninger/hvem-har-set/<str:public_id>/spurgt/", views.asked, name="asked"),
]
