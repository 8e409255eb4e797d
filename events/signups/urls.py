"""Signing up, and one's own page."""

from __future__ import annotations

from django.urls import path

from .views import citizen, staff

app_name = "signups"

urlpatterns = [
    path("det-sker/<str:public_id>/tilmeld/", citizen.sign_up_for, name="sign_up"),
    path(
        "foerste-plads/<str:secret>/<str:public_id>/", citizen.sign_up_first, name="sign_up_first"
    ),
    path("min-plads/<str:secret>/", citizen.mine, name="mine"),
    path("min-plads/<str:secret>/uden-husk/", citizen.without_reminder, name="no_reminder"),
    path("min-plads/<str:secret>/<str:public_id>/aflys/", citizen.give_up, name="give_up"),
    path("min-plads/<str:secret>/<str:public_id>/ja/", citizen.say_yes, name="say_yes"),
    path("min-plads/<str:secret>/<str:public_id>/antal/", citizen.change_number, name="number"),
    path("min-plads/<str:secret>/<str:public_id>/igen/", citizen.again, name="again"),
    path("min-plads/<str:secret>/<str:public_id>/kalender.ics", citizen.calendar, name="calendar"),
    path("vejleder/det-sker/", staff.dates, name="dates"),
    path("vejleder/det-sker/<str:public_id>/", staff.listed, name="listed"),
    path("vejleder/det-sker/<str:public_id>/skriv-op/", staff.write_down, name="write_down"),
    path("vejleder/det-sker/<str:public_id>/<str:place_id>/svar/", staff.answer, name="answer"),
]
