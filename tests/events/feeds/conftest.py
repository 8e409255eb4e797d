"""What the feeds' tests share: a calendar as the reader's program sees it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.feeds.domain import standing
from jobcenter.shared.impatient import ImpatientRedis
from jobcenter.shared.secrets import new_public_id

ADDRESS = "/det-sker/kalender.ics"


def soon(days: int = 10) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def entries(client):
    """The entries of a feed by what they are called."""

    def ask(address: str = ADDRESS, **filters) -> dict[str, object]:
        answer = client.get(address, filters)
        assert answer.status_code == 200, answer.content
        events = Calendar.from_ical(answer.content).events
        return {str(event["summary"]): event for event in events}

    return ask


@pytest.fixture
def nothing_stands(monkeypatch):
    """As if nobody had asked for any feed yet: other tests ask for the same addresses, in other
    years and at the same time. On a busy machine Redis is asked for as long as it takes."""
    monkeypatch.setattr(standing, "KEPT_UNDER", f"standing:{new_public_id()}")
    patient = ImpatientRedis("since when a feed stands is not known")
    patient.patience_seconds = 30
    monkeypatch.setattr(standing, "_redis", patient)
