"""Celery carries ids and wake-ups only; when something is due stands in PostgreSQL."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobcenter.settings.dev")

app = Celery("jobcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "jobcenter.outbox",
        "counsellors.conversations",
        "counsellors.availability",
        "jobcenter.journeys",
    ]
)
app.conf.beat_schedule = {}
