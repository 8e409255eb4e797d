"""Making the call, and what the clock does with what was forgotten."""

from __future__ import annotations

import pytest

from counsellors.callbacks.domain.asking import choose_window
from counsellors.callbacks.domain.calling import (
    called,
    calls_of_today,
    give_back,
    take_call,
    turn_the_clock,
)
from counsellors.callbacks.domain.refusals import CallIsOver, ColleagueCalls, TakeItFirst
from counsellors.callbacks.models import CallBack
from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.starting import claim_thread, take_thread
from counsellors.line.domain.places import place_of, say_place
from counsellors.line.domain.waits import settle_waits
from counsellors.models import Event, Participant, Thread, Wait
from jobcenter.outbox.models import Notice
from tests.counsellors.responsibility.story import account

from .story import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    NUMBER,
    ask,
    at,
    fresh,
    house,
    keep_place,
    somebody,
    talk_of,
    told,
    value,
)

pytestmark = pytest.mark.django_db
THEN = at(13, 5)


def take(call, counsellor, now=THEN):
    return take_call(call=call, counsellor=counsellor, now=now)


def missed(call, counsellor, now=THEN):
    take(call, counsellor, now)
    called(call=call, counsellor=counsellor, reached=False, now=now)


def listed(counsellor, now=THEN):
    return [one.call for one in calls_of_today(counsellor=counsellor, now=now)]


def test_whoever_calls_sits_in_the_talk_and_is_told_there(talk, bent):
    call = ask(talk)

    assert take(call, bent)
    assert not take(call, bent)
    assert talk.fresh().counsellor == bent
    assert told(talk.thread) == ["asked", "calling"]
    assert Thread.objects.on_the_desk_of(bent).get() == talk.thread


def test_slower_of_two_is_told_who_calls_and_sees_nothing(talk, bent, dorte):
    call = ask(talk)
    take(call, bent)
    before = talk.fresh().last_seq

    with pytest.raises(ColleagueCalls, match="Bent"):
        take(call, dorte)
    assert talk.fresh().last_seq == before
    assert not Participant.objects.filter(counsellor=dorte).exists()


def test_colleague_who_calls_sits_beside_the_counsellor_of_the_talk(bent, dorte):
    talk = talk_of(bent, taken=True)
    call = ask(talk)

    assert take(call, dorte, now=at(14, 1))
    assert talk.fresh().counsellor == bent
    assert Participant.objects.filter(thread=talk.thread, counsellor=dorte, left_at=None).exists()


def test_number_is_deleted_with_the_word_that_they_talked(talk, bent):
    call = ask(talk)
    take(call, bent)
    called(call=call, counsellor=bent, reached=True, now=THEN)

    gone = fresh(call)
    assert (gone.phone, gone.state, gone.taken_by, gone.during) == ("", "over", None, None)
    assert told(talk.thread) == ["asked", "calling", "talked"]
    assert NUMBER not in str(CallBack.objects.values().get())


def test_first_time_without_a_talk_offers_other_windows_and_keeps_the_number(talk, bent):
    call = ask(talk)
    missed(call, bent)

    offered = fresh(call)
    assert (offered.state, offered.during, offered.phone) == ("offered", None, NUMBER)
    assert offered.until == THEN + 3 * DAY
    assert told(talk.thread)[-1] == "not_reached"
    assert listed(bent) == []


def test_second_time_without_a_talk_deletes_the_number(talk, bent):
    call = ask(talk)
    missed(call, bent)
    choose_window(thread=talk.fresh(), window=value(at(9, days=1)), now=THEN)
    missed(call, bent, now=at(9, 10, days=1))

    gone = fresh(call)
    assert (gone.state, gone.phone, gone.is_last_try) == ("over", "", False)
    assert told(talk.thread)[-1] == "over"


def test_offer_is_written_once_to_whoever_has_an_account(talk, bent):
    amal = account("amal@example.org")
    claim_thread(thread=talk.thread, user=amal, token_hash=bytes(talk.thread.token_hash), now=NOW)
    missed(ask(talk), bent)

    letter = Notice.objects.get(kind="call_not_reached")
    assert letter.recipient == "amal@example.org"
    assert letter.payload["link"].endswith(f"/chat/{talk.thread.public_id}/ring-op/")
    assert NUMBER not in str(letter.payload)


def test_offer_to_somebody_without_an_account_stands_in_the_talk_alone(talk, bent):
    missed(ask(talk), bent)

    assert not Notice.objects.exists()


def test_call_given_back_is_on_everybodys_list_again(talk, bent, dorte):
    call = ask(talk)
    take(call, bent)
    give_back(call=call, counsellor=bent, now=THEN)

    assert listed(dorte) == listed(bent) == [call]
    assert take(call, dorte)


def test_only_whoever_calls_says_how_it_went(talk, bent, dorte):
    call = ask(talk)
    with pytest.raises(TakeItFirst):
        called(call=call, counsellor=bent, reached=True, now=THEN)
    take(call, bent)
    with pytest.raises(TakeItFirst):
        give_back(call=call, counsellor=dorte, now=THEN)
    called(call=call, counsellor=bent, reached=True, now=THEN)

    with pytest.raises(CallIsOver):
        called(call=call, counsellor=bent, reached=False, now=THEN)
    with pytest.raises(CallIsOver):
        take(call, dorte)
    assert told(talk.thread)[-1] == "talked"


def test_call_taken_and_forgotten_is_on_the_list_again(talk, bent, dorte):
    call = ask(talk)
    take(call, bent)

    assert turn_the_clock(now=THEN + 29 * MINUTE) == 0
    assert turn_the_clock(now=THEN + 30 * MINUTE) == 1
    assert listed(dorte, now=THEN + 30 * MINUTE) == [call]
    assert (fresh(call).phone, told(talk.thread)[-1]) == (NUMBER, "back")


def test_promise_nobody_kept_is_said_to_be_one(talk, bent):
    call = ask(talk)

    assert turn_the_clock(now=at(15, 59)) == 0
    assert calls_of_today(counsellor=bent, now=at(15, 59))[0].is_late
    assert turn_the_clock(now=at(16)) == 1
    assert turn_the_clock(now=at(16)) == 0
    assert (fresh(call).state, fresh(call).is_last_try) == ("offered", False)
    assert told(talk.thread)[-1] == "not_called"


def test_offer_nobody_took_up_ends_with_the_number(talk, bent):
    call = ask(talk)
    missed(call, bent)

    assert turn_the_clock(now=THEN + 3 * DAY - MINUTE) == 0
    assert turn_the_clock(now=THEN + 3 * DAY) == 1
    assert (fresh(call).phone, told(talk.thread)[-1]) == ("", "over")


def test_clock_runs_although_the_talk_has_ended(talk, bent):
    call = ask(talk)
    end_thread(seat=talk.amal, now=NOW + MINUTE)

    assert listed(bent) == [call]
    assert turn_the_clock(now=at(16)) == 1


def test_list_holds_todays_calls_of_ones_houses_the_earliest_first(centre, bent):
    first, second, later = (talk_of(bent) for _ in range(3))
    kept = keep_place(talk_of(bent))
    there = house()
    ask(talk_of(somebody(there)), phone="+4520000001")
    afternoon, noon = ask(first, at(13)), ask(second, at(11))
    ask(later, at(9, days=1), phone="+4520000002")

    assert listed(bent, now=NOW) == [kept, noon, afternoon]


def test_call_of_yesterday_is_on_the_list_until_the_clock_comes(talk, bent):
    call = ask(talk)

    assert listed(bent, now=NOW + DAY) == [call]


def test_kept_place_says_when_its_turn_has_come(bent):
    before, kept = talk_of(bent), talk_of(bent)
    keep_place(kept)
    assert not calls_of_today(counsellor=bent, now=NOW)[0].is_next

    take_thread(thread=before.thread, counsellor=bent, now=NOW)
    assert calls_of_today(counsellor=bent, now=NOW)[0].is_next


def test_kept_place_nobody_called_is_offered_other_windows(talk, bent):
    keep_place(talk)

    assert turn_the_clock(now=at(16)) == 1
    assert told(talk.thread)[-1] == "not_called"
    choose_window(thread=talk.fresh(), window=value(at(9, days=1)), now=at(16))
    assert talk.fresh().waits_as == "call"


def test_kept_place_nobody_called_is_given_up_and_the_next_one_moves_up(talk, bent):
    say_place(thread=talk.thread, now=NOW)
    keep_place(talk)
    clara = talk_of(bent)
    assert place_of(thread=clara.thread, now=NOW).number == 2

    turn_the_clock(now=at(16))

    assert place_of(thread=clara.thread, now=at(16)).number == 1
    assert place_of(thread=talk.fresh(), now=at(16)) is None
    left = Event.objects.get(thread=talk.thread, kind="queue_left")
    assert left.facts == {"why": "not_called"}
    settle_waits(now=at(16))
    wait = Wait.objects.get()
    assert (wait.ended_at, wait.was_reached) == (at(16), False)


def test_offer_after_a_call_to_a_talk_in_no_line_says_nothing_of_a_line(talk, bent):
    ask(talk)
    left = Event.objects.filter(thread=talk.thread, kind="queue_left")
    assert left.get().facts == {"why": "call"}

    turn_the_clock(now=at(16))

    assert left.count() == 1


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_asks_one_question(centre, bent, how_many, django_assert_num_queries):
    for n in range(how_many):
        ask(talk_of(bent), phone=f"+4520{n:06}")

    with django_assert_num_queries(1):
        assert [one.name for one in calls_of_today(counsellor=bent, now=NOW)] == ["Amal"] * how_many


def test_nothing_is_left_of_how_often_somebody_was_not_reached(talk, bent):
    """The thread tells it as long as the thread is kept; no row of calls, notices or counters."""
    call = ask(talk)
    missed(call, bent)
    choose_window(thread=talk.fresh(), window=value(at(9, days=1)), now=THEN)
    missed(call, bent, now=at(9, 10, days=1))
    kept = CallBack.objects.values().get(pk=call.pk)
    assert {kept[name] for name in ("counsellor_id", "taken_by_id", "taken_at", "slot")} == {None}

    clara = talk_of(bent)
    other = ask(clara)
    take(other, bent, now=NOW)
    called(call=other, counsellor=bent, reached=True, now=NOW)
    bare = ("state", "phone", "during", "slot", "is_last_try", "taken_by_id", "counsellor_id")
    there = CallBack.objects.values(*bare).get(pk=other.pk)
    assert there == {name: kept[name] for name in bare}


def test_late_second_try_takes_an_hour_to_be_said(talk, bent):
    ask(talk)

    assert turn_the_clock(now=at(15) + HOUR - MINUTE) == 0
