"""The change trail: written with the change, never rewritten."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from jobcenter.audit.domain import record_change
from jobcenter.audit.models import Change
from tests.factories.accounts import UserFactory
from tests.structure.breaking import refused_by


@pytest.fixture
def line(db) -> Change:
    record_change("conversation.booked", subject="conversation:abc", facts={"mode": "phone"})
    return Change.objects.get()


def test_line_says_what_happened_to_what_and_by_whom(db):
    bent = UserFactory()

    record_change(
        "wish.answered", subject="wish:abc", actor=bent, actor_kind=Change.ActorKind.STAFF
    )

    line = Change.objects.get()
    assert (line.action, line.subject, line.actor, line.actor_kind) == (
        "wish.answered",
        "wish:abc",
        bent,
        "staff",
    )
    assert line.at is not None


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_change SET subject = 'x'", "DELETE FROM audit_change"]
)
def test_line_is_neither_changed_nor_removed(line, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Change.objects.get().subject == "conversation:abc"


def test_trail_is_not_emptied_outside_a_test_database(line):
    """The exception is for databases whose name Django gives tests; the trigger's text says so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'refuse_to_rewrite_the_trail'")
        (body,) = cursor.fetchone()

    assert "TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%'" in body


def test_line_goes_with_the_change_when_the_transaction_is_rolled_back(db):
    with transaction.atomic():
        record_change("conversation.booked", subject="conversation:abc")
        transaction.set_rollback(True)

    assert not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_line_is_refused_outside_the_transaction_that_makes_it_true():
    with pytest.raises(RuntimeError, match="outside the transaction"):
        record_change("conversation.booked", subject="conversation:abc")


@pytest.mark.parametrize("action", ["booked", "Conversation.booked", "conversation booked"])
def test_action_is_a_noun_and_what_happened_to_it(db, action):
    with refused_by("audit_action_is_noun_dot_past_tense"):
        record_change(action, subject="conversation:abc")


def test_line_outlives_the_account_of_its_actor(db):
    bent = UserFactory()
    record_change("wish.answered", subject="wish:abc", actor=bent)

    bent.delete()

    assert Change.objects.get().subject == "wish:abc"
