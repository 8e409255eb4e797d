"""I cover for a colleague: what I agreed to or took, while they are away, and no notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from counsellors.covering.tasks import forget_openings
from counsellors.models import Absence, Cover, TakenOn
from jobcenter.audit.models import Change, Reading
from jobcenter.shared.periods import period
from tests.counsellors.conversations.story import NOW, at
from tests.counsellors.covering.conftest import at_work
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db
LIST = "/vejleder/daekker/"


def shown(desk) -> str:
    answer = desk.browser.get(LIST)
    assert answer.status_code == 200
    return answer.content.decode()


def take(desk, conversation, *, instead_of: str = ""):
    return desk.browser.post(f"{LIST}{conversation.public_id}/tag/", {"instead_of": instead_of})


def agree(covering, absent, *, says_yes: bool = True) -> Cover:
    (house,) = absent.centres.all()
    days = DateRange(NOW.date(), at(9).date() + timedelta(days=21), "[)")
    return Cover.objects.create(
        centre=house, absent=absent, covering=covering, during=days, made_at=NOW,
        said_yes_at=NOW if says_yes else None,
    )  # fmt: skip


@pytest.fixture
def covers(dorte, bent) -> Cover:
    return agree(dorte, bent)


@pytest.mark.parametrize("asked", [None, "asked", "yes on another day"])
def test_line_names_nobody_and_writes_nothing_to_a_colleague_who_has_agreed_to_nothing(
    desk, dorte, bent, talk, bent_is_away, asked
):
    if asked:
        cover = agree(dorte, bent, says_yes=asked != "asked")
    if asked == "yes on another day":
        cover.during = DateRange(at(9).date() + timedelta(days=1), at(9, weeks=1).date(), "[)")
        cover.save()

    html = shown(desk)

    for words in ("kl. 9.00", "Telefon", "Booket hos Bent Østergaard", "Jeg tager den"):
        assert words in html
    for words in ("Amal", "20 11 11 11", "amal@example.org", f". {talk.topic.name}"):
        assert words not in html
    assert not Reading.objects.exists()


def test_whoever_takes_it_sees_whom_it_is_with_and_that_stands_in_the_log(
    desk, dorte, talk, bent_is_away
):
    assert take(desk, talk).status_code == 303
    assert not Reading.objects.exists()

    assert "Amal" in shown(desk)

    row = Reading.objects.get()
    assert (row.citizen, row.why, row.reader_name) == (talk.citizen.public_id, "cover", dorte.name)
    line = Change.objects.get(action="conversation.taken_on")
    assert (line.actor, line.subject) == (desk.user, f"conversation:{talk.public_id}")


def test_line_of_whoever_did_not_take_it_says_who_did(scene, desk, dorte, talk, bent_is_away):
    gitte = at_work(scene.colleague(slug="gitte", first_name="Gitte"), scene)
    take(desk, talk)

    html = shown(gitte)

    assert f"{dorte.name} dækker den" in html
    assert "Jeg tager den i stedet" in html
    assert "Amal" not in html


def test_taking_it_from_somebody_takes_having_seen_who(scene, desk, dorte, talk, bent_is_away):
    """Two pages without a name on them: the second one is told, and takes it knowingly."""
    gitte = at_work(scene.colleague(slug="gitte", first_name="Gitte"), scene)
    take(desk, talk)

    refused = take(gitte, talk)

    assert (refused.status_code, TakenOn.objects.get().counsellor) == (422, dorte)
    assert "har lige taget den" in refused.content.decode()
    assert take(gitte, talk, instead_of=dorte.slug).status_code == 303
    assert "Amal" in shown(gitte)
    assert "Amal" not in shown(desk)


def test_taking_it_twice_is_once(desk, talk, bent_is_away):
    assert [take(desk, talk).status_code for _ in range(2)] == [303, 303]
    assert Change.objects.filter(action="conversation.taken_on").count() == 1


def test_one_colleague_takes_on_a_conversation(desk, dorte, bent, talk, bent_is_away):
    take(desk, talk)

    with refused_by("one_colleague_takes_on_a_conversation"):
        TakenOn.objects.create(conversation=talk, counsellor=bent, taken_at=NOW)


def test_what_nobody_is_away_from_cannot_be_taken(desk, talk, elsewhere):
    Absence.objects.create(counsellor=elsewhere.counsellor, during=period(NOW, at(23)))

    for conversation in (talk, elsewhere):
        assert take(desk, conversation).status_code == 404
    assert not TakenOn.objects.exists()


def test_who_took_it_is_forgotten_a_day_after(desk, talk, bent_is_away, clock):
    take(desk, talk)

    forget_openings()
    assert TakenOn.objects.exists()
    clock.move_to(talk.ends_at + timedelta(days=2))
    forget_openings()
    assert not TakenOn.objects.exists()


def test_conversations_of_an_absent_colleague_are_shown_and_written_down(
    desk, dorte, talk, bent_is_away, covers
):
    html = shown(desk)

    for words in ("Amal", "Booket hos Bent Østergaard", "20 11 11 11", "amal@example.org"):
        assert words in html
    row = Reading.objects.get()
    assert (row.citizen, row.why, row.way) == (talk.citizen.public_id, "cover", "list")
    assert (row.reader_name, row.centre_id) == (dorte.name, talk.centre_id)
    assert row.kinds == ["name", "contact", "time"]


def test_what_amal_wrote_to_bent_is_not_shown(desk, talk, bent_is_away, covers):
    assert "hemmelige" not in shown(desk)


def test_nothing_is_shown_while_nobody_is_away(desk, talk, covers):
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
def test_absence_of_another_time_opens_nothing(desk, bent, talk, covers, away):
    Absence.objects.create(counsellor=bent, during=away)

    assert "Amal" not in shown(desk)


def test_only_conversations_within_the_absence_are_shown(scene, desk, bent, talk, covers):
    Absence.objects.create(counsellor=bent, during=period(NOW, at(12)))
    scene.book(name="Senere", email="senere@example.org", start=at(9, weeks=1))

    html = shown(desk)
    assert "Amal" in html
    assert "Senere" not in html


def test_page_says_that_a_look_is_seen(desk, talk, bent_is_away):
    assert "de kan se, at du har kigget" in shown(desk)


def test_cancelled_conversations_are_not_shown(desk, talk, bent_is_away, covers):
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
    scene, desk, bent, bent_is_away, covers, count, django_assert_num_queries
):
    for number in range(count):
        ConversationFactory(
            counsellor=bent, centre=scene.centre, topic=scene.topic, citizen=CitizenFactory(),
            starts_at=at(9 + number), ends_at=at(10 + number),
        )  # fmt: skip
    shown(desk)

    # Session, person, role, second factor, counsellor twice, count, list and who covers in a
    # savepoint, the log.
    with django_assert_num_queries(13):
        assert shown(desk).count("Booket hos") == count


def test_long_list_comes_in_pages_and_only_what_is_shown_is_written_down(
    desk, scene, bent, bent_is_away, covers
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
