"""Telling a worker that files wait for their check. It may be lost: the clockwork looks anyway."""

from __future__ import annotations

from django.db import transaction

from jobcenter.shared.worker_hints import WorkerHint

CHECK_TASK = "counsellors.files.tasks.check_waiting_files"
checker = WorkerHint(CHECK_TASK)


def wake_the_checker() -> None:
    """After the commit. Never raises; costs at most a second when the broker is away, and that
    only once in ten seconds.
    """
    transaction.on_commit(checker.give, robust=True)
