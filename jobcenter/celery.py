"""Celery carries ids and wake-ups only; when something is due stands in PostgreSQL."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobcenter.settings.dev")

app = Celery("jobcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "jobcenter.audit",
        "jobcenter.outbox",
        "citizens.rights",
        "citizens.oversight",
        "counsellors.availability",
        "counsellors.responsibility",
        "counsellors.practice",
        "counsellors.calendars",
        "counsellors.covering",
        "counsellors.team",
        "jobcenter.journeys",
    ]
)
app.conf.beat_schedule = {
    # A call nobody hears in time is worth nothing: the next one comes by itself. Without `expires`
    # a worker that was away for a night would have thousands of them to work off.
    "deliver what nobody rang for": {
        "task": "jobcenter.outbox.tasks.deliver_notices",
        "schedule": 10,
        "options": {"expires": 10},
    },
    "show that beat and worker are alive": {
        "task": "jobcenter.outbox.tasks.beat_ticks",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "keep the heads of the read log": {
        "task": "jobcenter.audit.tasks.keep_the_heads",
        "schedule": crontab(minute=50),
        "options": {"expires": 3000},
    },
    "make and drop months of the read log": {
        "task": "jobcenter.audit.tasks.turn_the_pages",
        "schedule": crontab(hour=3, minute=45),
    },
    "forget questions that are old": {
        "task": "citizens.rights.tasks.forget_questions",
        "schedule": crontab(hour=3, minute=55),
    },
    "remind houses of questions that wait": {
        "task": "citizens.rights.tasks.remind_of_questions",
        "schedule": crontab(hour=8, minute=10),
    },
    "draw the samples of the week": {
        "task": "citizens.oversight.tasks.draw_samples",
        "schedule": crontab(hour=4, minute=30),
    },
    "read the calendars that are due": {
        "task": "counsellors.calendars.tasks.read_due_calendars",
        "schedule": 10,
        "options": {"expires": 10},
    },
    # At a quarter past three: an hour that every night has exactly once.
    "forget notices that are over": {
        "task": "jobcenter.outbox.tasks.forget_notices",
        "schedule": crontab(hour=3, minute=15),
    },
    "forget what is past": {
        "task": "counsellors.practice.tasks.forget_what_is_past",
        "schedule": crontab(hour=3, minute=25),
    },
    "forget openings of the past": {
        "task": "counsellors.covering.tasks.forget_openings",
        "schedule": crontab(hour=3, minute=20),
    },
    "tell counsellors of replies that wait": {
        "task": "counsellors.practice.tasks.tell_counsellors_of_replies",
        "schedule": crontab(hour=6, minute=30),
    },
    "forget own counsellors of the past": {
        "task": "counsellors.responsibility.tasks.forget_own_counsellors",
        "schedule": crontab(hour=3, minute=30),
    },
    "forget the team's past": {
        "task": "counsellors.team.tasks.forget_the_teams_past",
        "schedule": crontab(hour=3, minute=40),
    },
    "forget old traces": {
        "task": "jobcenter.journeys.tasks.forget_old_traces",
        "schedule": crontab(hour=3, minute=35),
    },
}


@setup_logging.connect
def keep_logging_as_the_settings_say(**_asked: object) -> None:
    """Celery would put handlers of its own in their place, which hide no secrets."""
