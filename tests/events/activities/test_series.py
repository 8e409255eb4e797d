"""Planning, publishing and changing a series and its dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from events.activities.domain import (
    Described,
    Planned,
    add_date,
    attest_activity,
    cancel_date,
    change_date,
    move_date,
    pause_for_holidays,
    postpone_date,
    publish_activity,
    rewrite_activity,
    withdraw_activity,
)
from events.activities.domain.dates import Own
from events.activities.domain.refusals import (
    AlreadyThatDate,
    DateIsOver,
    EndsBeforeItBegins,
    NoDates,
    NotAttested,
    PeriodsOverlap,
    ReasonMissing,
    RuleTooLong,
)
from events.activities.enums import ActivityKind, DateState, Repeats
from events.activities.models import Activity, ActivityDate
from events.search.domain import ask
from jobcenter.audit.models import Change
from jobcenter.shared.periods import COPENHAGEN
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.events import NOW, WEEKLY, once, planned_activity, public_activity

pytestmark = pytest.mark.django_db
IRREGULAR = Planned(repeats=Repeats.IRREGULAR, minute=0, minutes=60)


@pytest.fixture
def erik(db):
    return UserFactory()


def first_of(activity) -> ActivityDate:
    return activity.dates.order_by("planned_at").first()


def days(activity) -> list[date]:
    return [
        d.planned_at.astimezone(COPENHAGEN).date() for d in activity.dates.order_by("planned_at")
    ]


def same(activity, **changed) -> Described:
    said = {"centre": activity.centre, "kind": ActivityKind(activity.kind), "title": activity.title}
    return Described(**(said | changed))


def test_dates_stand_there_when_a_series_is_planned_over_a_clock_change():
    activity = planned_activity()

    assert days(activity) == [date(2026, 10, 6) + timedelta(weeks=n) for n in range(6)]
    hours = {row.starts_at.astimezone(COPENHAGEN).hour for row in activity.dates.all()}
    assert hours == {19}
    assert Change.objects.filter(action="activity.planned").count() == 1


def test_public_holidays_are_left_out_when_a_series_pauses():
    christmas = Planned(
        repeats=Repeats.WEEKLY, minute=600, minutes=60, weekdays=[5],
        first=date(2026, 12, 18), last=date(2027, 1, 8),
    )  # fmt: skip

    assert days(planned_activity(christmas)) == [date(2026, 12, 18), date(2027, 1, 8)]


def test_a_single_date_is_kept_when_it_is_meant_for_a_holiday():
    assert days(planned_activity(once(date(2026, 12, 25)))) == [date(2026, 12, 25)]


def test_a_series_is_refused_when_it_is_longer_than_two_years(erik):
    far = Planned(
        repeats=Repeats.WEEKLY, minute=0, minutes=60, weekdays=[1], first=date(2026, 10, 1),
        last=date(2029, 10, 1),
    )  # fmt: skip
    with pytest.raises(RuleTooLong):
        planned_activity(far)

    assert not Activity.objects.exists()


def test_nothing_is_public_when_nobody_attested_it(erik):
    activity = planned_activity()
    with pytest.raises(NotAttested):
        publish_activity(activity=activity, actor=erik, now=NOW)
    assert not ActivityDate.objects.public().exists()

    attest_activity(activity=activity, actor=erik, now=NOW)
    publish_activity(activity=activity, actor=erik, now=NOW)

    assert ActivityDate.objects.public().count() == 6


def test_nothing_is_public_when_there_is_no_date_to_come(erik):
    activity = planned_activity(IRREGULAR)
    attest_activity(activity=activity, actor=erik, now=NOW)

    with pytest.raises(NoDates):
        publish_activity(activity=activity, actor=erik, now=NOW)


def test_a_withdrawn_activity_is_not_public_and_keeps_its_dates(erik):
    activity = public_activity()
    withdraw_activity(activity=activity, actor=erik, now=NOW)

    assert not ActivityDate.objects.public().exists()
    assert activity.dates.count() == 6


def test_dates_follow_when_the_rule_changes_but_those_somebody_touched_stay(erik):
    activity = planned_activity()
    touched = activity.dates.order_by("planned_at")[1]
    cancel_date(one=touched, reason="Sygdom", actor=erik, now=NOW)
    mondays = Planned(
        repeats=Repeats.WEEKLY, minute=19 * 60, minutes=60, weekdays=[1],
        first=date(2026, 10, 5), last=date(2026, 10, 19),
    )  # fmt: skip
    rewrite_activity(
        activity=activity, described=same(activity), planned=mondays, actor=erik, now=NOW
    )

    assert days(activity) == [date(2026, 10, n) for n in (5, 12, 13, 19)]


def test_what_is_over_stays_as_it_was_when_the_rule_changes(erik):
    activity = planned_activity()
    later = datetime(2026, 10, 14, tzinfo=UTC)
    rewrite_activity(
        activity=activity, described=same(activity), planned=once(date(2026, 12, 1)), actor=erik,
        now=later,
    )  # fmt: skip

    assert days(activity) == [date(2026, 10, 6), date(2026, 10, 13), date(2026, 12, 1)]


def test_planning_again_changes_nothing_when_nothing_changed(erik):
    activity = planned_activity()
    before = set(activity.dates.values_list("public_id", flat=True))
    rewrite_activity(
        activity=activity, described=same(activity), planned=WEEKLY, actor=erik, now=NOW
    )

    assert set(activity.dates.values_list("public_id", flat=True)) == before


def test_a_moved_date_keeps_its_identity_and_counts_up(erik):
    one = first_of(planned_activity())
    to = one.starts_at + timedelta(days=1)
    moved = move_date(one=one, starts_at=to, ends_at=to + timedelta(hours=1), actor=erik, now=NOW)

    assert (moved.public_id, moved.planned_at, moved.sequence) == (one.public_id, one.planned_at, 1)
    assert moved.state_at(NOW) == DateState.MOVED


def test_a_cancelled_date_stays_in_the_list_and_says_why(erik):
    one = first_of(public_activity())
    with pytest.raises(ReasonMissing):
        cancel_date(one=one, reason=" ", actor=erik, now=NOW)
    cancel_date(one=one, reason="Brud på et vandrør", actor=erik, now=NOW)

    row = ActivityDate.objects.public().upcoming(NOW).get(pk=one.pk)
    assert (row.state_at(NOW), row.reason) == (DateState.CANCELLED, "Brud på et vandrør")
    assert row.state_at(row.ends_at) == DateState.CANCELLED


def test_a_postponed_date_has_no_time_until_it_is_moved(erik):
    one = first_of(public_activity())
    postponed = postpone_date(one=one, reason="", actor=erik, now=NOW)
    assert postponed.starts_at is None
    waited_for = ActivityDate.objects.public().filter(pk=one.pk)
    assert waited_for.upcoming(one.planned_at + timedelta(days=59)).exists()
    assert not waited_for.upcoming(one.planned_at + timedelta(days=61)).exists()

    to = NOW + timedelta(days=90)
    move_date(one=one, starts_at=to, ends_at=to + timedelta(hours=1), actor=erik, now=NOW)
    assert ActivityDate.objects.get(pk=one.pk).starts_at == to


def test_a_date_that_is_over_cannot_be_changed_and_was_held(erik):
    one = first_of(planned_activity())
    later = one.ends_at + timedelta(minutes=1)

    assert one.state_at(later) == DateState.HELD
    with pytest.raises(DateIsOver):
        cancel_date(one=one, reason="For sent", actor=erik, now=later)
    with pytest.raises(DateIsOver):
        move_date(one=one, starts_at=NOW, ends_at=later, actor=erik, now=later)
    with pytest.raises(EndsBeforeItBegins):
        move_date(one=one, starts_at=later, ends_at=NOW, actor=erik, now=NOW)


def test_a_full_date_says_so_until_it_is_held(erik):
    one = first_of(planned_activity())
    one.is_full = True

    assert one.state_at(NOW) == DateState.FULL
    assert one.state_at(one.ends_at) == DateState.HELD


def test_a_date_has_what_its_series_has_until_it_has_its_own(erik):
    centre = CentreFactory()
    hall, kitchen = RoomFactory(centre=centre), RoomFactory(centre=centre)
    activity = planned_activity(centre=centre, room=hall, places=10, price_kroner=20)
    one = first_of(activity)
    assert (one.title, one.room, one.places, one.price_kroner) == ("Strikkecafé", hall, 10, 20)

    own = Own(title="Strik sokker", room=kitchen, places=4, price_kroner=0)
    one = change_date(one=one, own=own, actor=erik, now=NOW)
    assert (one.title, one.room, one.places, one.price_kroner) == ("Strik sokker", kitchen, 4, 0)
    assert first_of(planned_activity()).title == "Strikkecafé"


def test_an_irregular_list_takes_dates_one_by_one_and_none_twice(erik):
    activity = planned_activity(IRREGULAR)
    for day in (20, 3, 11):
        at = datetime(2026, 10, day, 17, tzinfo=UTC)
        add_date(activity=activity, starts_at=at, actor=erik, now=NOW)
    with pytest.raises(AlreadyThatDate):
        add_date(activity=activity, starts_at=at, actor=erik, now=NOW)
    with pytest.raises(DateIsOver):
        add_date(activity=activity, starts_at=NOW, actor=erik, now=NOW)

    assert [day.day for day in days(activity)] == [3, 11, 20]


def test_a_date_beside_the_rule_stays_when_the_rule_is_read_again(erik):
    activity = planned_activity()
    at = datetime(2026, 10, 9, 17, tzinfo=UTC)
    add_date(activity=activity, starts_at=at, actor=erik, now=NOW)
    rewrite_activity(
        activity=activity, described=same(activity), planned=WEEKLY, actor=erik, now=NOW
    )

    assert date(2026, 10, 9) in days(activity)
    assert activity.dates.get(starts_at=at).state_at(NOW) == DateState.PLANNED


def test_holidays_cancel_what_stands_there_and_leave_out_what_is_planned_later(erik):
    there = planned_activity()
    elsewhere = planned_activity()
    pause_for_holidays(
        centre=there.centre, first=date(2026, 10, 12), last=date(2026, 10, 18),
        name="Efterårsferie", actor=erik, now=NOW,
    )  # fmt: skip
    later = planned_activity(centre=there.centre, title="Yoga")

    cancelled = there.dates.get(state=DateState.CANCELLED)
    assert (cancelled.starts_at.day, cancelled.reason) == (13, "Efterårsferie")
    assert not elsewhere.dates.filter(state=DateState.CANCELLED).exists()
    assert date(2026, 10, 13) not in days(later)
    with pytest.raises(PeriodsOverlap):
        pause_for_holidays(
            centre=there.centre, first=date(2026, 10, 18), last=date(2026, 10, 19), name="Mere",
            actor=erik, now=NOW,
        )  # fmt: skip


def test_an_activity_is_found_by_its_kind_in_danish_when_it_was_written_in_english():
    with override("en"):
        activity = planned_activity(once(), kind=ActivityKind.JOB_FAIR, title="Mød værfterne")

    for word in ("jobmesse", "fair"):
        assert list(ask(word).entries().values_list("about", flat=True)) == [activity.public_id]
