"""I cover for a colleague: only while they are away, only what lies in that time, no notes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.models import Absence
from jobcenter.audit.models import Reading
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.covering.conftest import at_work
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory

pytestmark = pytest.mark.django_db
LIST = "/vejleder/daekker/"


def shown(desk) -> str:
    answer = desk.browser.get(LIST)
    assert answer.status_code == 200
    return answer.content.decode()


def test_conversations_of_an_absent_colleague_are_shown_and_written_down(
    desk, dorte, talk, bent_is_away
):
    html = shown(desk)

    for words in ("Amal", "Booket hos Bent Østergaard", "20 11 11 11", "amal@example.org"):
        assert words in html
    row = Reading.objects.get()
    assert (row.citizen, row.why, row.way) == (talk.citizen.public_id, "cover", "list")
    assert (row.reader_name, row.centre_id) == (dorte.name, talk.centre_id)
    assert row.kinds == ["name", "contact", "time"]


def test_what_amal_wrote_to_bent_is_not_shown(desk, talk, bent_is_away):
    assert "hemmelige" not in shown(desk)


def test_nothing_is_shown_while_nobody_is_away(desk, talk):
    assert "Amal" not in shown(desk)
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "away",
    [
        period(NOW - timedelta(days=2), NOW - timedelta(days=1)),
        period(at(8), at(16)),
    ],
    ids=["was away", "will be away"],
)
def test_absence_of_another_time_opens_nothing(desk, bent, talk, away):
    Absence.objects.create(counsellor=bent, during=away)

    assert "Amal" not in shown(desk)


def test_only_conversations_within_the_absence_are_shown(scene, desk, bent, talk):
    Absence.objects.create(counsellor=bent, during=period(NOW, at(12)))
    scene.book(name="Senere", email="senere@example.org", start=at(9, weeks=1))

    html = shown(desk)
    assert "Amal" in html
    assert "Senere" not in html


def test_cancelled_conversations_are_not_shown(desk, talk, bent_is_away):
    talk.status, talk.cancelled_at = "cancelled", NOW
    talk.save(update_fields=["status", "cancelled_at"])

    assert "Amal" not in shown(desk)


def test_absent_colleague_of_another_house_stays_unseen(desk, elsewhere):
    Absence.objects.create(counsellor=elsewhere.counsellor, during=period(NOW, at(23)))

    assert "Clara" not in shown(desk)
    assert not Reading.objects.exists()


def test_conversation_of_a_colleague_at_a_house_that_is_not_mine_stays_unseen(
    scene, desk, bent, elsewhere, bent_is_away
):
    bent.centres.add(elsewhere.centre)
    ConversationFactory(
        counsellor=bent, centre=elsewhere.centre, topic=scene.topic, name="Fremmed",
        citizen=CitizenFactory(), starts_at=at(11), ends_at=at(12),
    )  # fmt: skip

    assert "Fremmed" not in shown(desk)


def test_own_absence_shows_nothing_new(scene, bent, talk, bent_is_away):
    assert "Amal" not in shown(at_work(bent, scene))


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_many(
    scene, desk, bent, bent_is_away, count, django_assert_num_queries
):
    for number in range(count):
        ConversationFactory(
            counsellor=bent, centre=scene.centre, topic=scene.topic, citizen=CitizenFactory(),
            starts_at=at(9 + number), ends_at=at(10 + number),
        )  # fmt: skip
    shown(desk)

    # Session, person, role, second factor, counsellor, count and list in a savepoint, the log.
    with django_assert_num_queries(10):
        assert shown(desk).count("Booket hos") == count


def test_long_list_comes_in_pages_and_only_what_is_shown_is_written_down(
    desk, scene, bent, bent_is_away
):
    for number in range(25):
        ConversationFactory(
            counsellor=bent, centre=scene.centre, topic=scene.topic, name=f"P{number}x",
            citizen=CitizenFactory(), starts_at=at(8) + timedelta(minutes=10 * number),
            ends_at=at(8) + timedelta(minutes=10 * number + 10),
        )  # fmt: skip

    first = shown(desk)
    assert ("P19x" in first, "P20x" in first) == (True, False)
    assert Reading.objects.count() == 20
    assert "P20x" in desk.browser.get(LIST, {"page": "2"}).content.decode()
