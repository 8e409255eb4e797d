"""Asking again with a date: nothing is sent before something has changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from events.activities.models import ActivityDate
from events.feeds.domain import standing
from events.feeds.domain.standing import standing_since
from jobcenter.centres.models import Centre
from tests.factories.centres import CentreFactory
from tests.factories.events import once, public_activity
from tests.races.arena import race

from .conftest import soon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_stands")]
CALENDAR, ATOM, DATA = "/det-sker/kalender.ics", "/det-sker/atom.xml", "/det-sker/api/datoer/"
NOW = datetime(2026, 11, 22, 12, 0, 0, 400_000, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def one(time_machine) -> ActivityDate:
    activity = public_activity(once(soon()), centre=CentreFactory(name="Havnehuset"))
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    return activity.dates.get()


def _addresses(one: ActivityDate) -> list[str]:
    return [
        CALENDAR, ATOM, DATA, f"{CALENDAR}?q=job&hus={one.activity.centre.slug}",
        f"{DATA}{one.public_id}/", f"/det-sker/{one.public_id}/kalender.ics",
        "/det-sker/api/openapi.json",
    ]  # fmt: skip


def test_a_date_alone_is_enough_while_nothing_has_changed(client, one, time_machine):
    for address in _addresses(one):
        first = client.get(address)
        time_machine.shift(timedelta(minutes=1))
        again = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})

        assert (again.status_code, again.content) == (304, b""), address
        assert again["Last-Modified"] == first["Last-Modified"]
        assert again["ETag"] == first["ETag"]
        assert client.get(address)["Last-Modified"] == first["Last-Modified"]
        earlier = http_date(parse_http_date(first["Last-Modified"]) - 1)
        asked = client.get(address, headers={"If-Modified-Since": earlier})
        assert (asked.status_code, bool(asked.content)) == (200, True)


@pytest.mark.parametrize("address", [CALENDAR, ATOM, DATA])
def test_a_house_that_is_renamed_is_news_although_no_date_changed(
    client, one, time_machine, address
):
    first = client.get(address)
    Centre.objects.update(name="Huset ved havnen")
    time_machine.shift(timedelta(minutes=1))
    again = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})

    assert again.status_code == 200
    assert parse_http_date(again["Last-Modified"]) > parse_http_date(first["Last-Modified"])


@pytest.mark.parametrize("address", [CALENDAR, ATOM, DATA])
def test_of_a_name_and_a_date_the_name_counts(client, one, time_machine, address):
    first = client.get(address)
    time_machine.shift(timedelta(minutes=1))
    late = http_date(parse_http_date(first["Last-Modified"]) + 3600)

    other = {"If-None-Match": '"another"', "If-Modified-Since": late}
    assert client.get(address, headers=other).status_code == 200
    same = {"If-None-Match": first["ETag"], "If-Modified-Since": http_date(0)}
    assert client.get(address, headers=same).status_code == 304


@pytest.mark.parametrize("address", [CALENDAR, ATOM, DATA])
def test_a_date_costs_no_query(client, one, address, django_assert_max_num_queries):
    known = client.get(address)["Last-Modified"]
    with django_assert_max_num_queries(3):
        again = client.get(address, headers={"If-Modified-Since": known})
    assert again.status_code == 304


def test_two_answers_of_one_second_do_not_share_it():
    """The second one is told of from the next second on."""
    first = standing_since("a", fingerprint="old", now=NOW)
    second = standing_since("a", fingerprint="new", now=NOW)
    later = standing_since("a", fingerprint="new", now=NOW + A_SECOND)

    assert first == NOW.replace(microsecond=0)
    assert second is None
    assert later == first + A_SECOND


def test_what_comes_back_to_what_it_was_is_new_all_the_same():
    moments = [
        standing_since("a", fingerprint=said, now=NOW + n * A_SECOND)
        for n, said in enumerate(["old", "new", "old"])
    ]

    assert moments == sorted(set(moments))


def test_a_clock_that_went_wrong_does_not_keep_the_date_away():
    standing_since("a", fingerprint="old", now=NOW + timedelta(days=400))

    assert standing_since("a", fingerprint="new", now=NOW) == NOW.replace(microsecond=0)


def test_of_many_who_meet_a_change_at_once_all_are_told_the_same():
    standing_since("a", fingerprint="old", now=NOW)
    acts = [lambda: standing_since("a", fingerprint="new", now=NOW + 5 * A_SECOND)] * 12
    run = race(lambda _round: acts, rounds=1, lanes=6)

    assert len(run.winners) == 12
    assert len(set(run.winners)) == 1


def test_without_redis_the_whole_feed_is_sent_and_no_date(client, one, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    standing._redis.begin_anew()
    answer = client.get(CALENDAR, headers={"If-Modified-Since": http_date(4_000_000_000)})

    assert answer.status_code == 200
    assert "Last-Modified" not in answer
    assert client.get(CALENDAR, headers={"If-None-Match": answer["ETag"]}).status_code == 304
