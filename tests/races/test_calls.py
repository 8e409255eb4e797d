"""Many at once: a window holds as many calls as it has places, and one of two makes the call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper

from counsellors.callbacks.domain.asking import cancel_call
from counsellors.callbacks.domain.calling import called, take_call
from counsellors.callbacks.domain.windows import windows
from counsellors.callbacks.enums import State
from counsellors.callbacks.models import CallBack
from counsellors.models import Event
from tests.counsellors.callbacks.story import NOW, ask, at, house, somebody, talk_of, told
from tests.races.arena import race, rounds
from tests.races.sabotage import without_constraint

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
# Bent's half hours between one and three. Whoever is third in a row to lose tries no more.
PLACES, CALLERS = 2, 8


def rush():
    """Eight ask at the same moment for the last two places."""
    centre = house()
    bent = somebody(centre, first=13, last=14)
    talks = [talk_of(bent) for _ in range(CALLERS)]
    assert windows(centre=centre, now=NOW)[0].left == PLACES
    acts = [
        lambda talk=talk, n=n: ask(talk, at(13), phone=f"+4520{n:06}")
        for n, talk in enumerate(talks)
    ]
    return race(lambda _turn: acts, lanes=CALLERS)


def test_window_promises_no_more_calls_than_it_has_places():
    result = rush()

    assert len(result.winners) == CallBack.objects.promised().count() == PLACES
    assert set(result.errors) <= {"WindowIsFull", "PlaceInWindowTaken"}
    assert Event.objects.filter(kind="call_back").count() == PLACES


def test_window_promises_too_many_without_the_constraint():
    with without_constraint(CallBack, "one_call_per_place_of_a_window"):
        result = rush()
        assert len(result.winners) > PLACES


@contextmanager
def whoever_comes_takes_it() -> Iterator[None]:
    """The taking itself no longer asks whether the call still waits."""
    execute = CursorWrapper.execute

    def execute_anyway(cursor: Any, sql: str, params: Any = None) -> Any:
        if sql.startswith('UPDATE "counsellors_callback"') and '"taken_at" = ' in sql:
            cut = sql.replace('"counsellors_callback"."state" = %s)', "%s = 'waiting')")
            return execute(cursor, cut, params)
        return execute(cursor, sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", execute_anyway)
        yield


def both_take():
    centre = house()
    bent, dorte = somebody(centre), somebody(centre, first_name="Dorte")
    taken: dict[int, int] = {}

    def of_round(turn: int):
        call = ask(talk_of(bent), at(9, days=turn % 3 + 1), phone=f"+4520{turn:06}")
        taken[turn] = call.pk
        return [
            lambda who=who: take_call(call=call, counsellor=who, now=NOW) for who in (bent, dorte)
        ]

    return race(of_round, rounds=rounds(6), lanes=2)


def test_one_of_two_makes_the_call_and_the_other_is_told_who():
    result = both_take()

    assert all(sum(one.won for one in one_round) == 1 for one_round in result.by_round)
    assert set(result.errors) == {"ColleagueCalls"}
    assert CallBack.objects.filter(state=State.CALLING).count() == len(result.by_round)


def test_both_would_call_if_the_taking_did_not_ask():
    with whoever_comes_takes_it():
        result = both_take()

    assert any(sum(one.won for one in one_round) == 2 for one_round in result.by_round)


def test_call_is_called_off_or_taken_and_never_both():
    """Whoever calls it off while somebody takes it: one of them, and the thread tells which."""
    bent = somebody(house())

    def of_round(turn: int):
        talk = talk_of(bent)
        call = ask(talk, at(9, days=turn % 3 + 1), phone=f"+4520{turn:06}")
        return [
            lambda: take_call(call=call, counsellor=bent, now=NOW),
            lambda: cancel_call(thread=talk.thread, now=NOW),
        ]

    result = race(of_round, rounds=rounds(6), lanes=2)

    assert all(sum(one.won for one in one_round) == 1 for one_round in result.by_round)
    assert set(result.errors) <= {"CallIsOver", "SomebodyCallsNow"}
    for call in CallBack.objects.all():
        assert told(call.thread)[1:] == ["cancelled" if call.state == State.OVER else "calling"]


def test_two_answers_of_one_call_are_one():
    bent = somebody(house())
    talk = talk_of(bent)
    call = ask(talk)
    take_call(call=call, counsellor=bent, now=NOW)
    acts = [
        lambda reached=reached: called(call=call, counsellor=bent, reached=reached, now=NOW)
        for reached in (True, False)
    ]

    result = race(lambda _turn: acts, lanes=2)

    assert sum(one.won for one in result.outcomes) == 1
    assert len(told(talk.thread)) == 3
