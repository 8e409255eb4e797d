"""Bent and Dorte at one house, at noon of one day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from counsellors.models import Counsellor
from tests.counsellors.chat.story import NOW

from .story import bent_and_dorte, works_here


@pytest.fixture
def people() -> Iterator[tuple[Counsellor, Counsellor]]:
    with time_machine.travel(NOW, tick=False):
        yield bent_and_dorte()


@pytest.fixture
def bent(people: tuple[Counsellor, Counsellor]) -> Counsellor:
    return people[0]


@pytest.fixture
def dorte(people: tuple[Counsellor, Counsellor]) -> Counsellor:
    return people[1]


@pytest.fixture
def bents(bent: Counsellor) -> Client:
    return works_here(bent)
