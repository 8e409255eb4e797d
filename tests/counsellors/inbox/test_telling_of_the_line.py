"""Somebody stands in line and nobody takes them: whoever was asked for them gets one mail."""

from __future__ import annotations

import pytest
import time_machine

from counsellors.chat.domain.reading import mark_read
from counsellors.chat.enums import WaitsAs
from counsellors.inbox.tasks import tell_who_waits_at_work
from counsellors.line.domain import leave_duty, route
from counsellors.line.domain.passing import ask_another_house, ask_the_house
from counsellors.line.domain.routes import ANSWERED_AT_HOME, ASKED_ALONE
from counsellors.models import Counsellor, Duty, Thread
from jobcenter.outbox.models import Notice
from tests.counsellors.chat.story import MINUTE, NOW, begin, seat_of
from tests.counsellors.line.story import arrive, open_house, own_counsellor, somebody_at, take, wait
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + 2 * MINUTE


@pytest.fixture
def house():
    return open_house()


def at_work(house, name: str, *, is_here: bool = True) -> Counsellor:
    user = UserFactory(email=f"{name}@example.org")
    return somebody_at(house, is_here=is_here, user=user, first_name=name.title(), slug=name)


@pytest.fixture
def bent(house) -> Counsellor:
    return at_work(house, "bent")


@pytest.fixture
def dorte(house) -> Counsellor:
    return at_work(house, "dorte")


def told() -> list[str]:
    kept = Notice.objects.filter(kind="somebody_in_line").order_by("recipient")
    return list(kept.values_list("recipient", flat=True))


def tick(at=SOON) -> list[str]:
    """One turn of the clock, and everybody told until then."""
    with time_machine.travel(at, tick=False):
        tell_who_waits_at_work()
    return told()


def test_whoever_is_on_duty_in_the_house_is_told_once_of_somebody_nobody_takes(bent, dorte):
    wait(bent, words="Er der nogen?")
    assert tick(NOW + MINUTE) == []
    for _ in range(2):
        assert tick() == ["bent@example.org", "dorte@example.org"]
    assert tick(NOW + 30 * MINUTE) == ["bent@example.org", "dorte@example.org"]

    notice = Notice.objects.filter(recipient="bent@example.org").get()
    assert notice.payload["link"].endswith("/vejleder/indbakke/")
    assert "Er der" not in str(notice.payload)
    assert "Amal" not in str(notice.payload)
    assert notice.useful_until is not None


def test_own_counsellor_is_told_first_and_alone_and_the_house_in_its_turn(house, bent, dorte):
    wait(bent, route=route(citizen=own_counsellor(bent), centre=house, now=NOW))
    assert tick() == ["bent@example.org"]

    asked = NOW + ASKED_ALONE
    ask_the_house(now=asked)
    assert tick(asked + MINUTE) == ["bent@example.org"]
    assert tick(asked + 2 * MINUTE) == ["bent@example.org", "dorte@example.org"]


def test_house_that_helps_is_told_when_it_is_asked(house, bent):
    far = open_house()
    at_work(far, "erik")
    wait(bent, route=route(citizen=None, centre=house, now=NOW))
    asked = NOW + ANSWERED_AT_HOME
    assert tick(asked) == ["bent@example.org"]

    assert ask_another_house(now=asked) == 1
    assert tick(asked + MINUTE) == ["bent@example.org"]
    assert tick(asked + 2 * MINUTE) == ["bent@example.org", "erik@example.org"]


def test_nobody_is_told_who_is_not_here_and_who_has_just_come_may_look_first(house, bent):
    at_work(house, "dorte", is_here=False)
    clara = at_work(house, "clara", is_here=False)
    wait(bent)
    Duty.objects.filter(counsellor=bent).update(lease_until=NOW + MINUTE)
    assert tick() == []

    arrive(clara, now=SOON)
    assert tick(SOON + MINUTE) == []
    assert tick(SOON + 2 * MINUTE) == ["clara@example.org"]


def test_talk_that_was_taken_and_a_letter_are_told_to_nobody(bent, dorte):
    take(wait(bent), by=dorte)
    letter = wait(bent)
    Thread.objects.filter(pk=letter.thread.pk).update(waits_as=WaitsAs.LETTER)

    assert tick() == []


def test_whoever_reads_or_writes_in_a_talk_sits_at_the_desk_and_sees_the_line(bent, dorte):
    talk = begin(bent=bent)
    asked = talk.write("Er du der?")
    wait(bent)
    mark_read(seat=seat_of(talk, bent), upto=asked, now=NOW + MINUTE)

    assert tick() == ["dorte@example.org"]
    # And has not been seen there since.
    assert tick(NOW + 4 * MINUTE) == ["bent@example.org", "dorte@example.org"]


def test_whoever_is_put_back_in_line_waits_anew(house, bent, dorte):
    talk = wait(bent)
    assert tick() == ["bent@example.org", "dorte@example.org"]
    take(talk, by=bent, now=NOW + 3 * MINUTE)
    leave_duty(counsellor=bent, now=NOW + 5 * MINUTE, put_back=True)

    assert tick(NOW + 6 * MINUTE) == ["bent@example.org", "dorte@example.org"]
    assert tick(NOW + 7 * MINUTE) == ["bent@example.org", *["dorte@example.org"] * 2]


def test_counsellor_without_a_working_account_is_written_to_by_nobody(bent):
    bent.user.is_active = False
    bent.user.save()
    wait(bent)

    assert tick() == []
