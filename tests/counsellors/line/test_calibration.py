"""Days at a house, simulated: what is promised must hold for the share we say.

People come as they like (Poisson, busier before noon), a few counsellors answer, one after the
other has a break, talks last as long as they last (log-normal), some lose patience. The rest is
the product: the same table, the same estimate, the same count of promises that held.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import log

import pytest

from counsellors.line.domain.waits import expected_wait, promises_kept
from counsellors.models import Wait
from jobcenter.centres.models import Centre

from .story import DAY, MINUTE, NOW, open_house

pytestmark = pytest.mark.django_db
HOURS = 6
BUSY = (1.3, 1.3, 1.1, 0.9, 0.8, 0.7)


@dataclass
class Day:
    """Everything that happens goes into the table at its time, in the order of the clock."""

    house: Centre
    opens: datetime
    chance: random.Random
    per_hour: float
    staff: int
    patience: float
    talk_minutes: float = 12
    line: list[tuple[Wait, datetime]] = field(default_factory=list)
    free_at: list[datetime] = field(default_factory=list)
    promised: int = 0
    unknown: int = 0

    def run(self) -> None:
        self.free_at = [self.opens] * self.staff
        breaks = [self.opens + timedelta(hours=2, minutes=30 * n) for n in range(self.staff)]
        for now in self._arrivals():
            while breaks and breaks[0] <= now:
                self._serve_until(breaks[0])
                heapq.heappush(
                    self.free_at, max(heapq.heappop(self.free_at), breaks.pop(0)) + 30 * MINUTE
                )
            self._serve_until(now)
            self._join(now)
        self._serve_until(self.opens + DAY)

    def _arrivals(self) -> list[datetime]:
        minutes, found = 0.0, []
        while minutes < HOURS * 60:
            rate = self.per_hour * BUSY[int(minutes // 60)] / 60
            minutes += self.chance.expovariate(rate)
            found.append(self.opens + minutes * MINUTE)
        return found[:-1]

    def _join(self, now: datetime) -> None:
        place = len(self.line) + 1
        found = expected_wait(centre=self.house, place=place, now=now)
        self.promised += found is not None
        self.unknown += found is None
        row = Wait.objects.create(
            centre=self.house,
            joined_at=now,
            place=place,
            promised_minutes=found.high_minutes if found else None,
        )
        self.line.append((row, now + self.chance.expovariate(1 / self.patience) * MINUTE))

    def _serve_until(self, until: datetime) -> None:
        while self.line and (at := max(self.free_at[0], self.line[0][0].joined_at)) <= until:
            self._lose_patience(at)
            if not self.line:
                return
            row, _gives_up = self.line.pop(0)
            at = max(at, row.joined_at)
            self._end(row, at, was_reached=True)
            heapq.heapreplace(self.free_at, at + self._talk())
        self._lose_patience(until)

    def _lose_patience(self, now: datetime) -> None:
        for row, gives_up in [one for one in self.line if one[1] <= now]:
            self.line.remove((row, gives_up))
            self._end(row, gives_up, was_reached=False)

    def _end(self, row: Wait, at: datetime, *, was_reached: bool) -> None:
        Wait.objects.filter(pk=row.pk).update(ended_at=at, was_reached=was_reached)

    def _talk(self) -> timedelta:
        spread = 0.6
        mean = log(self.talk_minutes) - spread**2 / 2
        return self.chance.lognormvariate(mean, spread) * MINUTE


KINDS = {
    "calm": {"per_hour": 8, "staff": 3, "patience": 60},
    "busy": {"per_hour": 14, "staff": 3, "patience": 40},
    "too busy": {"per_hour": 20, "staff": 3, "patience": 30},
}


@pytest.mark.parametrize("kind", KINDS)
def test_promises_of_simulated_days_hold_for_nine_of_ten(kind):
    house, chance = open_house(), random.Random(kind)
    days = [
        Day(house=house, opens=NOW - n * DAY - HOURS * 60 * MINUTE, chance=chance, **KINDS[kind])
        for n in range(6, -1, -1)
    ]
    for day in days:
        day.run()

    kept = promises_kept(centre=house, now=NOW + DAY)
    promised, unknown = sum(d.promised for d in days), sum(d.unknown for d in days)
    found = f"{promised} promised, {unknown} not known, {kept} % held"
    assert promised > 100, found
    assert 86 <= kept <= 98, found
