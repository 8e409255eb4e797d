"""The first words of somebody who may not write: refused with the reason, and not lost."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from counsellors.models import Block, Thread
from counsellors.safety.domain import address_hash_of
from jobcenter.shared.secrets import hash_of_link
from tests.counsellors.chat.story import DAY
from tests.factories.accounts import UserFactory

from .story import CHAT, NOW, come, said

pytestmark = pytest.mark.django_db
WHY, WORDS = "Du har truet en vejleder.", "Jeg vil noget nyt"
NEUTRAL = "Der blev skrevet noget fra den her forbindelse"
AS_A_LETTER = f'formaction="{reverse("letters:write")}"'


def blocked(bent, **whom) -> None:
    Block.objects.create(
        centre=bent.centres.get(), thread="x", reason=WHY, made_by=bent, made_at=NOW,
        until=NOW + DAY, **whom,
    )  # fmt: skip


def start_when_blocked(client: Client, bent, **whom) -> str:
    come(client)
    blocked(bent, **whom or {"token_hash": hash_of_link(_secret(client))})
    answer = client.post(CHAT, said(words=WORDS))
    assert answer.status_code == 422
    assert not Thread.objects.exists()
    return answer.content.decode()


def _secret(client: Client) -> str:
    return client.cookies[settings.CHAT_COOKIE_NAME].value


def test_first_words_are_refused_with_the_reason_and_stay(client, house, bent):
    html = start_when_blocked(client, bent)

    assert WHY in html
    assert WORDS in html
    assert AS_A_LETTER not in html


def test_others_at_a_paused_connection_may_send_their_words_as_a_letter(client, house, bent):
    html = start_when_blocked(client, bent, address_hash=address_hash_of("127.0.0.1"))

    assert WHY not in html
    assert NEUTRAL in html
    assert WORDS in html
    assert AS_A_LETTER in html


def test_own_account_is_not_stopped_by_what_a_guest_did_in_this_browser(client, house, bent):
    """A family shares it; the account of whoever did it can be blocked itself."""
    come(client)
    blocked(bent, token_hash=hash_of_link(_secret(client)))
    assert client.get(CHAT)["Location"] == reverse("safety:blocked")
    client.force_login(UserFactory())

    assert client.get(CHAT).status_code == 200
    assert client.post(CHAT, said(words=WORDS)).status_code == 303
