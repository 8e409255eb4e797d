"""Writing a notice in the transaction that makes it true, and taking it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.template import TemplateDoesNotExist

from jobcenter.outbox.domain import NewNotice, queue_notice, queue_notices, withdraw_notices
from jobcenter.outbox.models import Notice

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
MAIL, SMS = Notice.Channel.MAIL, Notice.Channel.SMS


def queue(**changes):
    facts = {
        "channel": MAIL,
        "recipient": "amal@example.org",
        "language": "da",
        "payload": {"name": "Amal"},
        "effect_key": "booked:amal:1",
        "subject": "conversation:uid-1",
        "due_at": NOW,
    } | changes
    return queue_notice(facts.pop("kind", "conversation_booked"), **facts)


@pytest.mark.django_db
def test_notice_is_one_query_and_waits_with_its_facts(django_assert_num_queries):
    with django_assert_num_queries(1):
        notice = queue()
    notice.refresh_from_db()
    assert (notice.state, notice.payload, notice.attempts) == ("queued", {"name": "Amal"}, 0)
    assert notice.due_at == NOW


@pytest.mark.django_db
def test_notice_with_the_same_effect_is_the_first_one_whatever_it_says():
    first = queue()
    again = queue(payload={"name": "Clara"}, recipient="clara@example.org")
    assert again.pk == first.pk
    assert again.payload == {"name": "Amal"}
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_two_long_keys_that_begin_alike_are_two_effects():
    begins_alike = "booked:" + "a" * 200
    first, second = queue(effect_key=f"{begins_alike}1"), queue(effect_key=f"{begins_alike}2")

    assert first != second
    assert queue(effect_key=f"{begins_alike}1") == first


@pytest.mark.django_db(transaction=True)
def test_notice_is_refused_outside_the_transaction_that_makes_it_true():
    with pytest.raises(RuntimeError, match="conversation_booked was queued outside"):
        queue()
    assert not Notice.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "recipient", "error"),
    [
        (MAIL, "amal@example.org\nBcc: everybody@example.org", ValidationError),
        (MAIL, "Amal", ValidationError),
        (MAIL, "amal@example.org,clara@example.org", ValidationError),
        (SMS, "amal@example.org", ValueError),
        (SMS, "+4512345678\n", ValueError),
    ],
)
def test_notice_is_refused_for_what_is_no_address(channel, recipient, error):
    with pytest.raises(error):
        queue(channel=channel, recipient=recipient)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_notice_of_an_unknown_kind_is_refused_when_it_is_written_not_at_night():
    with pytest.raises(TemplateDoesNotExist):
        queue(kind="conversation_praised")


@pytest.mark.django_db
def test_withdrawn_notices_forget_their_facts_and_sent_ones_stay_sent():
    reminder = queue(kind="conversation_reminder", effect_key="r1", due_at=NOW + timedelta(days=3))
    other = queue(kind="conversation_reminder", effect_key="r2", subject="conversation:uid-2")
    confirmation = queue()
    sent = queue(kind="conversation_reminder", effect_key="r0")
    Notice.objects.filter(pk=sent.pk).update(state="sent", sent_at=NOW, payload={})

    taken_back = withdraw_notices(subject="conversation:uid-1", kinds=["conversation_reminder"])

    assert taken_back == 1
    reminder.refresh_from_db()
    assert (reminder.state, reminder.payload) == ("withdrawn", {})
    states = dict(Notice.objects.values_list("pk", "state"))
    assert states[other.pk] == states[confirmation.pk] == "queued"
    assert states[sent.pk] == "sent"


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_one_notice_is_written_when_twenty_transactions_queue_the_same_effect():
    start, keys = Barrier(20), []

    def book():
        try:
            start.wait(10)
            with transaction.atomic():
                keys.append(queue().pk)
        finally:
            connection.close()

    threads = [Thread(target=book) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(keys) == 20
    assert len(set(keys)) == Notice.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("each_notice_has_one_effect", {"effect_key": "taken"}),
        ("a_sent_notice_says_when", {"state": "sent", "payload": {}}),
        ("a_sent_notice_says_when", {"sent_at": NOW}),
        ("a_notice_that_is_over_keeps_no_facts", {"state": "sent", "sent_at": NOW}),
        ("a_notice_that_is_over_keeps_no_facts", {"state": "withdrawn"}),
    ],
)
def test_table_refuses_a_notice_that_cannot_be_true(constraint, change):
    queue(effect_key="taken")
    notice = queue()
    with pytest.raises(IntegrityError, match=constraint):
        Notice.objects.filter(pk=notice.pk).update(**change)


@pytest.mark.django_db
def test_several_notices_are_one_statement_and_keep_their_order(django_assert_num_queries):
    queue(effect_key="booked:amal:2")
    facts = {"channel": MAIL, "recipient": "amal@example.org", "language": "da", "due_at": NOW}
    notices = [
        NewNotice(
            kind="conversation_booked", payload={"n": n}, effect_key=f"booked:amal:{n}", **facts
        )
        for n in (3, 2, 1)
    ]

    with django_assert_num_queries(1):
        queue_notices(notices)

    in_order = Notice.objects.order_by("pk").values_list("effect_key", "payload")
    assert list(in_order) == [
        ("booked:amal:2", {"name": "Amal"}),
        ("booked:amal:3", {"n": 3}),
        ("booked:amal:1", {"n": 1}),
    ]


@pytest.mark.django_db
def test_none_of_several_notices_is_written_when_one_is_wrong():
    facts = {"channel": MAIL, "language": "da", "due_at": NOW, "payload": {}}
    right = NewNotice(
        kind="conversation_booked", recipient="amal@example.org", effect_key="1", **facts
    )
    wrong = NewNotice(kind="conversation_booked", recipient="Amal", effect_key="2", **facts)

    with pytest.raises(ValidationError):
        queue_notices([right, wrong])

    assert not Notice.objects.exists()
