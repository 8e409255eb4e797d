"""What comes after number M: without holes, bounded, and a fresh page when M is of no use."""

from __future__ import annotations

import logging

import pytest

from counsellors.chat.domain.ending import end_and_delete, erase_threads_of, forget_past_events
from counsellors.chat.domain.reading import latest_events
from counsellors.chat.domain.refusals import HoleInThread, ThreadIsOver
from counsellors.chat.domain.starting import claim_thread
from counsellors.models import Event, Participant, Thread
from jobcenter.audit.models import Change
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import hash_of_link
from tests.factories.accounts import UserFactory

from .story import DAY, NOW, begin, numbers_of, without_rule

pytestmark = pytest.mark.django_db
OLD = kept_for("chats") + DAY


@pytest.fixture
def talk():
    made = begin()
    for number in range(8):
        made.write(f"Besked {number}")
    return made


def test_inv5_what_comes_after_is_contiguous_and_bounded(talk):
    page = talk.after(2, at_most=3)

    assert [event.seq for event in page.events] == [3, 4, 5]
    assert (page.after, page.last, page.has_more, page.is_reset) == (2, 5, True, False)
    rest = talk.after(5)
    assert [event.seq for event in rest.events] == [6, 7, 8, 9, 10]
    assert not rest.has_more


def test_inv5_nothing_new_is_nothing(talk):
    page = talk.after(10)

    assert (page.events, page.last, page.is_reset) == ([], 10, False)


def test_inv5_a_hole_is_an_error_and_an_alert(talk, caplog):
    without_rule("events_go_from_the_old_end", "counsellors_event")
    Event.objects.filter(thread=talk.thread, seq=5).delete()

    with caplog.at_level(logging.CRITICAL), pytest.raises(HoleInThread):
        talk.after(3)
    assert "numbers [5] are missing" in caplog.text
    with pytest.raises(HoleInThread):
        latest_events(thread=talk.fresh())
    assert [event.seq for event in talk.after(5).events] == [6, 7, 8, 9, 10]


def test_inv5_older_than_retention_is_an_explicit_reset_with_a_fresh_page(talk):
    talk.write("Ny", now=NOW + OLD)
    forget_past_events(now=NOW + OLD)

    page = talk.after(3)
    assert page.is_reset
    assert [event.seq for event in page.events] == [11]
    assert not talk.after(10).is_reset
    assert numbers_of(talk.thread) == [11]


def test_inv5_page_that_is_open_loses_what_was_deleted(talk):
    end_and_delete(seat=talk.amal, now=NOW)

    for after in (0, 3, 10):
        page = talk.after(after)
        assert page.is_reset
        assert [event.kind for event in page.events] == ["erased"]
    assert not talk.after(11).is_reset


def test_inv5_a_number_from_a_time_that_was_restored_away_is_a_reset(talk):
    page = talk.after(4711)

    assert page.is_reset
    assert page.last == 10


def test_inv5_fresh_page_of_a_long_thread_is_its_end(talk):
    page = latest_events(thread=talk.fresh(), at_most=4)

    assert [event.seq for event in page.events] == [7, 8, 9, 10]
    assert page.after == 6


@pytest.mark.parametrize("events", [1, 8])
def test_inv5_reading_costs_the_same_whatever_there_is(events, talk, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        talk.after(10 - events)


def test_silent_thread_goes_altogether(talk):
    assert forget_past_events(now=NOW + kept_for("chats") - DAY) == 0

    assert forget_past_events(now=NOW + OLD) == 1
    assert (Thread.objects.count(), Event.objects.count(), Participant.objects.count()) == (0,) * 3
    assert forget_past_events(now=NOW + OLD) == 0


def test_deleting_now_leaves_no_word_and_one_number(talk):
    number = end_and_delete(seat=talk.amal, now=NOW)

    assert number == 11
    assert numbers_of(talk.thread) == [11]
    assert not Event.objects.exclude(words="").exists()
    thread = talk.fresh()
    assert (thread.citizen, thread.token_hash, thread.nickname) == (None, None, "")
    assert Change.objects.get(action="thread.erased").facts == {}
    # A page that is still open somewhere is told.
    page = talk.after(10)
    assert [(event.seq, event.kind) for event in page.events] == [(11, "erased")]
    assert talk.after(4).is_reset
    with pytest.raises(ThreadIsOver):
        end_and_delete(seat=talk.amal, now=NOW)


def test_erasing_somebody_erases_their_threads_and_nobody_elses(talk):
    amal = UserFactory()
    claim_thread(thread=talk.thread, user=amal, token_hash=hash_of_link(talk.secret), now=NOW)
    other = begin(bent=talk.bent)
    other.write("Claras")

    assert erase_threads_of(citizen=talk.fresh().citizen, now=NOW) == 1
    assert numbers_of(talk.thread) == [talk.fresh().last_seq]
    assert other.words == ["Claras"]
