"""The public trail: written by every way of changing what is public, and never rewritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from events.activities.domain import (
    Described,
    add_date,
    cancel_date,
    change_date,
    move_date,
    postpone_date,
    publish_activity,
    rewrite_activity,
    withdraw_activity,
)
from events.activities.domain.dates import Own
from events.activities.enums import ActivityKind
from events.trail.domain import entries_about
from events.trail.models import TrailEntry
from tests.factories.accounts import UserFactory
from tests.factories.events import NOW, WEEKLY, once, planned_activity, public_activity
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def steps(activity) -> list[str]:
    return [entry.step for entry in reversed(entries_about(activity.public_id))]


def described(activity, **said) -> Described:
    usual = {"centre": activity.centre, "kind": ActivityKind.WORKSHOP, "title": activity.title}
    return Described(**(usual | said))


def test_nothing_stands_in_the_trail_before_it_is_public():
    activity = planned_activity()
    rewrite_activity(
        activity=activity, described=described(activity, title="Garn"), planned=WEEKLY,
        actor=UserFactory(), now=LATER,
    )  # fmt: skip

    assert steps(activity) == []


def test_every_way_of_changing_a_date_leaves_a_line():
    activity, erik = public_activity(), UserFactory()
    one, two, three = activity.dates.all()[:3]
    by = {"actor": erik, "now": LATER, "by": "Garnets venner"}
    move_date(
        one=one, starts_at=one.starts_at + timedelta(hours=1),
        ends_at=one.ends_at + timedelta(hours=1), reason="Salen er optaget", **by,
    )  # fmt: skip
    postpone_date(one=two, reason="Intet lokale", **by)
    cancel_date(one=three, reason="Sygdom", **by)
    change_date(one=three, own=Own(text="Tag garn med"), **by)
    add_date(activity=activity, starts_at=three.starts_at + timedelta(hours=5), **by)

    assert steps(activity) == [
        "published", "date_moved", "date_postponed", "date_cancelled", "date_changed",
        "date_added",
    ]  # fmt: skip
    lines = list(reversed(entries_about(activity.public_id)))
    assert lines[1].changes[0][1:] == [
        one.starts_at.isoformat(), (one.starts_at + timedelta(hours=1)).isoformat()
    ]  # fmt: skip
    assert (lines[3].why, lines[3].by) == ("Sygdom", "Garnets venner")
    assert (lines[0].by, lines[4].why) == ("", "")


def test_a_change_of_what_is_public_says_what_it_was_and_what_it_is():
    activity = public_activity(once(date(2026, 10, 7)), price_kroner=20)
    rewrite_activity(
        activity=activity, described=described(activity, text="Nyt", title="Garn", price_kroner=0),
        planned=once(date(2026, 10, 8), minute=18 * 60), actor=UserFactory(), now=LATER,
    )  # fmt: skip

    line = entries_about(activity.public_id)[0]
    assert line.step == "changed"
    assert line.changes == [
        ["title", "Strikkecafé", "Garn"],
        ["text", "", ""],
        ["price_kroner", "20", "0"],
        ["begins_at_minute", "19.00", "18.00"],
        ["rule", "", ""],
    ]


def test_the_same_again_leaves_no_line():
    activity = public_activity()
    rewrite_activity(
        activity=activity, described=described(activity), planned=WEEKLY, actor=UserFactory(),
        now=LATER,
    )  # fmt: skip
    publish_activity(activity=activity, actor=UserFactory(), now=LATER)

    assert steps(activity) == ["published"]


def test_taking_it_out_is_told_with_its_reason():
    activity = public_activity()
    for _ in range(2):
        withdraw_activity(activity=activity, actor=UserFactory(), now=LATER, why="Ingen kom")

    assert steps(activity) == ["published", "withdrawn"]
    assert entries_about(activity.public_id)[0].why == "Ingen kom"


@pytest.mark.parametrize(
    "act",
    [
        lambda lines: lines.update(by="Nogen"),
        lambda lines: lines.delete(),
        lambda lines: lines._raw_delete("default"),
    ],
    ids=["changed", "deleted", "deleted at once"],
)
def test_nobody_rewrites_the_trail(act):
    activity = public_activity()
    with pytest.raises((IntegrityError, InternalError), match="append-only"), transaction.atomic():
        act(TrailEntry.objects.all())
    assert steps(activity) == ["published"]


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("a_line_of_the_trail_is_about_an_activity", {"about": ""}),
        ("a_no_in_the_trail_says_why", {"step": "refused"}),
        ("a_no_in_the_trail_says_why", {"step": "date_cancelled"}),
    ],
)
def test_the_trail_keeps_its_rules(constraint, wrong):
    with refused_by(constraint):
        TrailEntry.objects.create(**({"about": "x", "step": "published", "at": NOW} | wrong))
