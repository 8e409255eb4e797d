from __future__ import annotations

from datetime import UTC, date, datetime

from events.activities.domain import (
    Described,
    Planned,
    attest_activity,
    plan_activity,
    publish_activity,
)
from events.activities.enums import ActivityKind, Repeats
from events.activities.models import Activity
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
WEEKLY = Planned(
    repeats=Repeats.WEEKLY, minute=19 * 60, minutes=90, weekdays=[2],
    first=date(2026, 10, 6), last=date(2026, 11, 10),
)  # fmt: skip


def once(day: date = date(2026, 10, 7), minute: int = 19 * 60, minutes: int = 90) -> Planned:
    return Planned(repeats=Repeats.ONCE, minute=minute, minutes=minutes, first=day)


def planned_activity(planned: Planned = WEEKLY, *, topics=(), actor=None, **said) -> Activity:
    """Through the domain, as an editor plans it; not public."""
    usual = {"kind": ActivityKind.WORKSHOP, "title": "Strikkecafé"}
    described = Described(
        **({"centre": said.pop("centre", None) or CentreFactory()} | usual | said)
    )
    return plan_activity(
        described=described, planned=planned, topics=topics, actor=actor or UserFactory(), now=NOW
    )


def public_activity(planned: Planned = WEEKLY, **said) -> Activity:
    actor = UserFactory()
    activity = planned_activity(planned, actor=actor, **said)
    attest_activity(activity=activity, actor=actor, now=NOW)
    publish_activity(activity=activity, actor=actor, now=NOW)
    activity.refresh_from_db()
    return activity
