"""A phone number and a spoken code open what the secret link opens."""

from __future__ import annotations

import pytest

from counsellors.conversations.domain.reading import conversation_by_code
from counsellors.conversations.domain.refusals import CodeDoesNotFit
from counsellors.conversations.domain.secrets import link_secret_of, spoken_code_of
from jobcenter.limits.domain import TooManyAttempts
from tests.counsellors.conversations.story import NOW, at, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(scene):
    return scene.book(email="", phone="+4520304050")


def find(*, phone="20 30 40 50", code, address="192.0.2.7", now=NOW):
    return conversation_by_code(phone=phone, code=code, address=address, now=now)


def test_number_and_code_open_the_conversation_as_people_write_them(hers):
    code = hers.spoken_code
    for written in (code, code.lower(), f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
        assert find(code=written) == hers.conversation


def test_the_code_leads_to_the_secret_link(hers):
    assert link_secret_of(find(code=hers.spoken_code)) == hers.link_secret


def test_the_code_stays_the_same_when_the_conversation_moves(hers):
    moved = move(hers.conversation, at(11)).conversation

    assert spoken_code_of(moved) == hers.spoken_code
    assert find(code=hers.spoken_code) == moved


def test_a_wrong_code_and_a_wrong_number_look_the_same(hers):
    said = set()
    for wrong in (
        {"code": "AAAAAAA"},
        {"code": hers.spoken_code, "phone": "20304051"},
        {"code": hers.spoken_code, "phone": "not a number"},
        {"code": ""},
    ):
        with pytest.raises(CodeDoesNotFit) as refused:
            find(**wrong)
        said.add(str(refused.value))
    assert len(said) == 1


def test_the_code_is_dead_once_the_conversation_is_over(hers):
    with pytest.raises(CodeDoesNotFit):
        find(code=hers.spoken_code, now=at(9, 45))


def test_tries_are_counted_per_address_right_or_wrong(hers):
    for turn in range(20):
        if turn % 2:
            assert find(code=hers.spoken_code)
        else:
            with pytest.raises(CodeDoesNotFit):
                find(code="AAAAAAA")

    with pytest.raises(TooManyAttempts):
        find(code=hers.spoken_code)
    assert find(code=hers.spoken_code, address="192.0.2.8") == hers.conversation


def test_rotating_within_one_network_is_one_address(hers):
    for turn in range(20):
        with pytest.raises(CodeDoesNotFit):
            find(code="AAAAAAA", address=f"2001:db8:1:2::{turn:x}")

    with pytest.raises(TooManyAttempts):
        find(code="AAAAAAA", address="2001:db8:1:2:ffff::1")
