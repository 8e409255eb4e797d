"""Asking for a call, another time, and none after all."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from counsellors.callbacks.domain.asking import (
    FORM,
    begin_with_call,
    cancel_call,
    choose_window,
    open_call_of,
)
from counsellors.callbacks.domain.calling import take_call
from counsellors.callbacks.domain.refusals import (
    CallAlreadyAsked,
    NoCallToChange,
    NotInLine,
    SomebodyCallsNow,
    WindowIsFull,
)
from counsellors.callbacks.domain.windows import windows
from counsellors.callbacks.models import CallBack
from counsellors.chat.domain.ending import end_and_delete, end_thread
from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.chat.domain.starting import Beginning, claim_thread
from counsellors.chat.enums import WaitsAs
from counsellors.models import Event, Thread
from counsellors.safety.domain import Blocked, Whom, block
from jobcenter.limits.domain import TooManyAttempts
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.responsibility.story import account, choose

from .story import (
    DAY,
    HOUR,
    NOW,
    NUMBER,
    ask,
    at,
    fresh,
    keep_place,
    somebody,
    starts,
    talk_of,
    told,
    value,
)

pytestmark = pytest.mark.django_db


def begin(centre, **more):
    said = {"centre": centre, "token_hash": hash_of_link(new_link_secret()), "nickname": "Amal"}
    return begin_with_call(
        beginning=Beginning(waits_as=WaitsAs.CALL, **said),
        **({"phone": NUMBER, "window": value(at(13)), "form_key": mint_form_key(form=FORM),
            "address": "198.51.100.7", "now": NOW} | more),
    )  # fmt: skip


def fill(centre, bent, start):
    while start in starts(centre):
        ask(talk_of(bent), start, phone=f"+4520{CallBack.objects.count():06}")


def test_call_is_promised_in_its_window_and_told_in_the_thread(talk):
    call = ask(talk)

    assert (call.starts_at, call.ends_at, call.phone) == (at(13), at(15), NUMBER)
    assert told(talk.thread) == ["asked"]
    event = Event.objects.get(thread=talk.thread, kind="call_back")
    assert event.facts == {
        "call": call.public_id, "state": "asked",
        "from": "2026-12-01T12:00+00:00", "to": "2026-12-01T14:00+00:00",
    }  # fmt: skip


def test_number_is_in_no_event_of_the_thread(talk, bent):
    call = ask(talk)
    choose_window(thread=talk.fresh(), window=value(at(11, days=1)), now=NOW)
    take_call(call=call, counsellor=bent, now=NOW)

    said = json.dumps([[e.facts, e.words] for e in Event.objects.filter(thread=talk.thread)])
    assert NUMBER[3:] not in said


def test_asking_begins_a_thread_where_there_is_none(centre, bent):
    call = begin(centre)

    assert call.thread.waits_as == WaitsAs.CALL
    assert told(call.thread) == ["asked"]
    assert not Thread.objects.in_line().exists()


def test_same_form_again_is_the_same_call(talk):
    key = mint_form_key(form=FORM)

    assert ask(talk, form_key=key) == ask(talk, form_key=key)
    assert CallBack.objects.count() == 1
    assert told(talk.thread) == ["asked"]


def test_form_that_begins_a_call_twice_begins_one_thread(centre, bent):
    beginning = Beginning(centre=centre, token_hash=hash_of_link("hemmelig"), waits_as=WaitsAs.CALL)
    said = {"phone": NUMBER, "window": value(at(13)), "form_key": mint_form_key(form=FORM),
            "address": "198.51.100.7", "now": NOW}  # fmt: skip

    first, second = (begin_with_call(beginning=beginning, **said) for _ in range(2))
    assert first == second
    assert Thread.objects.count() == 1


def test_second_call_in_a_thread_is_refused_while_the_first_is_to_come(talk):
    ask(talk)

    with pytest.raises(CallAlreadyAsked):
        ask(talk, at(11, days=1))
    assert told(talk.thread) == ["asked"]


def test_full_window_is_refused_and_leaves_nothing(centre, talk):
    bent = talk.bent
    fill(centre, bent, at(13))
    before = talk.fresh().last_seq

    with pytest.raises(WindowIsFull):
        ask(talk)
    assert open_call_of(talk.thread) is None
    assert talk.fresh().last_seq == before


@pytest.mark.parametrize("window", ["", "2026-12-01T03:00Z", "2026-11-30T12:00Z", "i morgen"])
def test_window_that_is_none_is_refused(talk, window):
    with pytest.raises(WindowIsFull):
        ask(talk, window=window)


@pytest.mark.parametrize("end", [end_thread, end_and_delete])
def test_talk_that_is_over_begins_no_call(talk, end):
    end(seat=talk.amal, now=NOW)

    with pytest.raises(ThreadIsOver):
        ask(talk)
    assert not CallBack.objects.exists()


def test_whoever_asks_from_the_line_leaves_it(talk):
    assert Thread.objects.in_line().filter(pk=talk.thread.pk).exists()
    ask(talk)

    assert talk.fresh().waits_as == WaitsAs.CALL
    assert not Thread.objects.in_line().exists()


def test_place_in_line_is_kept_by_phone(talk):
    before = talk.fresh().started_at
    call = keep_place(talk, now=NOW + HOUR)

    assert call.keeps_a_place
    assert (talk.fresh().waits_as, talk.thread.grace_until) == (WaitsAs.PHONE, None)
    assert talk.thread.started_at == before
    assert Thread.objects.in_line().get() == talk.thread
    assert told(talk.thread) == ["place"]


def test_place_is_not_kept_for_whoever_is_not_in_line(bent):
    taken = talk_of(bent, taken=True)

    with pytest.raises(NotInLine):
        keep_place(taken)
    assert not CallBack.objects.exists()


def test_calling_off_a_kept_place_leads_back_into_the_line(talk):
    keep_place(talk)

    assert cancel_call(thread=talk.fresh(), now=NOW)
    assert talk.fresh().waits_as == WaitsAs.LINE
    assert talk.thread.grace_until > NOW


def test_another_window_gives_the_first_place_to_others(talk, centre, bent):
    call = ask(talk)
    choose_window(thread=talk.fresh(), window=value(at(11, days=1)), now=NOW)

    assert fresh(call).starts_at == at(11, days=1)
    assert {one.start: one.left for one in windows(centre=centre, now=NOW)}[at(13)] == 4
    assert told(talk.thread) == ["asked", "changed"]


def test_old_promise_stands_while_the_new_window_is_full(talk, centre, bent):
    call = ask(talk)
    fill(centre, bent, at(11, days=1))

    with pytest.raises(WindowIsFull):
        choose_window(thread=talk.fresh(), window=value(at(11, days=1)), now=NOW)
    assert fresh(call).starts_at == at(13)


def test_same_window_again_changes_nothing(talk):
    ask(talk)
    choose_window(thread=talk.fresh(), window=value(at(13)), now=NOW)

    assert told(talk.thread) == ["asked"]


def test_calling_off_deletes_the_number_at_once(talk):
    call = ask(talk)
    assert cancel_call(thread=talk.fresh(), now=NOW)

    gone = fresh(call)
    assert (gone.phone, gone.during, gone.state) == ("", None, "over")
    assert told(talk.thread) == ["asked", "cancelled"]
    assert not cancel_call(thread=talk.fresh(), now=NOW)


def test_nothing_is_changed_while_somebody_calls_or_without_a_call(talk, bent):
    with pytest.raises(NoCallToChange):
        choose_window(thread=talk.fresh(), window=value(at(13)), now=NOW)
    take_call(call=ask(talk), counsellor=bent, now=NOW)

    with pytest.raises(SomebodyCallsNow):
        cancel_call(thread=talk.fresh(), now=NOW)
    with pytest.raises(SomebodyCallsNow):
        choose_window(thread=talk.fresh(), window=value(at(11, days=1)), now=NOW)


def test_own_counsellor_is_asked_first_and_the_house_after_half_of_the_window(talk, bent, dorte):
    amal = account("amal@example.org")
    choose(amal, dorte)
    claim_thread(thread=talk.thread, user=amal, token_hash=bytes(talk.thread.token_hash), now=NOW)
    call = ask(talk)

    assert (call.counsellor, call.house_from) == (dorte, at(14))
    at_work = CallBack.objects.at_work
    assert not at_work(bent, now=at(13, 59)).exists()
    assert at_work(dorte, now=NOW).get() == at_work(bent, now=at(14)).get() == call


def test_own_counsellor_who_takes_no_calls_then_is_not_waited_for(centre, talk, bent):
    amal, clara = account("amal@example.org"), somebody(centre, last=11)
    choose(amal, clara)
    claim_thread(thread=talk.thread, user=amal, token_hash=bytes(talk.thread.token_hash), now=NOW)
    call = ask(talk)

    assert (call.counsellor, call.house_from) == (None, None)


def test_one_number_is_promised_a_few_calls_a_day(bent):
    for n in range(4):
        ask(talk_of(bent), at(13, days=n % 3))
    late = talk_of(bent)

    with pytest.raises(TooManyAttempts):
        ask(late, at(9, days=3))
    assert open_call_of(late.thread) is None
    ask(late, at(9, days=3), now=NOW + DAY)


def test_one_address_begins_a_few_calls_an_hour(centre, bent):
    for n in range(10):
        begin(centre, phone=f"+4520{n:06}", window=value(at(9, days=1 + n % 3)))

    with pytest.raises(TooManyAttempts):
        begin(centre, phone="+4520999999", window=value(at(9, days=6)))


def test_one_thread_changes_its_mind_a_dozen_times_an_hour(talk):
    ask(talk)
    for n in range(11):
        choose_window(thread=talk.fresh(), window=value(at(9, days=1 + n % 3)), now=NOW)

    with pytest.raises(TooManyAttempts):
        choose_window(thread=talk.fresh(), window=value(at(13)), now=NOW)


def test_erasing_a_talk_erases_its_call(talk):
    ask(talk)
    end_and_delete(seat=talk.amal, now=NOW + timedelta(minutes=1))

    assert not CallBack.objects.exists()


def test_who_may_not_write_for_a_while_is_not_called_either(bent):
    talk = talk_of(bent)
    thread = talk.fresh()
    whom = Whom(thread=thread.public_id, token_hash=bytes(thread.token_hash))
    block(
        whom=whom, reason="Du har truet en vejleder.", lasts=DAY,
        by=bent, centre=thread.centre, now=NOW,
    )  # fmt: skip

    with pytest.raises(Blocked):
        ask(talk)

    assert open_call_of(thread) is None
