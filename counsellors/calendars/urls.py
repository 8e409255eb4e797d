"""Calendars in and out. What stands behind `<str:secret>` opens a feed: see access."""

from __future__ import annotations

from django.urls import path

from .views import feed, subscriptions

app_name = "calendars"

urlpatterns = [
    path("vejleder/kalendere/", subscriptions.overview, name="overview"),
    path("vejleder/kalendere/tilfoej/", subscriptions.add, name="add"),
    path("vejleder/kalendere/adresse/", feed.open_new, name="open_feed"),
    path("vejleder/kalendere/adresse/luk/", feed.close, name="close_feed"),
    path("vejleder/kalendere/<str:public_id>/laes/", subscriptions.read_now, name="read_now"),
    path("vejleder/kalendere/<str:public_id>/fjern/", subscriptions.remove, name="remove"),
    path("kalender/<str:secret>.ics", feed.feed, name="feed"),
]
