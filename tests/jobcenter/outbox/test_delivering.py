"""The relay against a real SMTP server: what it sends, in which order, what failures do."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from jobcenter.local.ports import free_port
from jobcenter.outbox.domain import deliver_due_notices, withdraw_notices
from jobcenter.outbox.domain.delivering import LEASE, MOST_ATTEMPTS, pause_after
from jobcenter.outbox.models import Notice
from tests.jobcenter.outbox.conftest import BOOKED, NOW
from tests.jobcenter.outbox.post_office import open_post_office, use_post_office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def figures(delivery):
    return delivery.sent, delivery.failed, delivery.dead


def deliver(now=NOW, limit=50):
    return figures(deliver_due_notices(now=now, limit=limit))


def methods_of(mails):
    return [
        part.get_param("method")
        for mail in mails
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]


def in_a_thread(act):
    """On a connection of its own, as another process would."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(10)


def test_sent_notice_says_when_and_forgets_its_facts(queue, post_office):
    notice = queue()
    assert deliver() == (1, 0, 0)
    notice.refresh_from_db()
    assert (notice.state, notice.payload, notice.leased_until) == ("sent", {}, None)
    assert notice.sent_at >= NOW
    assert deliver() == (0, 0, 0)
    assert post_office.recipients == ["amal@example.org"]


def test_reminder_waits_until_it_is_due(queue, post_office):
    queue("conversation_reminder", due_at=NOW + DAY)
    assert deliver() == (0, 0, 0)
    assert deliver(NOW + DAY) == (1, 0, 0)


def test_withdrawn_reminder_is_never_sent(queue, post_office):
    queue("conversation_reminder", due_at=NOW + DAY)
    withdraw_notices(subject="conversation:1", kinds=["conversation_reminder"])
    assert deliver(NOW + 2 * DAY) == (0, 0, 0)
    assert post_office.mails == []


@pytest.mark.django_db(transaction=True)
def test_reminder_withdrawn_while_an_earlier_letter_leaves_does_not_follow_it(queue, post_office):
    with transaction.atomic():
        queue(subject="conversation:2", effect_key="first", recipient="clara@example.org")
        queue("conversation_reminder")

    def cancel_meanwhile(mail):
        in_a_thread(
            lambda: withdraw_notices(subject="conversation:1", kinds=["conversation_reminder"])
        )
        return "250 OK"

    post_office.answer = cancel_meanwhile
    assert deliver() == (1, 0, 0)
    assert post_office.recipients == ["clara@example.org"]


def test_notice_nobody_can_use_any_more_is_withdrawn_not_sent(queue, post_office):
    late = queue("conversation_reminder", useful_until=NOW + timedelta(hours=1))
    assert deliver(NOW + timedelta(hours=2)) == (0, 0, 0)
    late.refresh_from_db()
    assert (late.state, late.payload) == ("withdrawn", {})
    assert post_office.mails == []


def test_cancellation_waits_for_the_confirmation_that_has_not_arrived(queue, post_office):
    queue("conversation_booked")
    queue("conversation_cancelled", method="CANCEL", sequence=1)
    queue("conversation_booked", subject="conversation:2", uid="2", recipient="clara@example.org")
    post_office.answer = lambda mail: "451 later" if "amal@" in mail["To"] else "250 OK"

    assert deliver() == (1, 1, 0)
    assert post_office.recipients == ["clara@example.org"]

    post_office.answer = lambda mail: "250 OK"
    assert deliver() == (0, 0, 0), "the confirmation pauses, so the cancellation still waits"
    assert deliver(NOW + DAY) == (2, 0, 0)
    assert methods_of(post_office.mails[1:]) == ["REQUEST", "CANCEL"]


def test_notices_written_by_a_slow_clock_keep_the_order_of_writing(queue, post_office):
    queue("conversation_booked", due_at=NOW)
    queue("conversation_cancelled", due_at=NOW - timedelta(seconds=5), method="CANCEL")
    assert deliver() == (2, 0, 0)
    assert methods_of(post_office.mails) == ["REQUEST", "CANCEL"]


def test_reminder_that_is_not_due_holds_back_nothing(queue, post_office):
    queue("conversation_reminder", due_at=NOW + DAY)
    queue("conversation_moved", sequence=1)
    assert deliver() == (1, 0, 0)


def test_failed_notice_is_tried_again_after_a_growing_pause(queue, post_office):
    notice = queue()
    post_office.refused_recipients = {"amal@example.org": "450 greylisted amal@example.org"}
    assert deliver() == (0, 1, 0)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("queued", 1)
    assert timedelta(seconds=23) < notice.leased_until - NOW < timedelta(seconds=38)
    assert deliver(NOW + timedelta(seconds=20)) == (0, 0, 0)
    assert deliver(NOW + timedelta(seconds=40)) == (0, 1, 0)
    post_office.refused_recipients = {}
    assert deliver(NOW + DAY) == (1, 0, 0)
    assert [pause_after(n) > 1.9 * pause_after(n - 1) for n in (2, 3, 4, 5)] == [True] * 4
    assert max(pause_after(n) for n in range(1, MOST_ATTEMPTS)) <= 1.2 * timedelta(hours=6)


def test_notice_is_dead_after_ten_failures_and_names_nobody_in_its_error(
    queue, post_office, caplog
):
    notice = queue()
    post_office.refused_recipients = {"amal@example.org": "550 no such person amal@example.org"}
    rounds = [deliver(NOW + n * DAY) for n in range(MOST_ATTEMPTS + 2)]
    assert rounds == [(0, 1, 0)] * 9 + [(0, 0, 1)] + [(0, 0, 0)] * 2
    notice.refresh_from_db()
    assert notice.state == "dead"
    assert notice.last_error.startswith("SMTPRecipientsRefused 550")
    assert "amal" not in (notice.last_error + caplog.text).lower()
    assert notice.payload, "what could not be delivered can still be looked into"


def test_letter_that_cannot_be_written_fails_alone(queue, post_office):
    queue(starts_at="tomorrow", subject="a")
    queue(uid="2", subject="b")
    assert deliver() == (1, 1, 0)
    broken = Notice.objects.get(state="queued")
    assert broken.last_error.startswith("ValueError")
    assert "tomorrow" not in broken.last_error


def test_mail_server_that_is_away_costs_no_notice_an_attempt(queue, settings, caplog):
    use_post_office(settings, f"smtp://127.0.0.1:{free_port()}")
    for n in range(3):
        queue(subject=f"conversation:{n}")
    for n in range(MOST_ATTEMPTS + 5):
        assert deliver(NOW + n * DAY) == (0, 0, 0)
    assert set(Notice.objects.values_list("state", "attempts", "leased_until")) == {
        ("queued", 0, None)
    }
    assert "nothing can be sent by mail: ConnectionRefusedError" in caplog.text

    with open_post_office() as (office, url):
        use_post_office(settings, url)
        assert deliver() == (3, 0, 0)
        assert len(office.mails) == 3


def test_sms_goes_out_while_the_mail_server_is_away(queue, settings, caplog):
    caplog.set_level("INFO")
    use_post_office(settings, f"smtp://127.0.0.1:{free_port()}")
    queue()
    queue(channel=Notice.Channel.SMS, recipient="+4520304050", spoken_code="ACEGHJK", language="en")
    assert deliver() == (1, 0, 0)
    assert (
        "SMS to +4520304050: Åhuset: your time is booked Thursday 10 December, 10:15–11:00"
        " with Bent Østergaard. Your code: ACEGHJK. Move or cancel: https://house.example.org/"
    ) in caplog.text


def test_busy_server_is_left_in_peace_until_the_next_round(queue, post_office):
    for n in range(3):
        queue(subject=f"conversation:{n}")
    post_office.answer = lambda mail: "421 too many mails, come back later"
    assert deliver() == (0, 0, 0)
    assert set(Notice.objects.values_list("attempts", flat=True)) == {0}


def test_server_that_hangs_up_costs_only_the_letter_it_hung_up_on(queue, post_office):
    queue(recipient="amal@example.org", subject="a")
    queue(recipient="clara@example.org", subject="b", uid="2")

    post_office.hangs_up_on = "amal@example.org"
    assert deliver() == (1, 1, 0)
    assert post_office.recipients == ["clara@example.org"]


@pytest.mark.parametrize("refuses_to_encrypt", [False, True])
def test_nothing_leaves_in_clear_when_the_server_will_not_encrypt(
    queue, settings, refuses_to_encrypt
):
    with open_post_office(refuses_to_encrypt=refuses_to_encrypt) as (office, url):
        use_post_office(settings, url.replace("smtp://", "smtp+tls://"))
        notice = queue()
        for _attempt in range(3):
            assert deliver() == (0, 0, 0)
        assert office.mails == []
        assert office.senders == []
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("queued", 0)


def test_notice_held_by_another_relay_is_left_alone_until_its_lease_is_over(queue, post_office):
    notice = queue()
    Notice.objects.filter(pk=notice.pk).update(leased_until=NOW + LEASE, attempts=1)
    assert deliver(NOW + LEASE - timedelta(seconds=1)) == (0, 0, 0)
    assert deliver(NOW + LEASE + timedelta(seconds=1)) == (1, 0, 0)


def test_letter_that_kills_the_relay_each_time_is_buried(queue, post_office):
    notice = queue()
    Notice.objects.filter(pk=notice.pk).update(leased_until=NOW, attempts=MOST_ATTEMPTS)
    assert deliver(NOW + LEASE) == (0, 0, 1)
    assert post_office.mails == []


def test_same_effect_has_the_same_message_id_in_every_attempt(queue, post_office):
    notice = queue(effect_key="booked:1")
    queue(effect_key="booked:2", subject="conversation:2")
    deliver()
    # As after a crash between the server's "250" and our mark.
    Notice.objects.filter(pk=notice.pk).update(
        state="queued", sent_at=None, payload=BOOKED, leased_until=NOW
    )
    assert deliver(NOW + LEASE) == (1, 0, 0)
    first, other, again = [mail["Message-ID"] for mail in post_office.mails]
    assert first == again != other


@pytest.mark.parametrize("waiting", [1, 30])
def test_one_letter_costs_five_statements_however_many_wait(queue, post_office, waiting):
    for n in range(waiting):
        queue(subject=f"conversation:{n}", due_at=NOW - timedelta(minutes=n))
    with CaptureQueriesContext(connection) as queries:
        assert deliver(limit=1) == (1, 0, 0)
    assert len(queries) == 5


def test_round_stops_at_its_limit(queue, post_office):
    for n in range(5):
        queue(subject=f"conversation:{n}")
    assert deliver(limit=3) == (3, 0, 0)
    assert deliver(limit=3) == (2, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_relay_refuses_to_send_inside_a_transaction(queue, post_office):
    with transaction.atomic():
        queue()
        with pytest.raises(RuntimeError):
            deliver()
    assert post_office.mails == []
