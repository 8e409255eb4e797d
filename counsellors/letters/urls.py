"""Writing a letter, its link, and where its answer goes."""

from __future__ import annotations

from django.urls import path

from counsellors.chat.views.doors import as_citizen

from .views import letter, links, writing

app_name = "letters"

urlpatterns = [
    path("tal-med-et-menneske/brev/", writing.write, name="write"),
    path("brev/<str:secret>/", links.open_letter, name="open"),
    path("brev/<str:secret>/stop/", links.stop, name="stop"),
    path("chat/<str:public_id>/brev/", as_citizen(letter.letter, thing="letter"), name="letter"),
    path(
        "chat/<str:public_id>/brev/ingen-mails/",
        as_citizen(letter.no_mails, thing="letter"),
        name="no_mails",
    ),
]
