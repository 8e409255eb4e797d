"""Who has the talk, when several decide at once: one of them does, and the log says which.

The guard is one condition: a card ends once, whatever ends it. Its twin runs without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper

from counsellors.chat.domain.refusals import AlreadyHere
from counsellors.chat.domain.seating import (
    FORM,
    hand_over,
    invite,
    welcome_handover,
)
from counsellors.chat.domain.seats import Seat
from counsellors.chat.domain.starting import take_thread
from counsellors.chat.enums import Side
from counsellors.line.domain import decline_handover, put_back_in_line, return_what_is_due
from counsellors.models import Event, Participant, Thread, ThreadHandover
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import MINUTE, NOW, Talk, begin, numbers_of
from tests.factories.centres import CentreFactory
from tests.factories.counsellors import CounsellorFactory
from tests.races.arena import race, rounds
from tests.races.sabotage import without_constraint

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
SOON = NOW + 30 * MINUTE
STILL_STANDS = re.compile(r'"counsellors_threadhandover"\."state" IN \(%s, %s\)')


@contextmanager
def without_the_condition() -> Iterator[None]:
    """A card is ended whatever became of it before, as if nobody had asked."""
    execute = CursorWrapper.execute

    def execute_anyway(cursor: Any, sql: str, params: Any = None) -> Any:
        if sql.startswith('UPDATE "counsellors_threadhandover"') and STILL_STANDS.search(sql):
            sql = STILL_STANDS.sub("(%s, %s) IS NOT NULL", sql)
        return execute(cursor, sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", execute_anyway)
        yield


def seat_of(talk: Talk, counsellor: Any) -> Seat:
    return Seat(
        thread_id=talk.thread.pk, public_id=talk.thread.public_id, side=Side.COUNSELLOR,
        counsellor_id=counsellor.pk,
    )  # fmt: skip


def lent() -> tuple[Talk, ThreadHandover]:
    house = CentreFactory()
    talk = begin(bent=CounsellorFactory(centres=[house]))
    return talk, hands_over(talk, CounsellorFactory(centres=[house]), until=SOON)


def hands_over(talk: Talk, to: Any, *, seat: Seat | None = None, **more: Any) -> ThreadHandover:
    return hand_over(
        seat=seat or talk.at_work, to=to, why="Møde", form_key=mint_form_key(form=FORM),
        now=NOW, **({"until": None} | more),
    )  # fmt: skip


def ends_of(talk: Talk) -> Counter[str]:
    """What the log says became of the talk's cards, besides having been made."""
    told = Event.objects.filter(thread=talk.thread, kind="handover")
    return Counter(event.facts["state"] for event in told if event.facts["state"] != "waiting")


def settle(talk: Talk, card: ThreadHandover) -> Any:
    return [
        lambda: welcome_handover(card=card, seat=talk.amal, now=SOON),
        lambda: decline_handover(card=card, seat=talk.amal, now=SOON),
        lambda: return_what_is_due(now=SOON),
        lambda: decline_handover(card=card, seat=talk.amal, now=SOON),
        lambda: return_what_is_due(now=SOON),
    ]


def must_be_whole(talk: Talk) -> None:
    last = talk.fresh().last_seq
    assert numbers_of(talk.thread) == list(range(1, last + 1))
    sitting = Participant.objects.filter(
        thread=talk.thread, counsellor__isnull=False, left_at=None
    ).values_list("counsellor", flat=True)
    assert list(sitting) == [talk.thread.counsellor_id]


def test_card_that_is_accepted_declined_and_due_at_once_ends_once():
    for _ in range(rounds(8)):
        talk, card = lent()
        result = race(lambda _turn, t=talk, c=card: settle(t, c), lanes=5)

        assert result.errors == {}, [o.error for o in result.outcomes if o.error]
        ends = ends_of(talk)
        assert ends["declined"] + ends["returned"] == 1
        assert ends["fine"] <= 1
        card.refresh_from_db()
        assert ends[card.state] == 1
        assert talk.fresh().counsellor == talk.bent
        must_be_whole(talk)


def test_card_ends_more_than_once_where_nobody_asks_whether_it_stands():
    """The twin: it is told twice that somebody is back, or back by the clock after a no."""
    seen = 0
    with without_the_condition():
        for _ in range(rounds(8)):
            talk, card = lent()
            acts = [*[lambda t=talk, c=card: decline_handover(card=c, seat=t.amal, now=SOON)] * 3]
            result = race(lambda _turn, a=acts: a, lanes=3)
            assert set(result.errors) <= {"NotYourTalkAnyMore"}
            # The talk itself has moved on by then: a second no runs into whose it is.
            seen += result.errors["NotYourTalkAnyMore"] + max(0, ends_of(talk)["declined"] - 1)

    assert seen, "the race cannot see what the condition prevents"


def test_talk_handed_to_two_at_once_goes_to_one():
    for _ in range(rounds(8)):
        house = CentreFactory()
        talk = begin(bent=CounsellorFactory(centres=[house]))
        colleagues = [CounsellorFactory(centres=[house]) for _ in range(4)]
        acts = [lambda one=one, t=talk: hands_over(t, one) for one in colleagues]
        result = race(lambda _turn, a=acts: a, lanes=4)

        assert len(result.winners) == 1
        assert result.errors == {"NotYourTalkAnyMore": 3}
        assert talk.fresh().counsellor == result.winners[0].given_to
        assert ThreadHandover.objects.standing().filter(thread=talk.thread).count() == 1
        must_be_whole(talk)


def test_colleague_invited_by_two_tabs_comes_once():
    for _ in range(rounds(8)):
        house = CentreFactory()
        talk = begin(bent=CounsellorFactory(centres=[house]))
        dorte = CounsellorFactory(centres=[house])
        acts = [lambda t=talk, d=dorte: invite(seat=t.at_work, colleague=d, now=NOW)] * 4
        result = race(lambda _turn, a=acts: a, lanes=4)

        assert result.errors == {AlreadyHere.__name__: 3}
        assert talk.kinds.count("invited") == 1
        assert Participant.objects.filter(thread=talk.thread, counsellor=dorte).count() == 1


def test_colleague_sits_twice_where_neither_lock_nor_constraint_asks():
    """The twin of the place: looked up and made by hand, without the row's lock."""
    house = CentreFactory()
    bent, dorte = (CounsellorFactory(centres=[house]) for _ in range(2))

    def sit_down(talk: Talk) -> None:
        place = {"thread": talk.thread, "counsellor": dorte}
        if not Participant.objects.filter(**place).exists():
            Participant.objects.create(**place)

    twice = 0
    with without_constraint(Participant, "one_place_per_person_in_a_thread"):
        for _ in range(rounds(10)):
            talk = begin(bent=bent)
            race(lambda _turn, t=talk: [lambda: sit_down(t)] * 6, lanes=6)
            here = Participant.objects.filter(thread=talk.thread, counsellor=dorte)
            twice += here.count() > 1
            Participant.objects.all().delete()
            Thread.objects.update(counsellor=None, ended_at=NOW)

    assert twice, "the race cannot see what the constraint prevents"


def test_talk_given_back_handed_over_and_taken_at_once_has_one_holder_in_the_end():
    for _ in range(rounds(8)):
        house = CentreFactory()
        talk = begin(bent=CounsellorFactory(centres=[house]))
        dorte, frida = (CounsellorFactory(centres=[house]) for _ in range(2))
        acts = [
            lambda t=talk: put_back_in_line(holder=t.at_work, now=NOW),
            lambda t=talk, d=dorte: hands_over(t, d),
            lambda t=talk, f=frida: take_thread(thread=t.thread, counsellor=f, now=NOW),
        ]
        result = race(lambda _turn, a=acts: a, lanes=3)

        assert set(result.errors) <= {"NotYourTalkAnyMore"}
        thread = talk.fresh()
        assert numbers_of(thread) == list(range(1, thread.last_seq + 1))
        here = Participant.objects.filter(
            thread=thread, counsellor__isnull=False, left_at=None
        ).values_list("counsellor", flat=True)
        assert list(here) == ([thread.counsellor_id] if thread.counsellor_id else [])
        # Handed over or given back: never both of what Bent had only once.
        moved = [e for e in talk.kinds[2:] if e in {"handover", "queue_joined"}]
        assert len(moved) == 1
