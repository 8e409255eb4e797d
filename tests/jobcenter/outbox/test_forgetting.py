from __future__ import annotations

from datetime import timedelta

import pytest

from jobcenter.outbox.domain import forget_old_notices, forgetting
from jobcenter.outbox.models import Notice
from tests.jobcenter.outbox.conftest import NOW

MONTH = timedelta(days=30)
SOON = timedelta(hours=1)


@pytest.fixture
def over(queue):
    """over(state, created, due, sent) → a notice with that past."""

    def one(state, *, created, due=None, sent=None):
        notice = queue(subject="")
        Notice.objects.filter(pk=notice.pk).update(
            state=state, created_at=created, due_at=due or created, sent_at=sent, payload={}
        )
        return notice

    return one


def test_notices_are_forgotten_thirty_days_after_they_were_over(over):
    before, after = NOW - MONTH - SOON, NOW - MONTH + SOON
    gone = [over("sent", created=before, sent=before), over("withdrawn", created=before)]
    gone += [over("dead", created=before), over("dead", created=before)]
    kept = [
        over("sent", created=before, sent=after),
        over("withdrawn", created=before, due=NOW + SOON),
        over("dead", created=after),
        over("queued", created=NOW - 20 * MONTH, due=NOW + SOON),
        over("queued", created=before, due=after),
    ]
    assert forget_old_notices(now=NOW) == len(gone)
    assert {notice.pk for notice in kept} == set(Notice.objects.values_list("pk", flat=True))
    assert forget_old_notices(now=NOW) == 0


def test_notice_that_never_left_is_forgotten_too_and_said_so(over, caplog):
    """No channel, no end: a number and a name would wait in the table for ever."""
    over("queued", created=NOW - 2 * MONTH)
    sending = over("queued", created=NOW - 2 * MONTH)
    Notice.objects.filter(pk=sending.pk).update(leased_until=NOW + SOON)

    assert forget_old_notices(now=NOW) == 1
    assert list(Notice.objects.all()) == [sending]
    assert "1 notices waited in vain" in caplog.text


def test_many_are_forgotten_slice_by_slice(over, monkeypatch):
    monkeypatch.setattr(forgetting, "SLICE", 2)
    for _ in range(5):
        over("sent", created=NOW - 2 * MONTH, sent=NOW - 2 * MONTH)
    assert forget_old_notices(now=NOW) == 5
