"""Programmes of others, for the editors of a house."""

from __future__ import annotations

from django.urls import path

from .views import acting, sources

app_name = "imports"

urlpatterns = [
    path("vejleder/kilder/", sources.overview, name="overview"),
    path("vejleder/kilder/ny/", sources.add, name="add"),
    path("vejleder/kilder/dobbelt/", acting.twins, name="twins"),
    path("vejleder/kilder/dobbelt/<str:public_id>/<str:other_id>/", acting.decide, name="decide"),
    path("vejleder/kilder/<str:public_id>/", sources.source, name="source"),
    path("vejleder/kilder/<str:public_id>/ret/", sources.change, name="change"),
    path("vejleder/kilder/<str:public_id>/fil/", sources.file, name="file"),
    path("vejleder/kilder/<str:public_id>/goer/", acting.act, name="act"),
    path("vejleder/kilder/<str:public_id>/svar/", acting.answer, name="answer"),
    path("vejleder/kilder/<str:public_id>/fjern/", acting.remove, name="remove"),
    path(
        "vejleder/kilder/<str:public_id>/udgiv/<str:activity_id>/", acting.publish, name="publish"
    ),
]
