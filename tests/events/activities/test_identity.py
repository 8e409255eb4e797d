"""A date is the same one for life, whatever becomes of its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command

from events.activities.domain import (
    Planned,
    cancel_date,
    move_date,
    rewrite_activity,
    rewrite_entries,
)
from events.activities.enums import DateState, Repeats
from events.search.domain import ask
from jobcenter.shared.periods import COPENHAGEN
from tests.events.activities.test_series import same
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, PartnerFactory, RoomFactory, TopicFactory
from tests.factories.events import NOW, WEEKLY, once, planned_activity, public_activity

pytestmark = pytest.mark.django_db
WEDNESDAYS = Planned(
    repeats=Repeats.WEEKLY, minute=19 * 60, minutes=90, weekdays=[3],
    first=date(2026, 10, 6), last=date(2026, 10, 28),
)  # fmt: skip


def rewritten(activity, planned):
    return rewrite_activity(
        activity=activity, described=same(activity), planned=planned, actor=UserFactory(), now=NOW
    )


def told(activity) -> list[tuple[str, int]]:
    rows = activity.dates.order_by("starts_at", "pk")
    return [(row.state, row.starts_at.astimezone(COPENHAGEN).day) for row in rows]


def test_a_single_date_keeps_its_address_and_calendar_identity_when_it_gets_another_day():
    activity = public_activity(once(date(2026, 10, 7)))
    before = activity.dates.get()
    for day in (8, 20):
        rewritten(activity, once(date(2026, 10, day)))

    after = activity.dates.get()
    assert (after.pk, after.public_id) == (before.pk, before.public_id)
    assert after.calendar_uid == before.calendar_uid
    assert (after.state, after.starts_at.astimezone(COPENHAGEN).day) == (DateState.MOVED, 20)
    assert after.sequence > before.sequence


def test_published_dates_move_with_their_rule_or_are_cancelled_and_none_is_lost():
    activity = public_activity()
    before = {row.pk: row.public_id for row in activity.dates.all()}
    rewritten(activity, WEDNESDAYS)

    assert {row.pk: row.public_id for row in activity.dates.all()} == before
    assert told(activity) == [
        ("moved", 7), ("moved", 14), ("moved", 21), ("moved", 28), ("cancelled", 3),
        ("cancelled", 10),
    ]  # fmt: skip
    assert {row.reason for row in activity.dates.filter(is_left_out=True)} == {
        "Det er ikke i planen mere"
    }


def test_what_the_rule_left_out_comes_back_when_the_rule_makes_it_again():
    activity = public_activity()
    before = {row.pk for row in activity.dates.all()}
    rewritten(activity, WEDNESDAYS)
    rewritten(activity, WEEKLY)

    assert {row.pk for row in activity.dates.all()} == before
    assert [day for _state, day in told(activity)] == [6, 13, 20, 27, 3, 10]
    assert not activity.dates.filter(state=DateState.CANCELLED).exists()


def test_nobody_has_seen_a_draft_so_its_dates_come_and_go():
    activity = planned_activity()
    rewritten(activity, WEDNESDAYS)

    assert told(activity) == [("planned", day) for day in (7, 14, 21, 28)]


def test_what_a_person_decided_about_one_date_stands_when_the_rule_changes():
    activity = public_activity()
    moved, cancelled = activity.dates.order_by("planned_at")[:2]
    to = moved.starts_at.replace(day=9)
    erik = UserFactory()
    move_date(one=moved, starts_at=to, ends_at=to.replace(hour=20), actor=erik, now=NOW)
    cancel_date(one=cancelled, reason="Sygdom", actor=erik, now=NOW)
    rewritten(activity, WEDNESDAYS)

    moved.refresh_from_db()
    cancelled.refresh_from_db()
    assert (moved.starts_at, cancelled.reason, cancelled.is_left_out) == (to, "Sygdom", False)


def test_a_cancelled_evening_does_not_come_back_when_the_series_gets_another_hour():
    activity = public_activity()
    before = activity.dates.count()
    moved, cancelled = activity.dates.order_by("planned_at")[:2]
    erik = UserFactory()
    to = moved.starts_at.replace(day=9)
    move_date(one=moved, starts_at=to, ends_at=to.replace(hour=20), actor=erik, now=NOW)
    cancel_date(one=cancelled, reason="Sygdom", actor=erik, now=NOW)
    rewritten(activity, replace(WEEKLY, minute=18 * 60))

    assert activity.dates.count() == before
    assert activity.dates.filter(starts_at__date=cancelled.starts_at.date()).count() == 1


def test_new_names_are_found_once_the_entries_are_written_again(capsys):
    centre = CentreFactory(name="Huset ved havnen")
    room = RoomFactory(centre=centre, name="Kabyssen")
    partner, topic = PartnerFactory(name="Sejlklubben"), TopicFactory(slug="emne", name_da="Knob")
    public_activity(centre=centre, room=room, partner=partner, topics=[topic])
    names = ("Fyrtårnet", "Ovnen", "Bagerlauget", "Surdej")
    for row, name in zip((centre, room, partner, topic), names, strict=True):
        field = "name_da" if row is topic else "name"
        type(row).objects.filter(pk=row.pk).update(**{field: name})
    assert not any(ask(name).entries().exists() for name in names)

    call_command("rebuild_search")
    assert "1 entries changed" in capsys.readouterr().out
    assert all(ask(name).entries().exists() for name in names)
    assert not ask("Kabyssen").entries().exists()
    assert rewrite_entries() == 0
