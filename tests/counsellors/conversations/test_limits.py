"""Somebody with a script cannot take everybody's times; honest people never notice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.availability.domain.offers import Question, offer_times
from counsellors.conversations.domain.booking import book_conversation
from counsellors.conversations.domain.fairness import (
    BOOKED_PER_ADDRESS,
    MOST_UNPROVEN_PER_DAY,
    MOST_UNPROVEN_PER_HOUR,
)
from counsellors.conversations.domain.refusals import CannotBookWithThisContact, ManyAreBookingNow
from counsellors.models import Conversation
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.shared.refusals import Refusal
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, Scene, at
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def drain(scene: Scene, *, addresses, days: int = 30, now=NOW) -> tuple[int, int]:
    """A script that takes every time on offer under made-up names: (offered, taken)."""
    offers = offer_times(
        question=Question(centre=scene.centre, topic=scene.topic, days=days), now=now
    )
    taken = 0
    times = [time for day in offers.days for time in day.times if time.mode == "phone"]
    for n, time in enumerate(times):
        try:
            book_conversation(
                request=scene.request(
                    start=time.start,
                    counsellor=offers.counsellors[time.counsellor_id].slug,
                    email=f"script{n}@{now:%d%H}.example.org",
                ),
                form_key=mint_form_key(form="book"),
                address=addresses(n),
                now=now,
            )
            taken += 1
        except Refusal:
            continue
    return len(times), taken


def test_a_script_at_one_address_takes_thirty_times_an_hour(scene):
    for n in range(3):
        scene.colleague(slug=f"colleague-{n}")
    offered, taken = drain(scene, addresses=lambda n: "192.0.2.66", days=14)

    assert offered > 150
    assert taken == BOOKED_PER_ADDRESS.most == 30


def test_one_address_takes_eight_an_hour_with_one_counsellor_and_leaves_room_for_others(scene):
    library = "192.0.2.66"
    for n in range(8):
        start = at(9 + n % 6, weeks=n // 6)
        scene.book(start=start, email=f"{n}@example.org", address=library)

    with pytest.raises(ManyAreBookingNow):
        scene.book(start=at(9, weeks=3), email="9@example.org", address=library)

    assert scene.book(start=at(9, weeks=3), address="192.0.2.67").conversation.pk
    at_home = scene.book(start=at(10, weeks=3), user=UserFactory(), address=library)
    assert at_home.conversation.pk


def test_a_script_at_any_number_of_addresses_takes_twelve_an_hour_and_twenty_a_day(scene):
    def anywhere(n: int) -> str:
        return f"198.18.{n // 250}.{n % 250}"

    offered, in_an_hour = drain(scene, addresses=anywhere)
    assert offered > 80
    assert in_an_hour == MOST_UNPROVEN_PER_HOUR == 12

    _offered, later = drain(scene, addresses=anywhere, now=NOW + timedelta(hours=2))
    assert in_an_hour + later == MOST_UNPROVEN_PER_DAY == 20


def full_of_strangers(scene: Scene) -> None:
    for n in range(MOST_UNPROVEN_PER_HOUR):
        scene.book(start=at(9 + n % 6, weeks=n // 6), email=f"{n}@example.org")


def test_amal_logs_in_and_books_although_strangers_took_their_share(scene):
    full_of_strangers(scene)
    with pytest.raises(ManyAreBookingNow):
        scene.book(start=at(9, weeks=3))

    booked = scene.book(start=at(9, weeks=3), user=UserFactory())

    assert booked.conversation.starts_at == at(9, weeks=3)


def test_amal_books_a_colleague_although_strangers_took_their_share(scene):
    dorte = scene.colleague(first_name="Dorte")
    full_of_strangers(scene)

    assert scene.book(counsellor=dorte.slug).conversation.counsellor == dorte


def test_people_who_have_logged_in_do_not_count_as_strangers(scene):
    for n in range(MOST_UNPROVEN_PER_HOUR + 1):
        scene.book(start=at(9 + n % 6, weeks=n // 6), user=UserFactory())

    assert scene.book(start=at(9, weeks=4)).conversation.starts_at == at(9, weeks=4)


def test_cancelled_strangers_do_not_count(scene):
    full_of_strangers(scene)
    Conversation.objects.update(status="cancelled", cancelled_at=NOW)

    assert scene.book(start=at(9, weeks=3)).conversation.starts_at == at(9, weeks=3)


def test_strangers_who_moved_away_count_once(scene):
    full_of_strangers(scene)

    # An hour later eleven more could come, a day later all of them.
    assert scene.book(start=at(9, weeks=3), now=NOW + timedelta(minutes=61)).conversation


def test_thirty_people_at_one_library_can_book_within_the_hour(scene):
    people = [scene.colleague(slug=f"colleague-{n}") for n in range(4)]
    for n in range(30):
        scene.book(
            address="192.0.2.1",
            email=f"{n}@example.org",
            counsellor=people[n % 4].slug,
            start=at(9 + n // 4 % 5, weeks=n // 20),
        )

    with pytest.raises(TooManyAttempts):
        scene.book(address="192.0.2.1")
    assert scene.book(address="192.0.2.2").conversation.name == "Amal"
    assert scene.book(
        address="192.0.2.1", now=NOW + timedelta(hours=1), email="clara@example.org", start=at(11)
    )


def test_asking_about_one_address_after_the_other_uses_up_the_hour(scene):
    dorte = scene.colleague(first_name="Dorte")
    scene.book()

    for _turn in range(30):
        with pytest.raises(CannotBookWithThisContact):
            scene.book(counsellor=dorte.slug, address="192.0.2.66")
    with pytest.raises(TooManyAttempts):
        scene.book(counsellor=dorte.slug, address="192.0.2.66")
    with pytest.raises(TooManyAttempts):
        scene.book(start=at(13), email="clara@example.org", address="192.0.2.66")
