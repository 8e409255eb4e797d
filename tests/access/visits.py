"""One visit: a request, what came back of it, and what it wrote. Afterwards nothing has happened.

Every visit runs in a savepoint that is rolled back, and the browser gets its cookies back, so that
the order of the cells does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import unquote

from django.db import connection, transaction
from django.http import HttpResponseBase  # noqa: TID251  what comes back
from django.test import Client
from django.urls import reverse

from jobcenter.accounts.policy import Answer

REFUSED = {400, 403, 405, 429}
TOKEN = re.compile(r'(name="(?:csrfmiddlewaretoken|key)"\s+value=")[^"]*')
# Sessions carry messages and tokens, limits count tries: neither is anybody's.
NOBODYS = {"django_session", "limits_allowance", "cache"}
# What pg_stat_xact_user_tables shows, without its joins: it is asked after every visit.
WRITTEN = """
SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
    + pg_stat_get_xact_tuples_deleted(oid)
FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True)
class Visit:
    status: int
    headers: dict[str, str]
    body: str
    wrote: frozenset[str]

    @property
    def leads_to(self) -> str:
        return self.headers.get("Location") or self.headers.get("HX-Redirect", "")

    @property
    def answer(self) -> Answer | None:
        """None is a fault of the house: 500 and everything unknown."""
        doors = (f"{reverse('account_login')}?next=", f"{reverse('accounts:second_factor')}?next=")
        if self.leads_to.startswith(doors):
            return Answer.ELSEWHERE
        if self.status == 404:
            return Answer.NOT_THERE
        if self.status in REFUSED:
            return Answer.REFUSED
        return Answer.PAGE if self.status in {200, 204, 302, 303, 304, 422} else None

    def is_of_wrong_shape(self, method: str) -> bool:
        """Refused to anybody: a method the address does not take, or a form nobody can read.

        403 is no such answer: what is not theirs looks to everybody as if it were not there.
        """
        return self.status == 405 or (method == "POST" and self.status in {400, 429})

    @property
    def wrote_in_the_log(self) -> bool:
        return any(is_of_the_log(table) for table in self.wrote)

    @cached_property
    def _all_said(self) -> str:
        """Phone numbers are written with spaces, and lines of a calendar are folded."""
        said = "\n".join([self.body.replace("\r\n ", ""), *map(unquote, self.headers.values())])
        return said.replace(" ", "").replace("\xa0", "")

    def holds(self, mark: str) -> bool:
        return mark in self._all_said

    def without(self, ids: tuple[str, ...]) -> tuple[int, str, dict[str, str]]:
        """All one can tell two answers apart by, once the ids that were asked for are gone."""
        body, headers = TOKEN.sub(r"\1", self.body), dict(self.headers)
        for one in ids:
            body = body.replace(one, "ID")
            headers = {name: value.replace(one, "ID") for name, value in headers.items()}
        headers.pop("Content-Length", None)
        return self.status, body, headers


def visit(browser: Client, method: str, address: str, said: dict[str, Any] | None = None) -> Visit:
    send = getattr(browser, method.lower())
    return visited(browser, lambda: send(address, said or {}))


def visited(browser: Client, send: Callable[[], HttpResponseBase]) -> Visit:
    """What came back of a request that is `send`'s to make."""
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    with nothing_happened():
        before = _Counted.now or written()
        response = send()
        body = _body(response)
        _Counted.now = written()
        wrote = {table for table, n in _Counted.now.items() if n != before.get(table, 0)}
    browser.cookies.clear()
    browser.cookies.load(cookies)
    headers = {name: value for name, value in response.headers.items() if name != "Date"}
    return Visit(response.status_code, headers, body, frozenset(wrote - NOBODYS))


def is_of_the_log(table: str) -> bool:
    """`audit_reading`, its months and their heads."""
    return table.startswith("audit_reading")


class _Counted:
    """What stood in the counters after the last visit: nobody writes between two visits."""

    now: ClassVar[dict[str, int]] = {}


def forget_counts() -> None:
    """A transaction begins: its counters stand at nothing."""
    _Counted.now = {}


@contextmanager
def nothing_happened() -> Iterator[None]:
    atomic = transaction.atomic()
    # Views that insist on a transaction of their own take this one for a test's.
    atomic._from_testcase = True
    with atomic:
        yield
        transaction.set_rollback(True)


def written() -> dict[str, int]:
    """How many rows of each table this transaction has inserted, changed or deleted so far.

    PostgreSQL counts also what a savepoint took back, so a visit cannot hide what it wrote.
    """
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def _body(response: HttpResponseBase) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace")
