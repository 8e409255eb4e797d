"""Many talks at once: nobody notices below the measure, and beyond it each costs some work."""

from __future__ import annotations

import hashlib
from itertools import count
from time import time

import pytest
import time_machine

from counsellors.chat.domain.starting import FORM, Beginning, start_thread
from counsellors.chat.enums import EventKind, WaitsAs
from counsellors.line.domain import may_join, rejoin
from counsellors.models import Sighting, Thread
from counsellors.safety.domain import WorkFirst, is_flooded
from counsellors.safety.domain.flooding import BITS, CALM_AT_LEAST, LATELY, is_solved
from jobcenter.shared.secrets import hash_of_link, new_link_secret
from jobcenter.submissions.domain import FormAlreadyUsed, mint_form_key
from tests.counsellors.chat.story import MINUTE, NOW, begin, happens
from tests.factories.accounts import UserFactory
from tests.factories.centres import CentreFactory

pytestmark = pytest.mark.django_db


def flood(talks: int = CALM_AT_LEAST + 1) -> None:
    Sighting.objects.bulk_create(
        Sighting(thread=f"t{n}", address_hash=b"x" * 32, has_account=False, at=NOW)
        for n in range(talks)
    )


def work_for(key: str) -> str:
    """What static/js/puzzle.js does."""
    begun = hashlib.sha256(f"{key}:".encode())
    for number in count():
        tried = begun.copy()
        tried.update(str(number).encode())
        if int.from_bytes(tried.digest()[:4]) >> (32 - BITS) == 0:
            return str(number)
    raise AssertionError


def start(key: str, work: str = "", **more) -> Thread:
    said = {"token_hash": hash_of_link(new_link_secret()), "centre": CentreFactory()} | more
    return start_thread(
        beginning=Beginning(words="Hej", work=work, **said),
        form_key=key, address="198.51.100.7", now=NOW,
    )  # fmt: skip


def test_nobody_works_below_the_measure_and_not_for_talks_of_accounts():
    flood(CALM_AT_LEAST)
    assert not is_flooded(now=NOW)
    Sighting.objects.all().update(has_account=True)
    Sighting.objects.create(thread="x", address_hash=b"x" * 32, has_account=False, at=NOW)
    assert not is_flooded(now=NOW)
    assert start(mint_form_key(form=FORM))


@pytest.mark.parametrize(("houses", "most"), [(1, 60), (12, 60), (13, 65), (90, 450)])
def test_what_is_calm_grows_with_the_houses_people_can_choose(houses, most):
    for _ in range(houses):
        CentreFactory()
    CentreFactory(is_published=False)
    flood(most)
    assert not is_flooded(now=NOW)

    Sighting.objects.create(thread="x", address_hash=b"x" * 32, has_account=False, at=NOW)
    assert is_flooded(now=NOW)


def test_measure_of_a_house_is_a_setting(settings):
    settings.CALM_TALKS_PER_HOUSE = 100
    CentreFactory()
    flood(99)

    assert not is_flooded(now=NOW)


def test_letter_costs_no_work_and_is_no_way_into_the_line_while_the_flood_lasts():
    flood()
    key = mint_form_key(form=FORM)
    letter = start(key, waits_as=WaitsAs.LETTER)
    assert not may_join(thread=letter, now=NOW)
    with pytest.raises(WorkFirst):
        rejoin(thread=letter, now=NOW)
    assert Thread.objects.get().waits_as == WaitsAs.LETTER

    assert rejoin(thread=letter, now=NOW + LATELY)


def test_whoever_has_stood_in_line_comes_back_to_it_also_in_a_flood():
    talk = begin(taken=False)
    Thread.objects.update(waits_as=WaitsAs.LETTER)
    happens(talk, EventKind.QUEUE_LEFT, facts={"why": "away"})
    flood()

    assert rejoin(thread=Thread.objects.get(), now=NOW)


def test_flood_ends_by_itself():
    flood()

    assert is_flooded(now=NOW + MINUTE)
    assert not is_flooded(now=NOW + LATELY)


def test_talk_is_refused_without_work_and_begins_with_it():
    flood()
    key = mint_form_key(form=FORM)

    with pytest.raises(WorkFirst):
        start(key)
    with pytest.raises(WorkFirst):
        start(key, "0" * 21)
    assert not Thread.objects.exists()
    assert start(key, work_for(key))


def test_work_is_for_one_form_and_one_use():
    flood()
    key, other = mint_form_key(form=FORM), mint_form_key(form=FORM)
    work, house = work_for(key), CentreFactory()
    secret = hash_of_link(new_link_secret())

    first = start(key, work, centre=house, token_hash=secret)

    assert start(key, work, centre=house, token_hash=secret) == first
    with pytest.raises(FormAlreadyUsed):
        start(key, work, centre=house)
    with pytest.raises(WorkFirst):
        start(other, work)


def test_work_for_a_key_of_ones_own_or_an_old_one_is_none():
    key = "my-own-key:1"
    assert not is_solved(form=FORM, key=key, answer=work_for(key))


def test_somebody_logged_in_is_not_asked_for_work():
    flood()

    assert begin(user=UserFactory(), token_hash=None, taken=False)


def test_work_that_was_done_long_ago_is_none():
    key = mint_form_key(form=FORM)
    work = work_for(key)

    assert is_solved(form=FORM, key=key, answer=work)
    with time_machine.travel(time() + 31 * 60):
        assert not is_solved(form=FORM, key=key, answer=work)
