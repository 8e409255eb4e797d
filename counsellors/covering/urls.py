"""Standing in for a colleague."""

from __future__ import annotations

from django.urls import path

from .views import away, opening

app_name = "covering"

urlpatterns = [
    path("vejleder/daekker/", away.covering, name="covering"),
    path("vejleder/daekker/find/", opening.find, name="find"),
    path("vejleder/daekker/<str:public_id>/tag/", away.take, name="take"),
    path("vejleder/daekker/<str:public_id>/hvorfor/", opening.why, name="why"),
    path("vejleder/daekker/<str:public_id>/", opening.opened, name="opened"),
]
