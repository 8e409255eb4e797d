"""Many team leads open the page at the same moment: one draw, the same for all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from citizens.models import Sample, SampledReading
from citizens.oversight.domain.drawing import LOOKS_IN_A_SAMPLE, sample_of
from citizens.oversight.domain.looking import say_of_look
from citizens.oversight.enums import Verdict
from jobcenter.outbox.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory
from tests.jobcenter.audit.log import NOW, look, recorded
from tests.races.arena import Race, race, rounds
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
LEADS = 8


def houses_with_looks(how_many: int):
    houses = [CentreFactory() for _ in range(how_many)]
    for house in houses:
        seen = [look(f"{house.pk}-{n}", centre_id=house.pk) for n in range(40)]
        recorded(*seen, now=NOW - timedelta(days=6))
    return houses


def everybody_opens(houses) -> Race:
    return race(
        lambda turn: [lambda: sample_of(centre=houses[turn], now=NOW)] * LEADS,
        rounds=len(houses),
        lanes=LEADS,
    )


def test_sample_is_drawn_once():
    houses = houses_with_looks(rounds(5))

    result = everybody_opens(houses)

    assert not result.errors
    assert Sample.objects.count() == len(houses)
    assert SampledReading.objects.count() == LOOKS_IN_A_SAMPLE * len(houses)


def test_without_the_rule_it_is_drawn_again_and_again():
    """The same with the guard switched off: it must fail, or the test above proves nothing."""
    houses = houses_with_looks(rounds(5))

    with without_constraint(Sample, "one_sample_per_house_and_week"):
        everybody_opens(houses)
        drawn = Sample.objects.count()

    assert drawn > len(houses)


def everybody_asks(houses) -> Race:
    looks = [sample_of(centre=house, now=NOW).readings.first() for house in houses]
    leads = [UserFactory() for _ in range(LEADS)]

    def ask(turn: int, lead: int):
        return lambda: say_of_look(
            sampled=looks[turn], verdict=Verdict.ASK, words=f"Hvad {lead}?", by=leads[lead], now=NOW
        )

    return race(
        lambda turn: [ask(turn, lead) for lead in range(LEADS)], rounds=len(houses), lanes=LEADS
    )


def test_of_many_questions_about_one_look_one_is_asked():
    houses = houses_with_looks(rounds(5))

    result = everybody_asks(houses)

    assert len(result.winners) == Notice.objects.count() == len(houses)
    assert result.errors == {"SaidAlready": (LEADS - 1) * len(houses)}


def test_without_the_lock_several_say_something():
    houses = houses_with_looks(rounds(5))

    with without_row_locks():
        result = everybody_asks(houses)

    assert len(result.winners) > len(houses)
