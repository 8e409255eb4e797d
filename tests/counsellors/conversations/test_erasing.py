"""What is forgotten, and when: a day after its date it is gone, a day before it is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from citizens.models import Citizen
from counsellors.conversations.domain.cancelling import cancel_conversation
from counsellors.conversations.domain.erasing import Erased, erase_past_conversations
from counsellors.models import Conversation, Wish
from counsellors.practice.tasks import forget_what_is_past
from jobcenter.audit.models import Change
from tests.counsellors.conversations.story import NOW, at, everything
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDED = at(9, 45)
PERSONAL = ("Amal", "amal@example.org", "+4520304050", "Et nyt job", "companion", "Tigrinya")


@pytest.fixture
def hers(scene):
    return scene.book(
        phone="+4520304050",
        agenda="Et nyt job",
        needs=("companion", "interpreter"),
        interpreter_language="Tigrinya",
    ).conversation


def row(model):
    return repr(model.objects.values().get())


def test_a_conversation_is_empty_thirty_days_after_it_ended(hers):
    assert all(fact in row(Conversation) for fact in PERSONAL if fact != "amal")

    erase_past_conversations(now=ENDED + 30 * DAY - timedelta(seconds=1))
    assert "Et nyt job" in row(Conversation)

    erased = erase_past_conversations(now=ENDED + 30 * DAY)
    assert erased == Erased(conversations=1, wishes=0, citizens=1)
    assert not [fact for fact in PERSONAL if fact in row(Conversation)]
    assert Conversation.objects.get().starts_at == at(9)
    assert not Citizen.objects.exists()


def test_a_cancelled_conversation_goes_on_the_same_day(hers):
    cancel_conversation(conversation=hers, now=NOW)
    erase_past_conversations(now=ENDED + 30 * DAY)

    assert "amal" not in row(Conversation).lower()


def test_a_citizen_with_something_left_stays(scene, hers):
    later = scene.book(start=at(9, weeks=3)).conversation
    erase_past_conversations(now=ENDED + 30 * DAY)

    later.refresh_from_db()
    assert later.citizen.email == "amal@example.org"


def test_a_citizen_with_a_waiting_wish_stays(hers):
    Wish.objects.create(
        centre=hers.centre, citizen=hers.citizen, name="Amal", phone="+4520304050", made_at=ENDED
    )
    erase_past_conversations(now=ENDED + 30 * DAY)

    assert Citizen.objects.get() == hers.citizen


def test_an_account_stays_until_its_owner_says_otherwise(db):
    CitizenFactory(user=UserFactory())
    erase_past_conversations(now=NOW)

    assert Citizen.objects.exists()


@pytest.mark.parametrize(
    ("answered_at", "gone_at"),
    [
        pytest.param(NOW + DAY, NOW + 31 * DAY, id="thirty days after the answer"),
        pytest.param(None, NOW + 90 * DAY, id="ninety days after it was made"),
        pytest.param(NOW + 80 * DAY, NOW + 90 * DAY, id="answered late"),
    ],
)
def test_a_wish_is_forgotten(scene, answered_at, gone_at):
    Wish.objects.create(
        centre=scene.centre,
        citizen=CitizenFactory(),
        name="Amal",
        email="amal@example.org",
        phone="+4520304050",
        words="Et nyt job",
        made_at=NOW,
        answered_at=answered_at,
    )

    assert erase_past_conversations(now=gone_at - DAY).wishes == 0
    assert erase_past_conversations(now=gone_at).wishes == 1
    assert not [fact for fact in PERSONAL if fact in row(Wish)]
    assert Wish.objects.get().centre == scene.centre


def test_erasing_again_finds_nothing_and_writes_nothing(hers):
    erase_past_conversations(now=ENDED + 30 * DAY)
    before = everything()

    assert erase_past_conversations(now=ENDED + 40 * DAY) == Erased(0, 0, 0)
    assert everything() == before


def test_the_change_trail_says_how_many_were_erased_and_nothing_else(hers):
    erase_past_conversations(now=ENDED + 30 * DAY)

    change = Change.objects.get(action="personal_data.erased")
    assert change.actor_kind == "system"
    assert change.facts == {"conversations": 1, "wishes": 0, "citizens": 1}


def test_the_clockwork_erases(hers):
    Conversation.objects.update(
        during=(at(9) - 400 * DAY, at(10) - 400 * DAY),
        occupies=(at(9) - 400 * DAY, at(10) - 400 * DAY),
    )
    forget_what_is_past()

    assert Conversation.objects.get().erased_at is not None


def test_the_database_refuses_a_half_erased_conversation(hers):
    with pytest.raises(IntegrityError, match="holds_nothing_personal"), transaction.atomic():
        Conversation.objects.update(erased_at=NOW)


def test_more_than_one_slice_is_erased_at_once(hers, monkeypatch):
    monkeypatch.setattr("jobcenter.shared.slices.SLICE", 2)
    wish = {"centre": hers.centre, "name": "Amal", "email": "a@example.org", "made_at": NOW}
    Wish.objects.bulk_create(Wish(**wish) for _n in range(5))

    assert erase_past_conversations(now=NOW + 90 * DAY).wishes == 5
