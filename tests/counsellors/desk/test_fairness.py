"""What staff type is unproven, and still locks nobody out: neither the person nor the house."""

from __future__ import annotations

import pytest

from counsellors.conversations.domain.fairness import (
    BOOKED_AT_THE_DESK,
    BOOKED_PER_ADDRESS,
    MOST_AHEAD,
    MOST_BOOKED_PER_HOUR,
    MOST_UNPROVEN_PER_HOUR,
)
from counsellors.conversations.domain.refusals import CannotBookWithThisContact, ManyAreBookingNow
from jobcenter.limits.domain import TooManyAttempts, spend
from jobcenter.limits.models import Allowance
from tests.counsellors.conversations.story import NOW, at, move

from .story import WHY, at_work, book_for_somebody

pytestmark = pytest.mark.django_db


def book_evenings(scene, count: int, **said) -> None:
    for week in range(count):
        start = at(18, weeks=week)
        book_for_somebody(scene, start=start, outside_hours=WHY, **said)


def test_what_staff_book_with_an_address_uses_up_nothing_of_its_owner(scene):
    book_evenings(scene, MOST_BOOKED_PER_HOUR + MOST_AHEAD)

    assert scene.book().conversation.pk


def test_what_staff_book_uses_up_nothing_of_what_a_counsellor_has_for_strangers(scene):
    for week in range(MOST_UNPROVEN_PER_HOUR + 1):
        person = {"email": f"person{week}@example.org"}
        book_for_somebody(scene, start=at(18, weeks=week), outside_hours=WHY, **person)

    assert scene.book().conversation.pk


def test_moved_by_its_owner_it_still_counts_nowhere(scene):
    book_evenings(scene, MOST_AHEAD)
    conversation = book_for_somebody(scene, start=at(9)).conversation
    move(conversation, at(11))

    assert scene.book(start=at(10, weeks=1)).conversation.pk


def test_owner_who_has_three_ahead_can_be_given_a_fourth_at_the_desk(scene):
    for week in range(MOST_AHEAD):
        scene.book(start=at(9, weeks=week))
    with pytest.raises(CannotBookWithThisContact):
        scene.book(start=at(11))

    assert book_for_somebody(scene, start=at(11)).conversation.pk


def test_counsellor_worn_out_by_a_script_is_booked_at_the_desk_all_the_same(scene):
    for n in range(MOST_UNPROVEN_PER_HOUR):
        start = at(9 + n % 5, weeks=n // 5)
        scene.book(start=start, email=f"script{n}@example.org")
    with pytest.raises(ManyAreBookingNow):
        scene.book(start=at(14))

    assert book_for_somebody(scene, start=at(14), email="amal@example.org").conversation.pk


def test_network_of_the_house_has_no_part_in_it(scene):
    """A visitor's tablet shares the address of the desk: neither pays for the other."""
    for _ in range(BOOKED_PER_ADDRESS.most):
        spend(BOOKED_PER_ADDRESS, subject="198.51.100.7", now=NOW)

    book_for_somebody(scene)
    kinds = Allowance.objects.exclude(kind=BOOKED_PER_ADDRESS.kind).values_list("kind", flat=True)
    assert list(kinds) == [BOOKED_AT_THE_DESK.kind]


def test_account_that_books_without_end_is_paused_and_its_colleague_is_not(scene):
    at_work(scene.bent, scene.centre)
    dorte = at_work(scene.colleague(slug="dorte"), scene.centre)
    for _ in range(BOOKED_AT_THE_DESK.most):
        spend(BOOKED_AT_THE_DESK, subject=f"counsellor {scene.bent.pk}", now=NOW)

    with pytest.raises(TooManyAttempts):
        book_for_somebody(scene)
    assert book_for_somebody(scene, by=dorte).conversation.booked_by == dorte
