"""Traces go on the dates of the retention policy: not before, not after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from jobcenter.journeys.forgetting import Forgotten, forget_traces
from jobcenter.limits.models import Allowance
from jobcenter.shared.retention import kept_for
from jobcenter.submissions.domain import LIFETIME
from jobcenter.submissions.models import Submission

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def leave_traces(at: datetime) -> None:
    Submission.objects.create(form="book", key=str(at), body_hash=b"x", at=at)
    Allowance.objects.create(kind="x", subject_hash=b"x", window_starts_at=at, used=1)
    Session.objects.create(session_key=f"{at:%j}", session_data="x", expire_date=at + 14 * DAY)


def test_traces_go_the_day_after_their_date_and_stay_the_day_before():
    Submission.objects.create(
        form="a", key="old", body_hash=b"x", at=NOW - kept_for("submissions") - DAY
    )
    Submission.objects.create(
        form="a", key="new", body_hash=b"x", at=NOW - kept_for("submissions") + DAY
    )

    assert forget_traces(now=NOW) == Forgotten(submissions=1, allowances=0, sessions=0)
    assert Submission.objects.get().key == "new"


def test_everything_old_goes_and_a_second_round_finds_nothing():
    leave_traces(NOW - 30 * DAY)
    leave_traces(NOW)

    assert forget_traces(now=NOW) == Forgotten(1, 1, 1)
    assert forget_traces(now=NOW) == Forgotten(0, 0, 0)
    assert Session.objects.count() == 1


def test_key_dies_before_its_submission_is_forgotten():
    assert kept_for("submissions") > LIFETIME
