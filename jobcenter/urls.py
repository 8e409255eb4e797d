"""Every address of the house. Danish has none in front, English has /en/."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("jobcenter.outbox.urls")),
    *i18n_patterns(
        path("", include("jobcenter.journeys.urls")),
        path("", include("jobcenter.centres.urls")),
        path("", include("counsellors.urls")),
        path("", include("jobcenter.accounts.urls")),
        prefix_default_language=False,
    ),
]
