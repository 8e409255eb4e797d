"""Rooms that are reserved or out of use: nobody is booked into them, and nobody is cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from counsellors.availability.domain.offers import Question, is_offered, offer_times
from counsellors.availability.enums import Mode
from counsellors.conversations.domain.refusals import NoRoomFree
from counsellors.models import Conversation, RoomHold
from counsellors.team.access import name_of
from counsellors.team.domain.refusals import (
    AlreadyOutOfUse,
    ReservationIsPast,
    RoomIsReserved,
    RoomIsTaken,
)
from counsellors.team.domain.rooms import (
    ADDING,
    RESERVING,
    Rehoused,
    change_room,
    end_hold,
    find_other_rooms,
    reserve_room,
    take_out_of_use,
    values_of,
    waiting_for_a_room,
)
from jobcenter.accounts.enums import RoleKind
from jobcenter.centres.models import Room
from jobcenter.outbox.models import Notice
from jobcenter.shared.editions import edition_of
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import MONDAY, at, everything
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory, RoomFactory
from tests.factories.counsellors import ConversationFactory
from tests.races.lock_order import one_lock_order

from .conftest import MORNING, seen_in, seen_on

DAY = MONDAY.date()
NEXT = {"weeks": 1}


@pytest.fixture
def rooms(scene) -> list[Room]:
    return list(scene.centre.rooms.order_by("pk"))


def reserve(room, start, end, **changes):
    said = {"form_key": mint_form_key(form=RESERVING), "now": MORNING, "what_for": "Teammøde"}
    actor = UserFactory()
    with one_lock_order():
        reserve_room(room=room, start=start, end=end, actor=actor, **(said | changes))


def close(room, start, end=None) -> Rehoused:
    actor = UserFactory()
    with one_lock_order():
        return take_out_of_use(room=room, start=start, end=end, actor=actor, now=MORNING)


def in_room(scene, room, start, **fields):
    return ConversationFactory(
        counsellor=scene.bent, centre=scene.centre, topic=scene.topic, mode=Mode.IN_PERSON,
        room=room, starts_at=start, ends_at=start + timedelta(minutes=45), **fields,
    )  # fmt: skip


def starts(scene, mode=Mode.IN_PERSON) -> set[str]:
    """On Monday in a week, when Bent works 9–15."""
    question = Question(
        topic=scene.topic, centre=scene.centre, mode=mode, days=1, from_date=at(9, **NEXT).date()
    )
    offers = offer_times(question=question, now=MORNING)
    return {
        f"{time.start.hour + 1}.{time.start.minute:02}" for d in offers.days for time in d.times
    }


def test_reserved_rooms_are_not_on_offer_and_take_nobodys_time(scene, rooms):
    reserve(rooms[0], at(9, **NEXT), at(12, **NEXT))
    assert "9.00" in starts(scene)

    reserve(rooms[1], at(9, **NEXT), at(12, **NEXT))
    assert min(starts(scene), key=lambda said: float(said)) == "12.00"
    assert "9.00" in starts(scene, mode=Mode.PHONE)


def test_room_out_of_use_until_further_notice_is_not_on_offer(scene, rooms):
    for room in rooms:
        close(room, at(0, **NEXT))

    assert starts(scene) == set()
    for hold in RoomHold.objects.all():
        end_hold(hold=hold, actor=UserFactory(), now=MORNING)
    assert not RoomHold.objects.exists()
    assert "9.00" in starts(scene)


def test_booking_takes_the_room_that_is_not_held_and_refuses_when_none_is_left(scene, rooms):
    reserve(rooms[0], at(9, **NEXT), at(12, **NEXT))
    said = {"mode": "in_person", "now": MORNING}
    amal = scene.book(start=at(9, **NEXT), **said).conversation

    assert amal.room == rooms[1]
    kai = scene.colleague(slug="kai")
    with pytest.raises(NoRoomFree):
        scene.book(
            counsellor=kai.slug, start=at(9, **NEXT), name="Clara", email="clara@x.dk", **said
        )


def test_reservation_gives_way_to_a_conversation_and_to_another_reservation(scene, rooms):
    in_room(scene, rooms[0], at(10))
    reserve(rooms[1], at(10), at(12))
    before = everything()["counsellors.RoomHold"]

    with pytest.raises(RoomIsTaken):
        reserve(rooms[0], at(9), at(10, 15))
    with pytest.raises(RoomIsReserved):
        reserve(rooms[1], at(11), at(13))
    with pytest.raises(ReservationIsPast):
        reserve(rooms[1], at(7), at(8))
    assert everything()["counsellors.RoomHold"] == before


def test_conversations_move_to_another_room_and_keep_everything_else(scene, rooms):
    amal = scene.book(mode="in_person", start=at(10, **NEXT), now=MORNING).conversation
    assert amal.room == rooms[0]
    before = Conversation.objects.values().get()
    notices = Notice.objects.count()

    assert close(rooms[0], at(0)) == Rehoused(moved=1, left=[])

    after = Conversation.objects.values().get()
    assert after == before | {"room_id": rooms[1].pk}
    assert Notice.objects.count() == notices
    reminder = Notice.objects.get(kind="conversation_reminder")
    assert reminder.payload["room"] == rooms[1].name


def test_conversation_without_another_room_is_shown_and_never_cancelled(scene, rooms, as_):
    reserve(rooms[1], at(10), at(11))
    left = in_room(scene, rooms[0], at(10), name="Amal Nasser")

    assert close(rooms[0], at(0)).left == [left]
    left.refresh_from_db()
    assert (left.status, left.room) == ("booked", rooms[0])
    html = as_(RoleKind.CENTRE_EDITOR).get(reverse("team:rooms", args=["havnehuset"])).content
    assert "De her mangler et lokale" in html.decode()
    assert "Bent Østergaard" in html.decode()
    assert "Amal" not in html.decode()

    RoomFactory(centre=scene.centre)
    assert find_other_rooms(room=rooms[0], actor=UserFactory(), now=MORNING) == Rehoused(1, [])
    assert waiting_for_a_room(scene.centre, now=MORNING) == []


@pytest.mark.parametrize("need", ["step_free", "quiet_room"])
def test_other_room_meets_the_same_needs(scene, rooms, need):
    rooms[1].is_step_free = rooms[1].is_quiet = False
    rooms[1].save()
    talk = in_room(scene, rooms[0], at(10), needs=[need])
    assert close(rooms[0], at(0)).left == [talk]

    fit = RoomFactory(centre=scene.centre, is_step_free=True, is_quiet=True)
    find_other_rooms(room=rooms[0], actor=UserFactory(), now=MORNING)
    talk.refresh_from_db()
    assert talk.room == fit


def test_room_is_taken_out_of_use_once(scene, rooms):
    close(rooms[0], at(0), at(0, **NEXT))

    with pytest.raises(AlreadyOutOfUse):
        close(rooms[0], at(9))
    with pytest.raises(ReservationIsPast):
        close(rooms[1], at(0, weeks=-1), at(7))
    close(rooms[0], at(0, **NEXT))


def test_hold_that_is_under_way_ends_now(scene, rooms):
    close(rooms[0], at(7))
    end_hold(hold=RoomHold.objects.get(), actor=UserFactory(), now=MORNING)
    end_hold(hold=RoomHold.objects.get(), actor=UserFactory(), now=MORNING)

    assert RoomHold.objects.get().during.upper == MORNING


def test_administrator_adds_changes_reserves_and_releases_on_screen(scene, rooms, as_):
    browser, house = as_(RoleKind.ADMINISTRATOR), "havnehuset"
    key = mint_form_key(form=ADDING)
    said = {"name": "Kajen", "seats": "6", "is_step_free": "on", "note": "", "key": key}
    add = reverse("team:add_room", args=[house])
    assert browser.post(add, said).status_code == 303
    assert browser.post(add, said).status_code == 303
    room = Room.objects.get(name="Kajen")
    assert (room.seats, room.is_step_free, room.is_quiet) == (6, True, False)
    taken = browser.post(add, said | {"key": mint_form_key(form=ADDING)})
    assert taken.status_code == 422

    name = name_of(room)
    change = reverse("team:change_room", args=[house, name])
    said["seen"] = seen_on(browser, change)
    assert browser.post(change, said | {"name": rooms[0].name}).status_code == 422
    assert browser.post(change, said | {"name": "Lyset", "is_quiet": "on"}).status_code == 303
    assert Room.objects.get(pk=room.pk).name == "Lyset"

    when = {"on_date": str(DAY), "minutes": "9-11", "what_for": "Teammøde"}
    reserve_page = reverse("team:reserve", args=[house, name])
    sent = when | {"key": mint_form_key(form=RESERVING)}
    assert browser.post(reserve_page, sent).status_code == 303
    again = browser.post(reserve_page, when | {"key": mint_form_key(form=RESERVING)})
    assert again.status_code == 422
    out = reverse("team:out_of_use", args=[house, name])
    assert browser.post(out, {"first": str(DAY), "last": "2026-12-06"}).status_code == 422
    assert browser.post(out, {"first": str(DAY), "last": ""}).status_code == 303
    html = browser.get(reverse("team:rooms", args=[house])).content.decode()
    assert "Teammøde" in html
    assert "indtil videre" in html
    for hold in RoomHold.objects.all():
        browser.post(reverse("team:release", args=[house, hold.public_id]))
    assert not RoomHold.objects.not_over(MORNING).exists()


def test_day_somebody_looked_moves_when_facts_are_saved_or_confirmed(scene, rooms):
    def save(days, *, is_checked=False, **said):
        room = Room.objects.get(pk=rooms[0].pk)
        now = MORNING + timedelta(days)
        stands = values_of(room)
        change_room(
            room=room, values=stands | said, is_checked=is_checked, seen=edition_of(stands),
            actor=UserFactory(), now=now,
        )  # fmt: skip
        checked = Room.objects.get(pk=room.pk).facts_checked_on
        return checked and checked - MORNING.date()

    assert save(0, note="Nøglen hænger ved døren", seats=7) is None
    assert save(1, bus="2A til Skolebakken, 200 m") == timedelta(1)
    assert save(2, note="Varmt om sommeren") == timedelta(1)
    assert save(3, is_checked=True) == timedelta(3)
    assert save(4, is_step_free=False) == timedelta(4)


def test_staff_confirm_on_screen_what_a_room_is_like(scene, rooms, as_):
    browser, room = as_(RoleKind.CENTRE_EDITOR), rooms[0]
    listed = reverse("team:rooms", args=["havnehuset"])
    change = reverse("team:change_room", args=["havnehuset", name_of(room)])
    assert "Tjekket den" not in browser.get(listed).content.decode()
    said = {"name": room.name, "seats": room.seats, "is_step_free": "on", "is_checked": "on"}

    assert browser.post(change, said | {"seen": seen_on(browser, change)}).status_code == 303

    room.refresh_from_db()
    assert room.facts_checked_on == timezone.localdate()
    assert "Tjekket den" in browser.get(listed).content.decode()


def test_new_room_of_which_nothing_is_said_was_not_looked_at(scene, as_):
    browser, add = as_(RoleKind.CENTRE_EDITOR), reverse("team:add_room", args=["havnehuset"])
    told = {"Kajen": {}, "Lyset": {"has_calm_light": "on"}, "Loftet": {"is_checked": "on"}}
    for name, more in told.items():
        said = {"name": name, "seats": "4", "key": mint_form_key(form=ADDING)}
        assert browser.post(add, said | more).status_code == 303

    looked_at = Room.objects.filter(facts_checked_on__isnull=False, name__in=told)
    assert set(looked_at.values_list("name", flat=True)) == {"Lyset", "Loftet"}


def test_second_of_two_windows_is_told_how_the_room_stands(scene, rooms, as_):
    browser, room = as_(RoleKind.CENTRE_EDITOR), rooms[0]
    change = reverse("team:change_room", args=[scene.centre.slug, name_of(room)])
    said = {"name": room.name, "seats": "4", "seen": seen_on(browser, change)}
    browser.post(change, said | {"note": "Nøglen hænger ved døren", "is_quiet": "on"})

    second = browser.post(change, said | {"note": "Varmt om sommeren"})

    html = second.content.decode()
    assert second.status_code == 422
    assert "Nøglen hænger ved døren" in html
    assert "Varmt om sommeren" in html
    room.refresh_from_db()
    assert (room.note, room.is_quiet) == ("Nøglen hænger ved døren", True)
    assert browser.post(change, said | {"seen": seen_in(html)}).status_code == 303


@pytest.mark.parametrize(
    "kind", [RoleKind.TEAM_LEAD, RoleKind.BOARD_MEMBER, RoleKind.STATE, RoleKind.COUNSELLOR]
)
def test_rooms_are_for_administrators_alone(scene, rooms, as_, kind):
    browser = as_(kind)
    for name in ("rooms", "add_room"):
        assert browser.get(reverse(f"team:{name}", args=["havnehuset"])).status_code == 404


def test_editor_of_one_house_finds_no_room_of_another(scene, rooms, as_):
    other = CentreFactory(slug="skovhuset")
    foreign = name_of(RoomFactory(centre=other))
    browser = as_(RoleKind.CENTRE_EDITOR)

    assert browser.get(reverse("team:rooms", args=["skovhuset"])).status_code == 404
    for name in (foreign, "missing"):
        address = reverse("team:change_room", args=["havnehuset", name])
        assert browser.get(address).status_code == 404
    assert "skovhuset" not in browser.get(reverse("team:houses")).content.decode()


def test_engine_refuses_a_held_room_also_for_one_time(scene, rooms):
    for room in rooms:
        reserve(room, at(9, **NEXT), at(10, **NEXT))
    question = Question(
        topic=scene.topic, centre=scene.centre, counsellor=scene.bent, mode=Mode.IN_PERSON
    )

    with pytest.raises(Exception, match=r"room|lokale|rum"):
        is_offered(question=question, start=at(9, **NEXT), now=MORNING)
    assert is_offered(question=question, start=at(10, **NEXT), now=MORNING)
