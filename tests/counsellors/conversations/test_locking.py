"""Every act takes its locks in the one order of the house."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from counsellors.availability.domain.absences import block_time
from counsellors.conversations.domain.cancelling import cancel_conversation, stop_reminder
from counsellors.conversations.domain.locking import LOCK_ORDER
from counsellors.conversations.domain.refusals import TimeAlreadyTaken
from counsellors.conversations.domain.wishing import FORM as WISH_FORM
from counsellors.conversations.domain.wishing import WishRequest, leave_wish
from counsellors.models import Counsellor
from jobcenter.shared.periods import period
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import NOW, at, move
from tests.factories.accounts import UserFactory
from tests.races.lock_order import LockOrderBroken, one_lock_order

pytestmark = pytest.mark.django_db

BOOKING = [
    "submissions_submission",
    "counsellors_counsellor",
    "citizens_citizen",
    "centres_room",
    "counsellors_conversation",
    "limits_allowance",
    "audit_change",
    "outbox_notice",
]


def test_a_booking_locks_in_order(scene):
    with one_lock_order() as locks:
        scene.book(mode="in_person")

    assert locks.taken == BOOKING


def test_a_booking_of_somebody_logged_in_locks_in_order(scene):
    amal = UserFactory()
    with one_lock_order() as locks:
        scene.book(mode="in_person", user=amal)

    # Not found by account, then made: other tabs of theirs wait for it.
    assert locks.taken == [*BOOKING[:2], "accounts_user", *BOOKING[2:]]


def test_a_refused_booking_locks_in_order(scene):
    scene.book()
    with one_lock_order() as locks, pytest.raises(TimeAlreadyTaken):
        scene.book(email="clara@example.org")

    assert locks.taken == BOOKING[:2]


def test_a_move_locks_both_counsellors_at_once_and_the_rest_in_order(scene):
    hers = scene.book().conversation
    dorte = scene.colleague(first_name="Dorte")
    with one_lock_order() as locks:
        move(hers, at(11), counsellor=dorte.slug, mode="in_person")

    assert (
        locks.taken
        == [
            *BOOKING[:4],
            "counsellors_conversation",  # the old one ends
            *BOOKING[4:7],
            "outbox_notice",  # the reminder is taken back
            *BOOKING[7:],
        ]
    )


def test_two_counsellors_are_locked_in_id_order_whichever_comes_first(scene):
    dorte = scene.colleague(first_name="Dorte")
    hers = scene.book(counsellor=dorte.slug).conversation
    with connection.execute_wrapper(_ends_with_an_order_by_id):
        move(hers, at(11), counsellor=scene.bent.slug)


def _ends_with_an_order_by_id(execute, sql, params, many, context):
    if "FOR NO KEY UPDATE" in sql and "counsellors_counsellor" in sql:
        assert 'ORDER BY "counsellors_counsellor"."id" ASC' in sql
    return execute(sql, params, many, context)


def test_cancelling_and_declining_lock_in_order(scene):
    hers = scene.book().conversation
    with one_lock_order():
        stop_reminder(conversation=hers, now=NOW)
    with one_lock_order() as locks:
        cancel_conversation(conversation=hers, now=NOW)

    assert locks.taken[0] == "counsellors_conversation"


def test_a_wish_locks_in_order(scene):
    request = WishRequest(centre=scene.centre.slug, name="Amal", email="amal@example.org")
    with one_lock_order():
        leave_wish(
            request=request,
            form_key=mint_form_key(form=WISH_FORM),
            address="192.0.2.1",
            now=NOW,
        )


def test_blocking_an_hour_locks_in_the_same_order(scene):
    with one_lock_order() as locks:
        block_time(counsellor=scene.bent, during=period(at(9), at(10)), actor=None, now=NOW)

    assert locks.taken[0] == "counsellors_counsellor"


def test_the_recorder_sees_an_inversion(scene):
    citizen = scene.book().conversation.citizen
    with one_lock_order(), transaction.atomic():
        type(citizen).objects.select_for_update().get(pk=citizen.pk)
        with pytest.raises(LockOrderBroken, match="after"):
            Counsellor.objects.select_for_update().get(pk=scene.bent.pk)


def test_the_recorder_sees_a_second_lock_out_of_order(scene):
    dorte = scene.colleague(first_name="Dorte")
    with one_lock_order(), transaction.atomic():
        Counsellor.objects.select_for_update().get(pk=dorte.pk)
        with pytest.raises(LockOrderBroken, match="no order"):
            Counsellor.objects.select_for_update().get(pk=scene.bent.pk)


def test_the_recorder_sees_a_table_without_a_place(scene):
    with one_lock_order(), pytest.raises(LockOrderBroken, match="no place"):
        scene.topic.save()


def test_every_table_of_the_order_exists():
    assert set(LOCK_ORDER) <= set(connection.introspection.table_names())
