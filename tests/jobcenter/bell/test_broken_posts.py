"""A form whose connection breaks half way was not sent; who sends slowly holds up nobody."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from counsellors.chat.enums import EventKind
from counsellors.models import Event
from jobcenter.asgi import WORKERS
from tests.counsellors.chat.story import Talk, begin
from tests.jobcenter.bell.ringers import House, running_bell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORDS = "Jeg er ikke syg mere, og jeg vil gerne arbejde."


@pytest.fixture
def talk(eight_topics) -> Talk:
    return begin()


@pytest.fixture
def house() -> Iterator[House]:
    with running_bell() as house:
        yield house


class Page:
    """The talk in a browser: its form, and the bytes of sending it."""

    def __init__(self, house: House, talk: Talk) -> None:
        self.house, self.cookie = house, f"chat={talk.secret}"
        self.path = f"/chat/{talk.thread.public_id}/"
        with urlopen(Request(house.url + self.path, headers={"Cookie": self.cookie})) as answer:
            html = answer.read().decode()
            cookies = " ".join(answer.headers.get_all("Set-Cookie"))
        self.cookie += "; " + re.findall(r"csrftoken=[^;]+", cookies)[0]
        self.form = {
            name: re.findall(rf'name="{name}" value="([^"]+)"', html)[0]
            for name in ("csrfmiddlewaretoken", "key")
        }

    def request(self) -> bytes:
        body = urlencode(self.form | {"words": WORDS}).encode()
        lines = [
            f"POST {self.path}besked/ HTTP/1.1",
            f"Host: 127.0.0.1:{self.house.port}",
            f"Origin: {self.house.url}",
            f"Cookie: {self.cookie}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            "Connection: close",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def send(self, sent: bytes) -> int:
        """The status of the answer."""
        with closing(self._connection()) as wire:
            wire.sendall(sent)
            return int(wire.makefile("rb").readline().split()[1])

    def send_and_vanish(self, sent: bytes) -> None:
        with closing(self._connection()) as wire:
            wire.sendall(sent)
            # Long enough for the house to have read what came.
            time.sleep(0.3)

    def _connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.house.port), 20)


def said_in(talk: Talk) -> list[str]:
    said = Event.objects.filter(thread=talk.thread, kind=EventKind.MESSAGE).order_by("seq")
    return list(said.values_list("words", flat=True))


def test_message_that_broke_off_is_not_said_and_goes_through_when_it_is_sent_again(house, talk):
    page, before = Page(house, talk), said_in(talk)
    whole = page.request()

    page.send_and_vanish(whole[:-20])
    time.sleep(0.5)
    assert said_in(talk) == before

    assert page.send(whole) < 400
    assert said_in(talk) == [*before, WORDS]


def test_slow_senders_hold_up_nobody(house, talk):
    page = Page(house, talk)
    with ExitStack() as stalled:
        for _ in range(WORKERS + 1):
            wire = stalled.enter_context(
                closing(socket.create_connection(("127.0.0.1", house.port)))
            )
            wire.sendall(page.request()[:-20])
        time.sleep(0.3)

        with urlopen(f"{house.url}/livez", timeout=5) as answer:
            assert answer.status == 200
