from __future__ import annotations

from django.urls import path

from .views import citizens, houses

app_name = "rights"

urlpatterns = [
    path("mine-oplysninger/hvem-har-set/", citizens.who_has_seen, name="who_has_seen"),
    path("mine-oplysninger/hvem-har-set/<str:public_id>/spoerg/", citizens.ask, name="ask"),
    path("mine-oplysninger/hvem-har-set/<str:public_id>/spurgt/", citizens.asked, name="asked"),
    path("leder/spoergsmaal/", houses.questions, name="questions"),
    path("leder/spoergsmaal/<str:public_id>/", houses.answer, name="answer"),
]
