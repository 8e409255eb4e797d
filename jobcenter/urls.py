"""Every address of the house. Danish has none in front, English has /en/."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from jobcenter.journeys import demo_urls
from jobcenter.outbox import views as outbox

# 404 for everybody outside demo mode: each of these views is marked `demo_only`.
demo_pages = [
    *demo_urls.urlpatterns,
    path("demo/mail/", outbox.mailbox, name="mailbox"),
    path("demo/mail/<str:mail_id>/", outbox.letter, name="letter"),
    path("demo/mail/<str:mail_id>/html/", outbox.letter_page, name="letter_page"),
    path(
        "demo/mail/<str:mail_id>/invitation.ics", outbox.letter_invitation, name="letter_invitation"
    ),
]

urlpatterns = [
    path("", include("jobcenter.outbox.urls")),
    *i18n_patterns(
        path("", include((demo_pages, demo_urls.app_name))),
        path("", include("jobcenter.journeys.urls")),
        path("", include("citizens.urls")),
        path("", include("counsellors.urls")),
        path("", include("events.urls")),
        path("", include("jobcenter.accounts.urls")),
        prefix_default_language=False,
    ),
]

# Pages; at the addresses of the data, what programs read.
handler400 = "events.feeds.views.problems.bad_request"
handler404 = "events.feeds.views.problems.page_not_found"
handler500 = "jobcenter.ui.views.server_error"
