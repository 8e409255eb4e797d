"""Two hands at one place in line: one of them has it, whoever is first."""

from __future__ import annotations

import pytest

from counsellors.chat.domain import starting
from counsellors.chat.domain.ending import end_thread
from counsellors.chat.domain.refusals import ThreadIsOver
from counsellors.chat.domain.starting import Route, take_thread
from counsellors.chat.enums import WaitsAs
from counsellors.duty import domain as duty_domain
from counsellors.duty.domain import LEASE, end_if_run_out, go_on_duty, stay_on_duty
from counsellors.line.domain import still_here
from counsellors.line.domain.passing import give_up_places
from counsellors.line.domain.returning import Why, put_back_in_line
from counsellors.models import Duty, Thread, Wait
from tests.counsellors.chat.story import MINUTE, NOW, begin
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.races.arena import race, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
ROUNDS = rounds(8)


def waiting_talks(count: int, **more):
    house = CentreFactory()
    bent = CounsellorFactory(centres=[house])
    return [begin(taken=False, bent=bent, **more) for _ in range(count)]


def take_acts(talk, team):
    return [
        lambda one=one: take_thread(thread=talk.thread, counsellor=one, now=NOW) for one in team
    ]


def test_of_many_who_take_the_same_thread_one_has_it():
    talks = waiting_talks(ROUNDS)
    team = [CounsellorFactory(centres=[talks[0].thread.centre]) for _ in range(8)]
    result = race(lambda turn: take_acts(talks[turn], team), rounds=ROUNDS, lanes=8)

    assert result.errors == {}
    for talk, outcomes in zip(talks, result.by_round, strict=True):
        assert sum(outcome.value for outcome in outcomes) == 1
        assert talk.fresh().counsellor in team
        assert talk.kinds == ["queue_joined", "taken"]


def test_many_have_it_where_nobody_asks_whether_it_is_free(monkeypatch):
    """The twin: without the condition in the UPDATE, every one of them believes to have it."""
    talks = waiting_talks(ROUNDS)
    team = [CounsellorFactory(centres=[talks[0].thread.centre]) for _ in range(8)]
    filtered = Thread.objects.filter
    monkeypatch.setattr(
        starting.Thread.objects, "filter",
        lambda **asked: filtered(**{k: v for k, v in asked.items() if k != "counsellor"}),
    )  # fmt: skip
    result = race(lambda turn: take_acts(talks[turn], team), rounds=ROUNDS, lanes=8)

    assert any(sum(outcome.value for outcome in one) > 1 for one in result.by_round)


def test_thread_is_taken_or_left_and_both_know():
    talks = waiting_talks(ROUNDS)

    def acts(turn):
        talk = talks[turn]
        return [
            lambda: take_thread(thread=talk.thread, counsellor=talk.bent, now=NOW),
            lambda: end_thread(seat=talk.amal, now=NOW),
        ]

    result = race(acts, rounds=ROUNDS, lanes=2)

    assert set(result.errors) <= {ThreadIsOver.__name__}
    for talk, (taking, leaving) in zip(talks, result.by_round, strict=True):
        assert leaving.won
        assert talk.fresh().ended_at == NOW
        # Taken first, and then ended; or ended, and nobody took it.
        assert talk.kinds == (
            ["queue_joined", "taken", "ended"] if taking.won else ["queue_joined", "ended"]
        )
        assert (talk.thread.counsellor == talk.bent) == taking.won


def test_place_is_given_up_or_held_and_never_both():
    route = Route(grace_until=NOW)
    talks = waiting_talks(ROUNDS, route=route)

    def acts(turn):
        # A sign of the browser that comes with the last second, and the clockwork.
        return [
            lambda: still_here(thread=talks[turn].thread, now=NOW),
            lambda: give_up_places(now=NOW),
        ]

    result = race(acts, rounds=ROUNDS, lanes=2)

    assert result.errors == {}
    for talk, (sign, _clockwork) in zip(talks, result.by_round, strict=True):
        thread = talk.fresh()
        assert (thread.waits_as == WaitsAs.LINE) == sign.value
        assert ("queue_left" in talk.kinds) != sign.value


def test_talk_is_put_back_once_however_many_end_the_duty():
    talks = [begin(bent=CounsellorFactory(centres=[CentreFactory()])) for _ in range(ROUNDS)]

    def acts(turn):
        talk = talks[turn]
        return [lambda: put_back_in_line(holder=talk.at_work, why=Why.GONE, now=NOW)] * 4

    result = race(acts, rounds=ROUNDS, lanes=4)

    assert result.errors == {"NotYourTalkAnyMore": 3 * ROUNDS}
    for talk in talks:
        assert talk.kinds == ["queue_joined", "taken", "queue_joined"]
        assert Wait.objects.filter(thread=talk.thread).count() == 1


def duties(count: int) -> list[Duty]:
    house = CentreFactory()
    made = [
        go_on_duty(counsellor=CounsellorFactory(centres=[house]), centre=house, now=NOW)
        for _ in range(count)
    ]
    Duty.objects.update(lease_until=NOW + LEASE)
    return made


def renewal_and_end(duty: Duty):
    """The clocks of two machines are never quite alike: for one of them the lease has run out."""
    return [
        lambda: stay_on_duty(counsellor=duty.counsellor, now=NOW + LEASE - MINUTE / 60),
        lambda: end_if_run_out(duty=duty, now=NOW + LEASE + MINUTE / 60),
    ]


def test_duty_is_renewed_or_ended_and_never_both():
    made = duties(rounds(30))
    result = race(lambda turn: renewal_and_end(made[turn]), rounds=len(made), lanes=2)

    assert result.errors == {}
    for duty, (stayed, ended) in zip(made, result.by_round, strict=True):
        assert stayed.value != ended.value
        assert Duty.objects.filter(pk=duty.pk).exists() == stayed.value


def test_duty_is_renewed_and_ended_where_looking_and_ending_are_two_steps(monkeypatch):
    """The twin: look first, then delete by the key alone."""

    def look_then_delete(*, duty, now):
        if not Duty.objects.run_out(now).filter(pk=duty.pk).exists():
            return False
        Duty.objects.filter(pk=duty.pk).delete()
        return True

    monkeypatch.setattr(duty_domain, "end_if_run_out", look_then_delete)
    made = duties(rounds(200))

    def acts(turn):
        stay, _end = renewal_and_end(made[turn])
        return [
            stay,
            lambda: duty_domain.end_if_run_out(duty=made[turn], now=NOW + LEASE + MINUTE / 60),
        ]

    result = race(acts, rounds=len(made), lanes=2)

    assert any(stayed.value and ended.value for stayed, ended in result.by_round)
