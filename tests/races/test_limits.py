"""Many at once find the same limits as one after the other."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from time import sleep

import pytest
from django.db import connection

from citizens.models import Citizen
from counsellors.conversations.domain.booking import book_conversation
from counsellors.conversations.domain.fairness import (
    BOOKED_PER_ADDRESS,
    MOST_AHEAD,
    MOST_UNPROVEN_PER_HOUR,
)
from counsellors.models import Conversation, Counsellor
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, Scene, at, set_the_scene
from tests.races.arena import Act, Race, race
from tests.races.sabotage import without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def several_people(scene: Scene, how_many: int) -> list[Counsellor]:
    return [scene.colleague(slug=f"colleague-{n}") for n in range(how_many)]


def everybody_books(scene: Scene, people: list[Counsellor], *, how_many: int, **same: str) -> Race:
    """That many bookings, no two for the same time of the same counsellor; `same` is what they
    have in common.
    """

    slots = [at(hour, weeks=week) for week in range(8) for hour in range(9, 14)]

    def book(n: int) -> Act:
        request = scene.request(
            counsellor=people[n % len(people)].slug,
            start=slots[(n + 2 * (n // len(people))) % len(slots)],
            email=same.get("email", f"{n}@example.org"),
        )
        key, address = mint_form_key(form="book"), same.get("address", f"10.1.0.{n}")
        return lambda: book_conversation(request=request, form_key=key, address=address, now=NOW)

    return race(lambda turn: [book(n) for n in range(how_many)], lanes=20)


def from_one_address() -> Race:
    scene = set_the_scene()
    limit = BOOKED_PER_ADDRESS.most
    # As many as there are lanes, and no divisor of the limit: waves of fifteen would end at exactly
    # thirty, also without a guard.
    people = several_people(scene, 20)
    return everybody_books(scene, people, how_many=5 * limit, address="192.0.2.66")


def test_thirty_of_a_hundred_and_fifty_from_one_address_book():
    result = from_one_address()

    assert len(result.winners) == BOOKED_PER_ADDRESS.most == 30
    assert result.errors == {"TooManyAttempts": 120}


def test_counting_first_and_writing_later_lets_more_through(monkeypatch):
    monkeypatch.setattr("counsellors.conversations.domain.fairness.spend_together", look_then_write)

    assert len(from_one_address().winners) > BOOKED_PER_ADDRESS.most


def look_then_write(uses, *, now):
    """What anybody would write first: two statements, and no lock from the one to the other."""
    limit = BOOKED_PER_ADDRESS
    use = [limit.kind, uses[limit].encode()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM limits_allowance"
            " WHERE kind = %s AND subject_hash = sha256(%s::bytea)",
            use,
        )
        if cursor.fetchone()[0] >= limit.most:
            raise TooManyAttempts
        sleep(0.02)  # a busy server's pause: all lanes look before any of them writes
        # One row per use: there is nothing that two uses would have to wait for.
        cursor.execute(
            "INSERT INTO limits_allowance (kind, subject_hash, window_starts_at, used)"
            " VALUES (%s, sha256(%s::bytea), clock_timestamp(), 1)",
            use,
        )


def with_one_contact() -> Race:
    scene = set_the_scene()
    return everybody_books(scene, several_people(scene, 15), how_many=15, email="amal@example.org")


def test_three_of_fifteen_bookings_with_one_contact_stand():
    result = with_one_contact()

    assert len(result.winners) == MOST_AHEAD == 3
    assert result.errors == {"CannotBookWithThisContact": 12}


def test_without_the_citizens_lock_one_contact_holds_more(monkeypatch):
    def find_without_locking(*, email, **_channels):
        return Citizen.objects.get_or_create(email=email)[0]

    monkeypatch.setattr(
        "counsellors.conversations.domain.senders.meet_citizen", find_without_locking
    )

    assert len(with_one_contact().winners) > MOST_AHEAD


def strangers_with_one_counsellor() -> Race:
    scene = set_the_scene()
    return everybody_books(scene, [scene.bent], how_many=40)


def test_twelve_of_forty_strangers_book_one_counsellor_within_the_hour():
    result = strangers_with_one_counsellor()

    assert len(result.winners) == MOST_UNPROVEN_PER_HOUR == 12
    assert result.errors == {"ManyAreBookingNow": 28}
    in_the_last_hour = Conversation.objects.filter(booked_at__gt=NOW - timedelta(hours=1))
    assert in_the_last_hour.count() == 12


def test_without_the_counsellors_lock_more_strangers_book():
    with ExitStack() as off:
        off.enter_context(without_row_locks())

        assert len(strangers_with_one_counsellor().winners) > MOST_UNPROVEN_PER_HOUR
