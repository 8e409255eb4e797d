"""The tiny house of the design system's tests, with the outbox in it."""

from __future__ import annotations

from django.urls import include, path

from jobcenter.outbox import views
from tests.jobcenter.ui.urls import named
from tests.jobcenter.ui.urls import urlpatterns as house

demo = [
    named("people"),
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<str:mail_id>/", views.letter, name="letter"),
    path("mail/<str:mail_id>/html/", views.letter_page, name="letter_page"),
    path("mail/<str:mail_id>/invitation.ics", views.letter_invitation, name="letter_invitation"),
]
urlpatterns = [
    path("", include("jobcenter.outbox.urls")),
    path("demo/", include((demo, "demo"))),
    *house,
]
