"""The same thing from two sources: found, shown, decided once for all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from events.activities.domain import withdraw_activity
from events.activities.models import Activity
from events.imports.domain.twins import SomebodyIsComing, decide_twins, find_twins
from events.imports.models import ImportedItem
from events.trail.domain import entries_about
from jobcenter.accounts.enums import RoleKind
from jobcenter.centres.models import Room
from tests.doors import enter_as_staff
from tests.factories.accounts import RoleFactory, UserFactory
from tests.factories.calendars import calendar
from tests.factories.centres import CentreFactory
from tests.factories.events import once, public_activity
from tests.factories.imports import NOW, evening, evenings, ics_source, read
from tests.factories.signups import dates_with_places, signed_up

pytestmark = pytest.mark.django_db
QUERIES = 8


@pytest.fixture
def house():
    return CentreFactory()


def from_two(house, first: str, second: str, *, day: int = 1) -> list[Activity]:
    for name, title in (("Biblioteket", first), ("Kirken", second)):
        start = 1 if name == "Biblioteket" else day
        source = ics_source(evenings(start, title=title), centre=house, name=name, attested=True)
        read(source)
    return list(Activity.objects.order_by("pk"))


def pairs(house) -> list[tuple[str, str]]:
    return [
        (each.first.title, each.second.title) for each in find_twins(centres=[house.pk], now=NOW)
    ]


@pytest.mark.parametrize(
    ("first", "second", "are_twins"),
    [
        ("Strikkecafé", "Strikkecafé", True),
        ("Strikkecafé for alle", "strikkecafe for alle", True),
        ("Syng dansk", "SYNG DANSK!", True),
        ("Aftensang i kirken", "I kirken: aftensang", True),
        ("Strikkecafé", "Bogcafé", False),
        ("Jobsøgning for nye", "Lektiehjælp", False),
    ],
)
def test_near_titles_at_the_same_time_are_shown(house, first, second, are_twins):
    from_two(house, first, second)

    assert pairs(house) == ([(first, second)] if are_twins else [])


def test_another_day_another_house_another_room_or_the_same_source_are_no_twins(house):
    from_two(house, "Strik", "Strik", day=2)
    read(ics_source(evenings(1), centre=CentreFactory(), attested=True))
    rooms = [Room.objects.create(centre=house, name=name) for name in ("Køkkenet", "Salen")]
    public_activity(once(date(2026, 12, 10)), centre=house, title="Suppe", room=rooms[0])
    read(
        ics_source(calendar(*evening(10, "LOCATION:Salen", title="Suppe")), centre=house, name="x")
    )
    twice = calendar(*evening(20, uid="a"), *evening(20, uid="b"))
    read(ics_source(twice, centre=house, name="y"))

    assert pairs(house) == []


def test_one_written_here_and_one_that_came_are_twins_and_the_one_that_came_leaves(house):
    read(ics_source(evenings(1, title="Strikkecafé"), centre=house, attested=True))
    came = Activity.objects.get()
    ours = public_activity(once(date(2026, 12, 1)), centre=house, title="Strikkecafé")

    decide_twins(first=came, second=ours, is_same=True, actor=UserFactory(), now=NOW)

    came.refresh_from_db()
    ours.refresh_from_db()
    assert (came.published_at, ours.published_at is None) == (None, False)
    assert ImportedItem.objects.get(activity=came).is_hidden
    assert entries_about(came.public_id)[0].why == "Det samme står i programmet fra en anden kilde."


def test_the_same_hides_the_later_one_for_good_and_it_is_asked_no_more(house):
    first, second = from_two(house, "Strik", "Strik")

    decide_twins(first=second, second=first, is_same=True, actor=UserFactory(), now=NOW)

    assert pairs(house) == []
    for source in (row.source for row in ImportedItem.objects.all()):
        source.refresh_from_db()
        title = "Strik og te"
        read(source, evenings(1, title=title).replace(b"UID:Strik og te-", b"UID:Strik-"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.title, first.published_at is None) == ("Strik og te", False)
    assert second.published_at is None


def test_not_the_same_is_remembered_and_both_stay(house):
    first, second = from_two(house, "Strik", "Strik")

    decide_twins(first=first, second=second, is_same=False, actor=UserFactory(), now=NOW)

    assert pairs(house) == []
    assert Activity.objects.exclude(published_at=None).count() == 2


def test_one_that_people_have_signed_up_for_is_not_hidden(house):
    [one] = dates_with_places(5, once(date(2026, 12, 1)), centre=house, title="Strik")
    signed_up(one, now=NOW)
    earlier = Activity.objects.create(
        pk=one.activity.pk - 1, centre=house, kind="workshop", title="Strik", repeats="irregular",
        begins_at_minute=0, minutes=60, fold_key=1,
    )  # fmt: skip

    with pytest.raises(SomebodyIsComing):
        decide_twins(first=earlier, second=one.activity, is_same=True, actor=UserFactory(), now=NOW)

    one.activity.refresh_from_db()
    assert one.activity.published_at is not None


def test_editor_sees_the_pair_and_answers(client, house, monkeypatch):
    first, second = from_two(house, "Strik", "Strik")
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=house.pk)
    enter_as_staff(client, user)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    shown = client.get("/vejleder/kilder/dobbelt/").content.decode()
    assert "Kirken" in shown
    assert "Biblioteket" in shown

    client.post(f"/vejleder/kilder/dobbelt/{first.public_id}/{second.public_id}/", {"svar": "same"})

    assert "Intet ser ud til" in client.get("/vejleder/kilder/dobbelt/").content.decode()
    second.refresh_from_db()
    assert second.published_at is None


def decide(one: Activity, other: Activity, *, is_same: bool) -> bool:
    back = decide_twins(first=one, second=other, is_same=is_same, actor=UserFactory(), now=NOW)
    one.refresh_from_db()
    other.refresh_from_db()
    return back


def test_what_left_as_a_twin_comes_back_when_they_are_not_the_same_after_all(house):
    first, second = from_two(house, "Strik", "Strik")
    assert not decide(first, second, is_same=True)
    assert second.published_at is None

    assert decide(first, second, is_same=False)

    assert second.published_at is not None
    assert first.published_at is not None
    assert not ImportedItem.objects.filter(is_hidden=True).exists()
    assert entries_about(second.public_id)[0].step == "published"
    assert pairs(house) == []


def test_what_came_back_follows_its_source_again_and_was_kept_fresh_meanwhile(house):
    first, second = from_two(house, "Strik", "Strik")
    decide(first, second, is_same=True)
    source = ImportedItem.objects.get(activity=second).source
    read(source, evenings(1, title="Strik og te").replace(b"UID:Strik og te-", b"UID:Strik-"))

    decide(first, second, is_same=False)

    assert second.title == "Strik og te"
    source.refresh_from_db()
    read(source, evenings(1, title="Strik og kaffe").replace(b"UID:Strik og kaffe-", b"UID:Strik-"))
    second.refresh_from_db()
    assert (second.title, second.published_at is None) == ("Strik og kaffe", False)


def test_what_is_the_same_as_a_third_one_stays_out(house):
    first, second = from_two(house, "Strik", "Strik")
    third = public_activity(once(date(2026, 12, 1)), centre=house, title="Strik")
    decide(first, second, is_same=True)
    decide(second, third, is_same=True)

    assert not decide(first, second, is_same=False)
    assert second.published_at is None
    assert ImportedItem.objects.get(activity=second).is_hidden

    assert decide(second, third, is_same=False)
    assert second.published_at is not None


def test_what_an_editor_took_out_before_stays_out(house):
    first, second = from_two(house, "Strik", "Strik")
    withdraw_activity(activity=second, actor=UserFactory(), why="Forkert rum", now=NOW)
    decide(first, second, is_same=True)

    assert not decide(first, second, is_same=False)
    assert second.published_at is None
    assert not ImportedItem.objects.get(activity=second).is_hidden


def test_what_is_over_by_then_stays_out_and_nothing_breaks(house):
    first, second = from_two(house, "Strik", "Strik")
    decide(first, second, is_same=True)
    second.dates.update(starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))

    assert not decide(first, second, is_same=False)
    assert second.published_at is None


def test_editor_thinks_again_on_the_page(client, house, monkeypatch):
    first, second = from_two(house, "Strik", "Strik")
    decide(first, second, is_same=True)
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=house.pk)
    enter_as_staff(client, user)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    assert "Det her har du kaldt det samme" in client.get("/vejleder/kilder/dobbelt/").text

    answer = client.post(
        f"/vejleder/kilder/dobbelt/{first.public_id}/{second.public_id}/",
        {"svar": "other"},
        follow=True,
    )

    assert "Begge står i programmet igen" in answer.text
    assert "kaldt det samme" not in answer.text
    second.refresh_from_db()
    assert second.published_at is not None


def test_an_editor_elsewhere_sees_nothing_of_it(client, house):
    first, second = from_two(house, "Strik", "Strik")
    decide(first, second, is_same=True)
    dorte = UserFactory()
    RoleFactory(user=dorte, kind=RoleKind.CENTRE_EDITOR, centre_id=CentreFactory().pk)
    enter_as_staff(client, dorte)

    assert "Strik" not in client.get("/vejleder/kilder/dobbelt/").text
    address = f"/vejleder/kilder/dobbelt/{first.public_id}/{second.public_id}/"
    assert client.post(address, {"svar": "other"}).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_whatever_was_called_the_same(
    client, house, many, django_assert_num_queries
):
    user = UserFactory()
    RoleFactory(user=user, kind=RoleKind.CENTRE_EDITOR, centre_id=house.pk)
    enter_as_staff(client, user)
    for n in range(many):
        read(ics_source(evenings(n + 1, title=f"Sang {n}"), centre=house, name=f"a{n}"))
        read(ics_source(evenings(n + 1, title=f"Sang {n}"), centre=house, name=f"b{n}"))
        decide(*Activity.objects.filter(title=f"Sang {n}").order_by("pk"), is_same=True)
    client.get("/vejleder/kilder/dobbelt/")
    with django_assert_num_queries(QUERIES):
        shown = client.get("/vejleder/kilder/dobbelt/").text
    assert shown.count("De er ikke det samme") == many
