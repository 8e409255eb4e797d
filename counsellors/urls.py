from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from counsellors.availability.views import profile
from counsellors.people.views import counsellor_list, photograph

people: list[URLPattern] = [
    path("vejledere/", counsellor_list, name="list"),
    path("vejledere/<slug:slug>/", profile, name="profile"),
    # The address an uploaded portrait has by MEDIA_URL: files leave the house only through a view.
    path("media/portraits/<str:name>", photograph, name="photograph"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((people, "counsellors"))),
    path("", include("counsellors.responsibility.urls")),
    path("", include("counsellors.conversations.urls")),
    path("", include("counsellors.practice.urls")),
    path("", include("counsellors.caseload.urls")),
    path("", include("counsellors.covering.urls")),
    path("", include("counsellors.calendars.urls")),
    path("", include("counsellors.hours.urls")),
    path("", include("counsellors.team.urls")),
    path("", include("counsellors.desk.urls")),
    path("", include("counsellors.workday.urls")),
    path("", include("counsellors.talk.urls")),
    path("", include("counsellors.letters.urls")),
    path("", include("counsellors.safety_pages.urls")),
    path("", include("counsellors.reach.urls")),
    path("", include("counsellors.callbacks.urls")),
    path("", include("counsellors.inbox.urls")),
    path("", include("counsellors.line.urls")),
    path("", include("counsellors.files.urls")),
]
