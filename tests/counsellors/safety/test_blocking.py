"""Keeping somebody from writing: whom it stops, what they see, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counsellors.chat.domain.starting import claim_thread
from counsellors.models import Block, Event, Sighting, Thread
from counsellors.safety.domain import Blocked, Whom, block, lift_block, object_to_block
from counsellors.safety.domain.blocking import NobodyToBlock, SayWhy
from counsellors.safety.domain.forgetting import forget_what_is_over
from jobcenter.audit.models import Change
from jobcenter.shared.retention import kept_for
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.chat.story import DAY, MINUTE, NOW, begin
from tests.factories.accounts import UserFactory
from tests.factories.counsellors import CounsellorFactory
from tests.races.arena import race
from tests.structure.breaking import refused_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return begin(words="Truslen")


def whom(talk) -> Whom:
    thread = talk.fresh()
    return Whom(
        token_hash=bytes(thread.token_hash) if thread.token_hash else None,
        user_id=thread.citizen and thread.citizen.user_id,
        thread=thread.public_id,
    )


def stop(talk, **more) -> Block:
    said = {"reason": "Du har truet en vejleder.", "lasts": 7 * DAY, "now": NOW}
    return block(whom=whom(talk), by=talk.bent, centre=talk.thread.centre, **(said | more))


def test_blocked_browser_writes_nowhere_and_is_told_why_and_until_when(talk):
    stop(talk)
    before = Event.objects.count()

    with pytest.raises(Blocked) as refused:
        talk.write("Igen")
    with pytest.raises(Blocked):
        begin(secret=talk.secret, taken=False)

    assert refused.value.block.reason == "Du har truet en vejleder."
    assert refused.value.block.until == NOW + 7 * DAY
    assert (Event.objects.count(), Thread.objects.count()) == (before, 1)
    assert talk.answer("Jeg kan stadig skrive")


def test_block_ends_by_itself(talk):
    stop(talk)

    assert talk.write("Undskyld", now=NOW + 7 * DAY)


def test_block_of_an_account_holds_in_every_browser(talk):
    user = UserFactory()
    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)
    stop(talk)

    with pytest.raises(Blocked):
        talk.write("Igen")
    with pytest.raises(Blocked):
        begin(user=user, token_hash=None, taken=False)


def test_block_with_the_address_lasts_a_day_and_stops_a_browser_without_cookies(talk):
    made = stop(talk, with_address=True)
    (other,) = Block.objects.exclude(pk=made.pk)
    seen = Sighting.objects.get(thread=talk.thread.public_id)

    assert (other.until, other.token_hash) == (NOW + DAY, None)
    assert bytes(other.address_hash) == bytes(seen.address_hash)
    assert "198.51" not in repr(bytes(other.address_hash))


def test_somebody_else_is_not_stopped_by_it(talk):
    stop(talk, with_address=True)

    assert begin(words="Clara skriver").words == ["Clara skriver"]


def test_block_is_lifted_by_a_colleague_once(talk):
    made, dorte = stop(talk), CounsellorFactory()

    assert lift_block(block=made, by=dorte, now=NOW + MINUTE)
    assert not lift_block(block=made, by=talk.bent, now=NOW + MINUTE)
    assert talk.write("Tak", now=NOW + MINUTE)
    said = Change.objects.filter(subject=f"block:{made.public_id}").values_list("action", flat=True)
    assert sorted(said) == ["block.lifted", "block.made"]


def test_block_of_the_connection_goes_with_that_of_the_person_it_was_made_for(talk):
    made, clara = stop(talk, with_address=True), begin(words="Clara")
    other = stop(clara, with_address=True)

    lift_block(block=made, by=talk.bent, now=NOW + MINUTE)

    left = Block.objects.lasting(NOW + MINUTE)
    assert {block.thread for block in left} == {other.thread}
    assert left.count() == 2


def test_block_is_lifted_by_who_leads_the_house_without_being_a_counsellor(talk):
    made, lis = stop(talk), UserFactory(name="Lis")

    assert lift_block(block=made, by=lis, now=NOW)
    made.refresh_from_db()
    assert (made.lifted_by, made.lifted_by_name) == (None, "Lis")


def test_block_goes_along_into_the_account_that_claims_the_talk(talk):
    stop(talk)
    user = UserFactory()
    claim_thread(thread=talk.thread, user=user, token_hash=hash_of_link(talk.secret), now=NOW)

    with pytest.raises(Blocked):
        talk.write("Igen")
    with pytest.raises(Blocked):
        begin(user=user, token_hash=None, taken=False)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_one_lifts_it():
    talk = begin()
    made, colleagues = stop(talk), [CounsellorFactory() for _ in range(4)]

    outcome = race(
        lambda _turn: [
            (lambda by=by: lift_block(block=made, by=by, now=NOW + MINUTE)) for by in colleagues
        ],
        lanes=4,
    )

    assert sorted(outcome.winners) == [False, False, False, True]


def test_blocked_person_says_once_that_it_is_wrong(talk):
    made = stop(talk)

    assert object_to_block(block=made, words="Det var ikke mig", now=NOW + MINUTE)
    assert not object_to_block(block=made, words="Noget andet", now=NOW + MINUTE)
    assert not object_to_block(block=made, words="", now=NOW + MINUTE)
    made.refresh_from_db()
    assert made.objection == "Det var ikke mig"


def test_nobody_is_blocked_without_a_reason_or_without_anybody(talk):
    with pytest.raises(SayWhy):
        stop(talk, reason="")
    with pytest.raises(NobodyToBlock):
        block(
            whom=Whom(thread="x"),
            reason="x",
            lasts=DAY,
            by=talk.bent,
            centre=talk.thread.centre,
            now=NOW,
        )
    assert not Block.objects.exists()


def test_block_goes_thirty_days_after_it_ended_and_the_address_after_two(talk):
    made = stop(talk, lasts=DAY)

    assert forget_what_is_over(now=NOW + 3 * DAY) == 1
    assert not Sighting.objects.exists()
    forget_what_is_over(now=made.until + kept_for("blocks"))
    assert Block.objects.exists()
    assert forget_what_is_over(now=made.until + kept_for("blocks") + MINUTE) == 1


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("a_block_stops_somebody", {"token_hash": None}),
        ("a_block_says_why", {"reason": ""}),
        ("a_block_ends_within_a_month", {"until": NOW + 31 * DAY}),
        ("a_block_ends_within_a_month", {"until": NOW}),
        ("a_lifted_block_says_by_whom", {"lifted_at": NOW}),
        ("an_objection_says_something", {"objected_at": NOW}),
        ("a_block_is_of_a_person_or_of_a_connection", {"address_hash": b"x"}),
        ("an_answer_to_an_objection_says_what_and_by_whom", {"answer": "Nej"}),
        (
            "an_answer_to_an_objection_says_what_and_by_whom",
            {"answer": "Nej", "answered_by": "Lis", "answered_at": NOW},
        ),
    ],
)
def test_rules_of_a_block_hold_in_the_database(talk, constraint, wrong):
    made = stop(talk)
    with refused_by(constraint):
        Block.objects.filter(pk=made.pk).update(**wrong)


def test_talk_begins_at_one_address(talk):
    with refused_by("a_talk_begins_at_one_address"):
        Sighting.objects.create(
            thread=talk.thread.public_id, address_hash=b"x", has_account=False, at=NOW
        )


def test_longest_block_is_a_month(talk):
    assert stop(talk, lasts=timedelta(days=400)).until == NOW + 30 * DAY
