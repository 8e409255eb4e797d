"""Requests no browser of ours would send: the same ones in every run, by their seed.

What a client claims of its charset never comes this far: see tests/jobcenter/test_wsgi.py.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

MUCH = b"\xc3\xa6" * 1_000_000
MANY_FIELDS = "q=1&" * 1500
FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "POST", "POST", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW")
# As they stand in a request: no sign, half a pair of surrogates, bytes that are no UTF-8.
PIECES: tuple[bytes, ...] = (
    b"", b" ", b"\0", b"a\0b", b"\xed\xa0\x80", b"\xff\xfe", b"\xe2\x80\xae\xe2\x80\x8b",
    b"-1", b"0", b"9" * 21, b"1e308", b"NaN", b"None", b"\xd9\xa3", b"\xc2\xb2", b"9" * 5000,
    b"0001-01-01", b"9999-12-31", b"2026-02-30", b"2026-W60", b"2026-W01", b"24:00", b"0-24",
    b"2026-10-25T02:30", b"9-99999999999", b"2026-11-24T08:00:00+00:00|bent|phone|hus",
    b"%", b"%s", b"'\"><script>", b"{{7*7}}", b"../../etc/passwd", b"https://[::1", b"\\ud800",
)  # fmt: skip
NAMES = (
    "side", "dag", "uge", "q", "emne", "vis", "flere", "tid", "vejleder", "hus", "form", "next",
    "page", "fra", "svar", "\0", "\ud7ff", "a[]", "x" * 300,
)  # fmt: skip
KINDS = (
    FORM, FORM, FORM, MULTIPART_CONTENT, MULTIPART_CONTENT, "multipart/form-data", "",
    f"multipart/form-data; boundary={'b' * 300}", "application/json", "text/plain", "\xff",
    "y" * 9000,
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {"HX-Request": "true"}, {"Accept-Language": "\xff;q=x"}
)  # fmt: skip


@dataclass(frozen=True)
class Nonsense:
    method: str
    address: str
    kind: str
    body: bytes
    headers: dict[str, str]

    def __str__(self) -> str:
        sent = f"{self.kind[:80]!r} {self.body[:300]!r} {self.headers}"
        return f"{self.method} {self.address[:200]} {sent}"

    def send(self, browser: Client) -> Any:
        return browser.generic(
            self.method, self.address, self.body, content_type=self.kind, headers=self.headers
        )


class Dice:
    """One throw after the other; the same seed throws the same."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)

    def id(self) -> str:
        """As it stands in an address; never empty, which would be another address."""
        fitting = [piece for piece in PIECES if piece and b"/" not in piece]
        return quote_from_bytes(self.chance.choice(fitting), safe="")

    def request(self, address: str, form: dict[str, Any]) -> Nonsense:
        """To `address`, with `form` in which some fields say nonsense. Keys of forms stay whole:
        without one a form is refused before anybody looks at it.
        """
        kind = self.chance.choice(KINDS)
        fields = [*self._spoiled(form), *self._strange(most=2)]
        query = MANY_FIELDS if self._happens(0.02) else urlencode(list(self._strange(most=3)))
        return Nonsense(
            method=self.chance.choice(METHODS),
            address=f"{address}?{query}" if query else address,
            kind=kind,
            body=_in_parts(fields) if "multipart" in kind else urlencode(fields).encode(),
            headers=self.chance.choice(HEADERS),
        )

    def _spoiled(self, form: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
        for name, said in form.items():
            for one in said if isinstance(said, list) else [said]:
                if name == "key" or self._happens(0.55):
                    yield name, str(one).encode()
                else:
                    yield name, MUCH if self._happens(0.05) else self.chance.choice(PIECES)

    def _strange(self, *, most: int) -> Iterator[tuple[str, bytes]]:
        for _ in range(self.chance.randint(0, most)):
            yield self.chance.choice(NAMES), self.chance.choice(PIECES)

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share


def _in_parts(fields: list[tuple[str, bytes]]) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'
    parts = [(head % name).encode() + said + b"\r\n" for name, said in fields]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
