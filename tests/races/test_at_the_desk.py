"""Outside the hours, from the web and through the door: three ways to one hour of Bent's."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest

from counsellors.conversations.domain.booking import FORM, book_at_the_desk, book_conversation
from counsellors.conversations.domain.senders import AtTheDesk
from counsellors.models import Conversation, Counsellor
from jobcenter.audit.models import Change
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.conversations.story import Scene, at, set_the_scene
from tests.counsellors.desk.story import at_work
from tests.races.arena import Act, race, rounds
from tests.races.sabotage import without_constraint, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

# Bent works until three, and 14.15 is on offer when no notice is asked. From the door to it are
# three minutes: too few for a conversation, so each of the three times excludes the others.
DOOR = at(14, 12)
WEB = at(14, 15)
LATER = at(14, 16)
REFUSED = {"TimeAlreadyTaken", "AlreadyTalking", "NextOneIsComing", "TimeIsNotOnOffer"}


def three_ways(scene: Scene, bent: Counsellor, turn: int) -> list[Act]:
    """Staff at 14.16 with a word why, Amal at 14.15 on the web, somebody at the door at 14.12."""
    door = at_work(bent, scene.centre)
    return [
        _at_the_desk(scene, door, f"desk.{turn}@example.org", outside_hours="kun da"),
        _on_the_web(scene, bent, turn),
        _at_the_desk(scene, door, f"door.{turn}@example.org", starts_now=True),
    ]


def _on_the_web(scene: Scene, bent: Counsellor, turn: int) -> Act:
    request = scene.request(counsellor=bent.slug, start=WEB, email=f"web.{turn}@example.org")
    key, address = mint_form_key(form=FORM), f"10.9.{turn // 250}.{turn % 250}"
    return lambda: book_conversation(request=request, form_key=key, address=address, now=DOOR)


def _at_the_desk(
    scene: Scene, bent: Counsellor, email: str, *, outside_hours: str = "", starts_now: bool = False
) -> Act:
    assert bent.user is not None
    mode = "in_person" if starts_now else "phone"
    request = scene.request(counsellor=bent.slug, start=LATER, email=email, mode=mode)
    desk = AtTheDesk(by=bent, user=bent.user, outside_hours=outside_hours, starts_now=starts_now)
    key = mint_form_key(form=FORM)
    return lambda: book_at_the_desk(request=request, desk=desk, form_key=key, now=DOOR)


def overlapping(rows: list[Conversation]) -> int:
    """How many pairs of one counsellor's conversations share a minute."""
    return sum(
        one.counsellor_id == other.counsellor_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        for n, one in enumerate(rows)
        for other in rows[n + 1 :]
    )


def test_one_of_three_ways_to_the_same_minutes_stands():
    scene = set_the_scene(rooms=60, minimum_notice_minutes=0)
    how_often = rounds(40)

    result = race(
        lambda turn: three_ways(scene, scene.colleague(slug=f"rival-{turn}"), turn),
        rounds=how_often,
        lanes=3,
    )

    booked = list(Conversation.objects.booked())
    assert overlapping(booked) == 0
    assert set(result.errors) <= REFUSED, result.errors
    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [1] * how_often
    assert len(booked) == len(result.winners)
    assert Notice.objects.filter(kind="conversation_booked").count() == len(booked)
    assert Change.objects.filter(action="conversation.booked").count() == len(booked)


def test_of_twenty_at_one_minute_exactly_one_stands():
    """Ten through the door, ten by colleagues with a word why, all for this very minute of Bent."""
    scene = set_the_scene(rooms=30, minimum_notice_minutes=0)

    result = race(lambda turn: _twenty(scene, turn), rounds=rounds(10), lanes=20)

    assert [sum(o.won for o in one_round) for one_round in result.by_round] == [1] * rounds(10)
    assert set(result.errors) <= REFUSED, result.errors


def _twenty(scene: Scene, turn: int) -> list[Act]:
    bent = at_work(scene.colleague(slug=f"rival-{turn}"), scene.centre)
    return [one for n in range(10) for one in _same_minute(scene, bent, f"{turn}.{n}")]


def _same_minute(scene: Scene, bent: Counsellor, who: str) -> list[Act]:
    """A minute ahead leaves no five minutes before it: the door and the desk exclude each other."""
    assert bent.user is not None
    start = DOOR + timedelta(minutes=1)
    request = scene.request(counsellor=bent.slug, start=start, email=f"desk{who}@example.org")
    desk = AtTheDesk(by=bent, user=bent.user, outside_hours="kun da")
    key = mint_form_key(form=FORM)
    return [
        lambda: book_at_the_desk(request=request, desk=desk, form_key=key, now=DOOR),
        _at_the_desk(scene, bent, f"door{who}@example.org", starts_now=True),
    ]


def test_without_the_guards_one_counsellor_sits_in_two_conversations():
    scene = set_the_scene(rooms=60, minimum_notice_minutes=0)
    with ExitStack() as off:
        off.enter_context(
            without_constraint(Conversation, "one_conversation_at_a_time_per_counsellor")
        )
        off.enter_context(without_row_locks())
        race(lambda turn: _twenty(scene, turn), rounds=5, lanes=20)

        assert overlapping(list(Conversation.objects.booked())) > 0
