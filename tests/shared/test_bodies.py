"""A body comes whole, or nobody acts on it."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import pytest

from jobcenter.shared.bodies import A_PIECE, NotWhole, has_body, told_again, whole_body
from tests.loops import run_apart


def line_of(*messages):
    """A connection on which these come, and then nothing."""
    left = list(messages)

    async def receive():
        if left:
            return left.pop(0)
        return await asyncio.Event().wait()

    return receive


def piece(body, *, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


def told(receive):
    async def read():
        with await whole_body(receive, most=2 * A_PIECE, patience=0.05) as body:
            again, pieces = told_again(body, receive), []
            while True:
                message = await again()
                pieces.append(message["body"])
                if not message["more_body"]:
                    return pieces

    return run_apart(read())


@pytest.mark.parametrize("size", [0, 1, A_PIECE - 1, A_PIECE, A_PIECE + 1, 2 * A_PIECE])
def test_what_came_is_told_again_byte_by_byte(size):
    sent = bytes(n % 251 for n in range(size))
    half = size // 2

    pieces = told(line_of(piece(sent[:half]), piece(sent[half:], more=False)))

    assert b"".join(pieces) == sent


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ([piece(b"half a mess"), {"type": "http.disconnect"}], None),
        ([piece(b"half a mess")], HTTPStatus.REQUEST_TIMEOUT),
        ([piece(b"x" * A_PIECE)] * 3, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    ],
    ids=["gone", "silent", "endless"],
)
def test_what_is_not_whole_is_refused(messages, status):
    with pytest.raises(NotWhole) as refused:
        told(line_of(*messages))

    assert refused.value.status == status


@pytest.mark.parametrize("name", [b"content-length", b"Transfer-Encoding"])
def test_body_is_announced_by_its_header(name):
    assert has_body({"headers": [(b"host", b"x"), (name, b"1")]})
    assert not has_body({"headers": [(b"host", b"x")]})
