"""The talk most tests of the chat begin with; a room that needs another one makes its own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.counsellors.chat.story import Talk, begin


@pytest.fixture
def talk(db: None) -> Talk:
    return begin()


@pytest.fixture
def amal(client: Client, talk: Talk) -> Client:
    """The browser of the citizen who wrote."""
    client.cookies["chat"] = talk.secret
    return client
