"""Amal has a phone and no mail: who has looked stands behind the link of her conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from counsellors.conversations.domain.secrets import link_secret_of, new_link_secret_for
from counsellors.models import Conversation
from jobcenter.audit.enums import Why
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.conversations.story import NOW, at
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.counsellors import ConversationFactory
from tests.jobcenter.audit.log import look, recorded

pytestmark = pytest.mark.django_db
PHONE = "+4520111111"
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(eight_topics):
    with time_machine.travel(NOW, tick=False) as travel, translation.override("da"):
        yield travel


def talk(citizen, *, hour: int = 9, weeks: int = 0, **fields) -> Conversation:
    when = {"starts_at": at(hour, weeks=weeks), "ends_at": at(hour, 45, weeks=weeks)}
    said: dict[str, Any] = {"email": "", "phone": PHONE, "booked_at": NOW - 2 * A_DAY}
    uid = fields.setdefault("calendar_uid", f"uid-{uuid4()}@example.org")
    said["link_hash"] = hash_of_link(new_link_secret_for(uid))
    return ConversationFactory(citizen=citizen, **(when | said | fields))


@pytest.fixture
def amal():
    return CitizenFactory(email=None, phone=PHONE)


def address(conversation: Conversation, page: str = "hvem-har-set/") -> str:
    return f"/samtale/{link_secret_of(conversation)}/{page}"


def read(conversation: Conversation) -> str:
    return Client().get(address(conversation)).content.decode()


def test_whoever_has_only_a_phone_reads_who_has_looked_behind_the_link(amal):
    conversation = talk(amal)
    recorded(look(amal.public_id), now=NOW - A_DAY)

    html = read(conversation)

    for words in ("Bent Østergaard", "Vejleder", "I har aftalt en samtale", "dit navn"):
        assert words in html, words
    assert address(conversation) in Client().get(address(conversation, "")).content.decode()


def test_guest_of_the_house_reads_it_too():
    guest = CitizenFactory(email=None, phone=None, is_guest=True)
    conversation = talk(guest, phone="")
    recorded(look(guest.public_id), now=NOW)

    assert "Bent Østergaard" in read(conversation)


def test_page_is_kept_nowhere_and_its_address_goes_to_nobody_else(amal):
    answer = Client().get(address(talk(amal)))

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("way", ["mail", "account"])
def test_whoever_can_log_in_is_asked_to(amal, way):
    """A link of a conversation proves no mail: somebody may have typed Amal's."""
    if way == "mail":
        amal.email = "amal@example.org"
    else:
        amal.user = UserFactory()
    amal.save()
    conversation = talk(amal)
    recorded(look(amal.public_id), now=NOW)

    answer = Client().get(address(conversation))

    assert answer.url == "/mine-oplysninger/hvem-har-set/"
    assert "hvem-har-set" not in Client().get(address(conversation, "")).content.decode()


def test_link_tells_of_its_own_conversation_and_not_of_another_with_the_same_number(amal):
    """Clara knows Amal's number and books with it: she learns nothing of Amal."""
    of_amal = talk(amal, booked_at=NOW - 10 * A_DAY)
    recorded(look(amal.public_id, why=Why.ASKED, words="tidligt"), now=NOW - 5 * A_DAY)
    of_clara = talk(amal, weeks=1, booked_at=NOW - 2 * A_DAY)
    recorded(look(amal.public_id, why=Why.ASKED, words="sent"), now=NOW - A_DAY)

    assert "tidligt" in read(of_amal)
    assert "sent" not in read(of_amal)
    assert "sent" in read(of_clara)
    assert "tidligt" not in read(of_clara)


def test_what_was_seen_before_the_conversation_was_moved_still_stands_there(amal):
    earlier = talk(amal, booked_at=NOW - 10 * A_DAY)
    recorded(look(amal.public_id), now=NOW - 5 * A_DAY)
    Conversation.objects.filter(pk=earlier.pk).update(
        status="cancelled", cancelled_at=NOW, erased_at=NOW, citizen=None, name="", phone="",
        agenda="", link_hash=None, spoken_code_hash=None,
    )  # fmt: skip
    moved = talk(amal, weeks=1, booked_at=NOW - A_DAY, calendar_uid=earlier.calendar_uid)

    assert "Bent Østergaard" in read(moved)


def test_page_stays_after_the_conversation_until_it_is_erased(amal, clock):
    conversation = talk(amal)
    recorded(look(amal.public_id), now=NOW)

    clock.move_to(at(9) + A_DAY)
    assert "Bent Østergaard" in read(conversation)
    agreed = Client().get(address(conversation, ""), follow=True).content.decode()
    assert address(conversation) in agreed, "the page of what was agreed leads there too"
    clock.move_to(at(9) + 32 * A_DAY)
    assert Client().get(address(conversation)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow_with_the_looks(amal, count, django_assert_max_num_queries):
    conversation = talk(amal)
    for number in range(count):
        recorded(look(amal.public_id, words=f"w{number}"), now=NOW)

    with django_assert_max_num_queries(8):
        read(conversation)
