"""The list: what fits, in which order, folded, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from events.activities.domain import (
    Planned,
    Wishes,
    cancel_date,
    change_date,
    find_dates,
    move_date,
)
from events.activities.domain.dates import Own
from events.activities.enums import ActivityKind, Repeats, Whereabouts
from events.activities.models import Activity, ActivityDate
from events.search.domain import ask
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory, TopicFactory
from tests.factories.events import NOW, once, planned_activity, public_activity

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def found(number: int = 1, **wishes):
    if "typed" in wishes:
        wishes["question"] = ask(wishes.pop("typed"))
    return find_dates(wishes=Wishes(**wishes), number=number, now=NOW)


def titles(**wishes) -> list[str]:
    return [row.date.title for row in found(**wishes).rows]


def test_only_what_is_public_and_to_come_is_listed():
    public_activity(once(), title="Til alle")
    planned_activity(once(), title="Kladde")
    public_activity(once(), title="Lukket hus", centre=CentreFactory(is_published=False))

    assert titles() == ["Til alle"]
    late = find_dates(wishes=Wishes(), number=1, now=NOW + timedelta(days=400))
    assert late.rows == []


def test_dates_stand_in_the_order_of_the_calendar_whatever_their_kind():
    public_activity(once(date(2026, 10, 9)), title="C", kind=ActivityKind.INFORMATION)
    public_activity(once(date(2026, 10, 7)), title="A", kind=ActivityKind.DEBATE)
    public_activity(once(date(2026, 10, 8)), title="B", kind=ActivityKind.COURSE)

    assert titles() == ["A", "B", "C"]


def test_dates_that_look_the_same_are_folded_until_every_date_is_asked_for():
    centre = CentreFactory()
    public_activity(centre=centre)
    public_activity(once(date(2026, 10, 1)), centre=centre, title="strikkecafe")
    public_activity(once(date(2026, 10, 2)), title="Strikkecafé")

    assert [(row.date.planned_at.day, row.further) for row in found().rows] == [(1, 6), (2, 0)]
    assert found(every_date=True).total == 8


def test_a_date_with_a_title_of_its_own_has_a_line_of_its_own():
    activity = public_activity()
    one = activity.dates.order_by("planned_at")[2]
    change_date(one=one, own=Own(title="Lav din egen hue"), actor=UserFactory(), now=NOW)

    assert [(row.date.title, row.further) for row in found().rows] == [
        ("Strikkecafé", 4),
        ("Lav din egen hue", 0),
    ]


def test_a_cancelled_date_stays_in_the_list():
    one = public_activity(once()).dates.get()
    cancel_date(one=one, reason="Sygdom", actor=UserFactory(), now=NOW)

    assert [row.date.reason for row in found().rows] == ["Sygdom"]


def test_whole_words_come_first_then_the_calendar():
    public_activity(once(date(2026, 10, 5)), title="Jobmesse")
    public_activity(once(date(2026, 10, 8)), title="Job og kaffe")
    public_activity(once(date(2026, 10, 7)), title="Find et job")

    assert titles(typed="job") == ["Find et job", "Job og kaffe", "Jobmesse"]


def test_the_words_of_a_mistyped_question_are_guessed_when_nothing_else_answers():
    public_activity(once(), title="Bliv frivillig")

    guessed = found(typed="frivilig")
    assert ([row.date.title for row in guessed.rows], guessed.is_guess) == (
        ["Bliv frivillig"],
        True,
    )
    assert not found(typed="frivillig").is_guess


def test_a_moved_date_is_found_by_its_new_day():
    one = public_activity(once(date(2026, 10, 7))).dates.get()
    to = one.starts_at + timedelta(days=7)
    move_date(one=one, starts_at=to, ends_at=to + timedelta(hours=1), actor=UserFactory(), now=NOW)

    assert titles(first=date(2026, 10, 14), last=date(2026, 10, 14)) == ["Strikkecafé"]
    assert titles(first=date(2026, 10, 7), last=date(2026, 10, 7)) == []


def test_every_wish_narrows_the_list():
    work, other = TopicFactory(slug="job"), TopicFactory(slug="bolig", name_da="Bolig")
    centre, far = CentreFactory(), CentreFactory()
    room = RoomFactory(centre=centre, is_quiet=True)
    public_activity(
        once(), title="Ønsket", centre=centre, room=room, topics=[work], language="en",
        kind=ActivityKind.DEBATE, whereabouts=Whereabouts.HYBRID,
    )  # fmt: skip
    public_activity(
        once(minute=600), title="Andet", centre=far, topics=[other], price_kroner=50,
        kind=ActivityKind.COURSE,
    )  # fmt: skip

    for wish in (
        {"centre": centre}, {"distances": {centre.pk: 3.0}}, {"topic": work}, {"language": "en"},
        {"kind": ActivityKind.DEBATE}, {"access": ["is_step_free", "is_quiet"]}, {"is_free": True},
        {"is_online": True}, {"in_evening": True},
    ):  # fmt: skip
        assert titles(**wish) == ["Ønsket"], wish
    assert titles(at_weekend=True) == []


def test_an_evening_is_one_by_the_clock_of_copenhagen():
    public_activity(once(date(2026, 10, 7), minute=17 * 60), title="Sommertid")
    public_activity(once(date(2026, 11, 4), minute=17 * 60), title="Vintertid")
    public_activity(once(date(2026, 11, 4), minute=16 * 60 + 59), title="For tidligt")

    assert titles(in_evening=True) == ["Sommertid", "Vintertid"]


def test_the_nearest_come_first_when_somebody_asks_for_that():
    near, far = CentreFactory(), CentreFactory()
    public_activity(once(date(2026, 10, 9)), title="Nær", centre=near)
    public_activity(once(date(2026, 10, 2)), title="Fjern", centre=far)
    distances = {near.pk: 1.5, far.pk: 20.0}

    assert titles(distances=distances) == ["Fjern", "Nær"]
    assert titles(distances=distances, nearest_first=True) == ["Nær", "Fjern"]


def many(count: int) -> None:
    """One activity each, straight into the tables: 300 through the domain take a minute."""
    like = public_activity(once())
    for n in range(count - 1):
        title = f"Strikkecafé {n}"
        activity = Activity.objects.get(pk=like.pk)
        activity.pk, activity.public_id, activity.title = None, f"a{n}", title
        activity.fold_key = n
        activity.entry = None
        activity.save()
        one = like.dates.get()
        one.pk, one.public_id, one.activity = None, f"d{n}", activity
        one.save()
    entry = like.entry
    for activity in Activity.objects.filter(entry=None):
        entry.pk, entry.about = None, activity.public_id
        entry.save()
        activity.entry = entry
        activity.save(update_fields=["entry"])


@pytest.mark.parametrize("rows", [3, 300])
def test_a_list_costs_a_few_queries_whatever_its_length(rows, django_assert_max_num_queries):
    many(rows)
    with django_assert_max_num_queries(3):
        listing = found(typed="strik", in_evening=True, is_free=True)
        for row in listing.rows:
            assert row.date.activity.centre.name
            assert row.date.room is None
    assert listing.total == rows


def test_pages_hold_twenty_and_the_last_one_is_given_when_somebody_asks_for_more():
    many(45)

    assert [len(found(number).rows) for number in (1, 2, 3, 99)] == [20, 20, 5, 5]
    assert found(99).number == 3
    seen = [row.date.pk for number in (1, 2, 3) for row in found(number).rows]
    assert len(set(seen)) == 45


def test_a_series_by_month_is_listed_by_its_next_date():
    second_tuesday = Planned(
        repeats=Repeats.MONTHLY, minute=600, minutes=60, weekdays=[2], nth=2,
        first=date(2026, 9, 1), last=date(2026, 12, 31),
    )  # fmt: skip
    public_activity(second_tuesday)

    assert [row.date.planned_at.date() for row in found().rows] == [date(2026, 9, 8)]
    assert ActivityDate.objects.count() == 4
