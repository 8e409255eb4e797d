"""The house's own clockwork, hurried: what looks after talks every minute does so every second.

Still the same tasks, by the same names, through the same broker.
"""

from __future__ import annotations

from jobcenter.celery import app

HURRIED = {
    "counsellors.inbox.tasks.return_lent_talks",
    "counsellors.inbox.tasks.tell_who_waits_at_work",
    "counsellors.letters.tasks.tell_who_waits_at_home",
    "counsellors.line.tasks.keep_the_line",
    "counsellors.files.tasks.check_waiting_files",
    "jobcenter.outbox.tasks.beat_ticks",
    "jobcenter.outbox.tasks.deliver_notices",
}

for entry in app.conf.beat_schedule.values():
    if entry["task"] in HURRIED:
        entry["schedule"] = 1
