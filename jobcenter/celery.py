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
        "counsellors.chat",
        "counsellors.callbacks",
        "counsellors.line",
        "counsellors.letters",
        "counsellors.safety",
        "counsellors.caseload",
        "counsellors.covering",
        "counsellors.files",
        "counsellors.inbox",
        "counsellors.team",
        "events.activities",
        "events.imports",
        "events.organising",
        "events.posters",
        "events.search",
        "events.signups",
        "events.wishes",
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
    "say what became of calls nobody made": {
        "task": "counsellors.callbacks.tasks.turn_the_clock_of_calls",
        "schedule": 60,
        "options": {"expires": 60},
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
    "finish what a last day has left": {
        "task": "counsellors.caseload.tasks.let_go",
        "schedule": crontab(hour=3, minute=35),
    },
    "forget talks of the past": {
        "task": "counsellors.chat.tasks.forget_past_talks",
        "schedule": crontab(hour=3, minute=50),
    },
    "give lent talks back": {
        "task": "counsellors.inbox.tasks.return_lent_talks",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "tell counsellors for whom somebody waits": {
        "task": "counsellors.inbox.tasks.tell_who_waits_at_work",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "forget looks at the desk": {
        "task": "counsellors.inbox.tasks.forget_looks",
        "schedule": crontab(hour=3, minute=52),
    },
    "keep the lines of the houses": {
        "task": "counsellors.line.tasks.keep_the_line",
        "schedule": 10,
        "options": {"expires": 10},
    },
    "forget waits of the past": {
        "task": "counsellors.line.tasks.forget_past_waits",
        "schedule": crontab(hour=3, minute=55),
    },
    "check the files that wait": {
        "task": "counsellors.files.tasks.check_waiting_files",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "delete files nobody has any more": {
        "task": "counsellors.files.tasks.delete_what_is_left",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "delete files no row knows": {
        "task": "counsellors.files.tasks.delete_what_nobody_knows",
        "schedule": crontab(hour=3, minute=58),
    },
    "tell citizens who have an answer": {
        "task": "counsellors.letters.tasks.tell_who_waits_at_home",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "keep the promises of letters": {
        "task": "counsellors.letters.tasks.keep_promises",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "forget what kept people safe": {
        "task": "counsellors.safety.tasks.forget_what_kept_people_safe",
        "schedule": crontab(hour=3, minute=57),
    },
    "forget the team's past": {
        "task": "counsellors.team.tasks.forget_the_teams_past",
        "schedule": crontab(hour=3, minute=40),
    },
    "read the programmes of partners that are due": {
        "task": "events.imports.tasks.read_due_sources",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "forget words that nothing in the programme holds": {
        "task": "events.search.tasks.forget_words_of_the_past",
        "schedule": crontab(hour=3, minute=45),
    },
    "find by new names": {
        "task": "events.activities.tasks.follow_new_names",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
    "tell of changed dates and move lines on": {
        "task": "events.signups.tasks.keep_lines_moving",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "forget sign-ups of the past": {
        "task": "events.signups.tasks.forget_sign_ups",
        "schedule": crontab(hour=3, minute=5),
    },
    "forget invitations nobody answered": {
        "task": "events.organising.tasks.forget_invitations",
        "schedule": crontab(hour=3, minute=15),
    },
    "forget posters that came down": {
        "task": "events.posters.tasks.forget_old_posters",
        "schedule": crontab(hour=3, minute=10),
    },
    "look whether places agree": {
        "task": "events.signups.tasks.look_for_trouble",
        "schedule": crontab(hour=4, minute=5),
    },
    "tell who wished for what comes": {
        "task": "events.wishes.tasks.tell_who_wished",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "remind houses of wishes that wait": {
        "task": "events.wishes.tasks.remind_of_answers",
        "schedule": crontab(hour=8, minute=20),
    },
    "forget old wishes": {
        "task": "events.wishes.tasks.forget_old_ideas",
        "schedule": crontab(hour=3, minute=10),
    },
    "forget old traces": {
        "task": "jobcenter.journeys.tasks.forget_old_traces",
        "schedule": crontab(hour=3, minute=35),
    },
}


@setup_logging.connect
def keep_logging_as_the_settings_say(**_asked: object) -> None:
    """Celery would put handlers of its own in their place, which hide no secrets."""
