"""Mail to whom somebody waits for: after three unread minutes, once, without a word of theirs."""

from __future__ import annotations

import pytest
import time_machine

from counsellors.chat.domain.reading import mark_read
from counsellors.chat.domain.seating import FORM, hand_over
from counsellors.chat.domain.waiting import claim_who_waits
from counsellors.chat.enums import Side
from counsellors.inbox.tasks import tell_who_waits_at_work
from counsellors.models import Participant
from jobcenter.outbox.models import Notice
from jobcenter.submissions.domain import mint_form_key
from tests.counsellors.chat.story import MINUTE, NOW

from .story import bent_and_dorte, with_bent, works_here

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + 4 * MINUTE


@pytest.fixture
def bent():
    with time_machine.travel(NOW, tick=False):
        bent, dorte = bent_and_dorte()
        works_here(bent)
        works_here(dorte)
        yield bent


def told() -> list[str]:
    kept = Notice.objects.filter(kind="somebody_waits").order_by("pk")
    return list(kept.values_list("recipient", flat=True))


def tick(at=LATER) -> None:
    with time_machine.travel(at, tick=False):
        tell_who_waits_at_work()


def test_counsellor_is_told_once_for_what_is_unread(bent):
    talk = with_bent(bent)
    talk.write("Er du der, Bent?")
    tick(NOW + 2 * MINUTE)
    assert told() == []
    for _ in range(2):
        tick()

    assert told() == ["bent@example.org"]
    notice = Notice.objects.get(kind="somebody_waits")
    assert notice.effect_key == f"chat:{talk.thread.pk}:{bent.pk}:3"
    assert notice.payload["link"].endswith(f"/vejleder/indbakke/{talk.thread.public_id}/")
    assert "Er du der" not in str(notice.payload)
    assert "Amal" not in str(notice.payload)


def test_next_message_is_told_anew(bent):
    talk = with_bent(bent)
    talk.write("Er du der?")
    tick()
    talk.write("Hallo?")
    tick(LATER + 4 * MINUTE)

    assert told() == ["bent@example.org"] * 2


def test_who_has_read_is_not_told(bent):
    talk = with_bent(bent)
    mark_read(seat=talk.at_work, upto=talk.write("Hej"), now=NOW)
    tick()

    assert told() == []


def test_who_takes_over_is_told_and_who_gave_it_is_not(bent):
    from counsellors.models import Counsellor

    talk = with_bent(bent)
    talk.write("Er du der?")
    hand_over(
        seat=talk.at_work, to=Counsellor.objects.get(slug="dorte"), why="Møde", until=None,
        form_key=mint_form_key(form=FORM), now=NOW,
    )  # fmt: skip
    tick()

    assert told() == ["dorte@example.org"]


def test_citizens_letters_are_left_to_whoever_writes_them(bent):
    talk = with_bent(bent)
    talk.answer("Hej Amal")
    tick()

    place = Participant.objects.get(thread=talk.thread, counsellor=None)
    assert place.told_seq == 0
    from django.db import transaction

    with transaction.atomic():
        [waits] = claim_who_waits(now=LATER, side=Side.CITIZEN)
    assert waits.counsellor_id is None


def test_counsellor_without_an_account_is_written_to_by_nobody(bent):
    bent.user.is_active = False
    bent.user.save()
    talk = with_bent(bent)
    talk.write("Er du der?")
    tick()

    assert told() == []
