"""When a counsellor is gone, nobody is left talking to an empty chair."""

from __future__ import annotations

import pytest

from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.reading import mark_read
from counsellors.chat.enums import EventKind, WaitsAs
from counsellors.line.domain import (
    TalksGoOn,
    end_run_out_duties,
    leave_duty,
    live_talks_of,
    place_of,
    rejoin,
    route,
    say_place,
    take_up,
)
from counsellors.line.domain.passing import ask_the_house, give_up_places
from counsellors.line.domain.routes import GRACE
from counsellors.models import Duty, Event, Participant, Thread, Wait
from tests.counsellors.chat.story import happens

from .story import (
    DAY,
    MINUTE,
    NOW,
    open_house,
    own_counsellor,
    past_waits,
    said,
    somebody_at,
    take,
    wait,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return open_house()


@pytest.fixture
def bent(house):
    return somebody_at(house)


@pytest.fixture
def talk(bent):
    """Amal has waited for six minutes and talks with Bent now."""
    talk = wait(bent, at=NOW - 6 * MINUTE)
    take(talk)
    return talk


def the_browser_is_gone(counsellor):
    Duty.objects.filter(counsellor=counsellor).update(since=NOW - DAY, lease_until=NOW)


def test_whoever_talks_is_asked_to_finish_or_hand_over_first(bent, talk):
    with pytest.raises(TalksGoOn) as refused:
        leave_duty(counsellor=bent, now=NOW)

    assert refused.value.talks == [talk.thread]
    assert Duty.objects.filter(counsellor=bent).exists()
    assert talk.fresh().counsellor == bent


def test_whoever_has_finished_can_leave(bent, talk):
    end_thread(seat=talk.at_work, now=NOW)

    assert leave_duty(counsellor=bent, now=NOW)
    assert not leave_duty(counsellor=bent, now=NOW)


def waits_as(talk, kind):
    Thread.objects.filter(pk=talk.thread.pk).update(waits_as=kind)
    return talk


def rings_up(talk, *states):
    """What the call-backs tell in the thread; see counsellors/callbacks."""
    for state in states:
        happens(talk, EventKind.CALL_BACK, facts={"state": state})


def test_old_talk_and_letter_nobody_sits_before_stay_with_whoever_had_them(bent, talk):
    letter = waits_as(wait(bent, words="Kære hus"), WaitsAs.LETTER)
    take(letter)
    letter.answer("Kære Amal")
    later = NOW + 31 * MINUTE
    talk.answer("Er du der endnu?", now=later - MINUTE)

    assert leave_duty(counsellor=bent, now=later)
    assert talk.fresh().counsellor == letter.fresh().counsellor == bent


@pytest.mark.parametrize("began_as", [WaitsAs.LETTER, WaitsAs.CALL])
def test_whoever_never_stood_in_line_and_talks_now_is_told_and_stands_where_the_talk_began(
    house, bent, began_as
):
    somebody_at(house)
    talk = waits_as(wait(bent, at=NOW - DAY), began_as)
    other = wait(bent, at=NOW - 6 * MINUTE)
    take(talk)
    behind = wait(bent, at=NOW + MINUTE)
    talk.read(talk.answer("Hej, nu er jeg her"))
    with pytest.raises(TalksGoOn):
        leave_duty(counsellor=bent, now=NOW)
    the_browser_is_gone(bent)

    assert end_run_out_duties(now=NOW + 2 * MINUTE) == 1
    assert said(talk) == ["in_line_now"]
    assert (talk.fresh().counsellor, talk.thread.waits_as) == (None, WaitsAs.LINE)
    places = [place_of(thread=one.fresh(), now=NOW).number for one in (other, talk, behind)]
    assert places == [1, 2, 3]


def test_whoever_has_talked_on_the_phone_is_not_put_in_line_before_those_who_wait(bent):
    talk = waits_as(wait(bent, at=NOW - DAY), WaitsAs.CALL)
    take(talk)
    talk.read(talk.answer("Jeg ringer nu"))
    rings_up(talk, "calling", "talked")
    assert not live_talks_of(counsellor=bent, now=NOW)
    talk.read(talk.answer("Tak for snakken"))
    assert not live_talks_of(counsellor=bent, now=NOW)

    talk.write("Der var lige én ting mere")
    assert list(live_talks_of(counsellor=bent, now=NOW)) == [talk.thread]


def test_whoever_waits_for_a_call_waits_for_no_answer_here(bent):
    for kind in (WaitsAs.CALL, WaitsAs.PHONE):
        talk = waits_as(wait(bent, at=NOW - DAY, words="Ring gerne"), kind)
        take(talk)
        rings_up(talk, "calling")

    assert leave_duty(counsellor=bent, now=NOW)
    assert talk.fresh().counsellor == bent


def test_talk_that_is_put_back_stands_at_its_old_place(house, bent, talk):
    later = wait(bent, at=NOW - 2 * MINUTE)
    leave_duty(counsellor=bent, now=NOW, put_back=True)

    assert talk.fresh().counsellor is None
    assert talk.thread.started_at == NOW - 6 * MINUTE
    assert place_of(thread=talk.thread, now=NOW).number == 1
    assert place_of(thread=later.fresh(), now=NOW).number == 2
    assert said(talk) == ["gone"]


def test_browser_that_is_gone_ends_the_duty_and_the_citizen_is_told(house, bent, talk):
    dorte = somebody_at(house)
    rights = talk.fresh().rights_version
    the_browser_is_gone(bent)

    assert end_run_out_duties(now=NOW) == 1
    assert not Duty.objects.filter(counsellor=bent).exists()
    assert said(talk) == ["gone"]
    assert talk.fresh().rights_version == rights + 1
    # Bent may read it no longer, unless it waits at his house; Dorte can take it.
    assert Participant.objects.get(thread=talk.thread, counsellor=bent).left_at == NOW
    assert take(talk, by=dorte)
    assert end_run_out_duties(now=NOW) == 0


def test_duty_that_lasts_is_left_alone(bent, talk):
    assert end_run_out_duties(now=NOW) == 0
    assert talk.fresh().counsellor == bent


def test_nothing_that_is_kept_says_who_was_gone(bent, talk):
    the_browser_is_gone(bent)
    end_run_out_duties(now=NOW)

    event = Event.objects.filter(thread=talk.thread).latest("seq")
    assert (event.side, event.counsellor, event.facts) == ("house", None, {"why": "gone"})


def test_house_need_not_wait_for_somebody_who_is_gone(house, bent):
    talk = wait(bent, route=route(citizen=own_counsellor(bent), centre=house, now=NOW))
    the_browser_is_gone(bent)
    end_run_out_duties(now=NOW)

    assert ask_the_house(now=NOW) == 1
    assert said(talk) == ["team"]


def test_browser_that_waits_in_another_thread_already_is_not_put_in_line_twice(bent, talk):
    other = wait(bent, secret=talk.secret)

    leave_duty(counsellor=bent, now=NOW, put_back=True)
    assert talk.fresh().counsellor == bent
    assert said(talk) == []
    assert place_of(thread=other.fresh(), now=NOW).number == 1


def test_second_wait_is_a_wait_of_its_own(bent):
    talk = wait(bent, at=NOW - 6 * MINUTE)
    Wait.objects.create(
        thread=talk.thread, centre=talk.thread.centre, joined_at=NOW - 6 * MINUTE, place=1,
        promised_minutes=8,
    )  # fmt: skip
    take(talk, now=NOW - MINUTE)
    leave_duty(counsellor=bent, now=NOW, put_back=True)

    first, second = Wait.objects.order_by("joined_at")
    assert (first.was_reached, first.ended_at, first.thread) == (True, NOW - MINUTE, None)
    assert (second.joined_at, second.thread, second.promised_minutes) == (NOW, talk.thread, None)


def test_what_may_be_expected_is_promised_anew_from_the_moment_one_is_back(house, bent, talk):
    somebody_at(house)
    past_waits(house, *range(2, 12))
    leave_duty(counsellor=bent, now=NOW, put_back=True)

    again = Wait.objects.get(thread=talk.thread)
    assert (again.joined_at, again.place, again.promised_minutes) == (NOW, 1, 11)
    place = say_place(thread=talk.fresh(), now=NOW + MINUTE)
    # Six minutes before the first answer count for nothing now.
    assert (place.promised, place.wait.low_minutes) == (11, 1)


def test_whoever_comes_back_after_their_place_was_given_up_joins_again_at_the_end(house, bent):
    talk = wait(bent, route=route(citizen=None, centre=house, now=NOW))
    give_up_places(now=NOW + GRACE)
    other = wait(bent, at=NOW + MINUTE)
    later = NOW + GRACE + MINUTE
    waiting = Thread.objects.select_related("citizen", "centre").get(pk=talk.thread.pk)

    assert rejoin(thread=waiting, now=later)
    thread = talk.fresh()
    assert (thread.waits_as, thread.started_at) == (WaitsAs.LINE, later)
    assert thread.grace_until == later + GRACE
    assert said(talk) == ["away", "back"]
    assert place_of(thread=thread, now=later).number == 2
    assert place_of(thread=other.fresh(), now=later).number == 1
    assert not rejoin(thread=thread, now=later)


def test_letter_that_was_taken_cannot_join_the_line(bent):
    talk = wait(bent)
    Thread.objects.filter(pk=talk.thread.pk).update(waits_as=WaitsAs.LETTER)
    take(talk)

    assert not rejoin(thread=talk.fresh(), now=NOW)
    assert said(talk) == []


def test_live_talks_are_those_in_which_the_other_did_something_lately(bent, talk):
    assert list(live_talks_of(counsellor=bent, now=NOW)) == [talk.thread]
    later = NOW + 31 * MINUTE
    asked = talk.answer("Er du der?", now=later)
    assert not live_talks_of(counsellor=bent, now=later)

    mark_read(seat=talk.amal, upto=asked, now=later)
    assert list(live_talks_of(counsellor=bent, now=later)) == [talk.thread]


@pytest.mark.parametrize(
    ("written", "closes", "is_on_duty"),
    [(NOW, 900, True), (NOW, 540, False), (NOW - DAY, 900, False)],
)
def test_whoever_answers_a_letter_is_on_duty_where_somebody_may_sit_before_it(
    written, closes, is_on_duty
):
    house = open_house()
    house.opening_hours.update(minutes=(480, closes))
    bent = somebody_at(house, is_here=False)
    letter = waits_as(wait(bent, words="Kære hus", now=written), WaitsAs.LETTER)

    assert take_up(thread=letter.fresh(), counsellor=bent, now=NOW + MINUTE)
    assert Duty.objects.filter(counsellor=bent).exists() == is_on_duty
