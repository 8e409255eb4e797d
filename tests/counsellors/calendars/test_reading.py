"""A calendar comes in by its address; when it does not come, the old times hold."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from counsellors.availability.models import BusyCalendar, BusyTime
from counsellors.calendars.domain import reading
from counsellors.calendars.domain.feeding import calendar_of
from counsellors.calendars.domain.reading import claim_due_calendars
from counsellors.calendars.domain.subscribing import unsubscribe_calendar
from counsellors.calendars.enums import Problem
from counsellors.calendars.models import CalendarSubscription
from jobcenter.outbox.models import Notice
from jobcenter.shared.fetching.sealing import SealBroken, Way, seal, seal_anew, unseal
from tests.counsellors.availability.story import booked

from .story import (
    MONDAY,
    NOW,
    ONE,
    TWO,
    at,
    bent_with_an_account,
    busy_of,
    read,
    subscription,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_calendar_is_read_into_busy_times_without_a_title(server):
    one = read(subscription(server.says(TWO)))

    assert busy_of(one.counsellor) == ["23.11. 09.00–10.00", "24.11. 12.00–13.00"]
    assert (one.read_at, one.failing_since) == (NOW, None)
    assert NOW < one.due_at <= NOW + HOUR
    stored = [str(value) for row in BusyTime.objects.values_list() for value in row]
    assert not any("Dentist" in value for value in stored)


def test_unchanged_calendar_is_not_sent_again_but_read_whole_once_a_day(server):
    one = subscription(server.says(ONE, ETag='"v1"', Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT"))
    one = read(one)
    server.says(status=304)

    one = read(one, NOW + HOUR)
    asked = server.seen[-1].headers
    server.says(TWO, ETag='"v2"')
    later = read(one, NOW + timedelta(hours=25))

    assert (asked["if-none-match"], asked["if-modified-since"][:3]) == ('"v1"', "Fri")
    assert one.read_at == NOW + HOUR
    assert "if-none-match" not in server.seen[-1].headers
    assert (later.etag, len(busy_of(one.counsellor))) == ('"v2"', 2)


def test_server_that_says_unchanged_without_being_asked_is_not_believed(server):
    one = read(subscription(server.says(status=304)))

    assert one.read_at is None
    assert one.problem


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"status": 500}, Problem.UNREACHABLE),
        ({"status": 401}, Problem.LOGIN),
        ({"status": 404}, Problem.GONE),
        ({"body": b"<html>Log in</html>"}, Problem.UNREADABLE),
        ({"body": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT"}, Problem.UNREADABLE),
        ({"body": b""}, Problem.UNREADABLE),
    ],
)
def test_failing_calendar_keeps_the_old_busy_times_and_says_why(server, answer, problem):
    one = read(subscription(server.says(ONE)))
    server.says(**answer)

    one = read(one, NOW + HOUR)

    assert busy_of(one.counsellor) == ["23.11. 09.00–10.00"]
    assert (one.problem, one.failing_since, one.read_at) == (problem, NOW + HOUR, NOW)


def test_failing_calendar_is_asked_less_and_less_often_and_at_once_when_it_works_again(server):
    one = subscription(server.says(status=503))
    waits = []
    for number in range(7):
        one = read(one, NOW + number * HOUR)
        waits.append((one.due_at - NOW - number * HOUR) / timedelta(minutes=15))
    server.says(ONE)
    one = read(one, NOW + 8 * HOUR)

    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert (one.failures, one.problem, one.failing_since) == (0, "", None)
    assert one.due_at <= NOW + 9 * HOUR


def test_server_that_asks_for_patience_gets_it(server):
    one = read(subscription(server.says(status=429, Retry_After="7200")))

    assert one.due_at == NOW + 2 * HOUR


def test_wrong_password_is_not_tried_again_before_six_hours(server):
    one = read(subscription(server.says(status=401), user="bent", password="x"))

    assert (one.problem, one.due_at) == (Problem.LOGIN, NOW + 6 * HOUR)


def test_counsellor_gets_one_mail_after_a_day_and_another_only_after_it_has_worked(server):
    one = subscription(server.says(status=500))
    told = []
    for hours in (0, 23, 24, 48, 72):
        one = read(one, NOW + hours * HOUR)
        told.append(Notice.objects.filter(kind="calendar_failing").count())
    server.says(ONE)
    one = read(one, NOW + 80 * HOUR)
    server.says(status=500)
    for hours in (90, 120):
        one = read(one, NOW + hours * HOUR)

    assert told == [0, 0, 1, 1, 1]
    notices = Notice.objects.filter(kind="calendar_failing")
    assert notices.count() == 2
    assert notices[0].recipient == "bent@example.org"
    assert "127.0.0.1" not in str(notices[0].payload)


def test_mail_about_a_calendar_is_in_the_language_it_was_added_in(server):
    bent = bent_with_an_account()
    for language, address in (("da", "/vejleder/kalendere/"), ("en", "/en/vejleder/kalendere/")):
        one = subscription(
            server.says(status=500), counsellor=bent, name=language, page_language=language
        )
        for hours in (0, 24):
            one = read(one, NOW + hours * HOUR)

        notice = Notice.objects.filter(kind="calendar_failing").latest("pk")
        assert notice.language == language
        assert urlsplit(notice.payload["link"]).path == address


def test_calendar_removed_while_it_is_read_leaves_nothing_behind(server):
    bent = bent_with_an_account()

    one = subscription(server.says(ONE), counsellor=bent)
    way = unseal(one.sealed)
    fetched = reading._fetch(one, way, now=NOW, lookup=None)
    found = reading._read(one, fetched, now=NOW)
    unsubscribe_calendar(subscription=one, actor=bent.user)
    reading._keep(one, fetched, found, now=NOW)

    assert not BusyCalendar.objects.exists()
    assert not CalendarSubscription.objects.exists()


def test_conversations_of_our_own_feed_do_not_come_back_as_busy(server):
    bent = bent_with_an_account()
    conversation = booked(bent, bent.centres.get(), MONDAY, "9.00", "9.45")
    feed = calendar_of(bent, now=NOW).body
    both = feed.replace(b"END:VCALENDAR", b"\r\n".join(
        line.encode() for line in ("BEGIN:VEVENT", "UID:mine", "DTSTART:20261124T110000Z",
                                   "DTEND:20261124T120000Z", "END:VEVENT", "END:VCALENDAR")
    ))  # fmt: skip

    read(subscription(server.says(both), counsellor=bent))

    assert conversation.starts_at == at(MONDAY, "9.00")
    assert busy_of(bent) == ["24.11. 12.00–13.00"]


def test_due_calendars_are_claimed_once_and_again_when_nobody_read_them():
    one = subscription("http://127.0.0.1/a.ics")
    subscription("http://127.0.0.1/b.ics", counsellor=one.counsellor, name="b", due_at=NOW + HOUR)

    assert claim_due_calendars(now=NOW, limit=10) == [one.pk]
    assert claim_due_calendars(now=NOW, limit=10) == []
    assert claim_due_calendars(now=NOW + timedelta(minutes=6), limit=10) == [one.pk]


def test_address_and_password_are_sealed_and_open_with_a_retired_key(settings):
    old = settings.SECRET_KEY
    sealed = seal(Way("https://calendar.example.org/secret", "bent", "app-password"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [old]
    renewed = seal_anew(sealed)
    settings.SECRET_KEY_FALLBACKS = []

    assert "secret" not in sealed
    assert unseal(renewed).password == "app-password"
    with pytest.raises(SealBroken):
        unseal(sealed)


def test_calendar_whose_key_is_gone_says_so(server):
    one = read(subscription(server.says(ONE), sealed="gAAAAA"))

    assert one.problem == Problem.LOCKED
    assert server.seen == []


def test_secret_address_is_in_no_repr():
    assert "secret" not in repr(Way("https://x/secret", "secret", "secret"))


def test_house_starts_with_these_tables():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
