"""Notes every lock a transaction takes and fails when the house's one order is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from counsellors.conversations.domain.locking import LOCK_ORDER

_WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_LOCKS = re.compile(r"FOR (?:NO KEY )?UPDATE", re.IGNORECASE)
_LOCKED_TABLE = re.compile(r'FOR (?:NO KEY )?UPDATE OF "?(\w+)"?', re.IGNORECASE)
_FIRST_TABLE = re.compile(r'FROM "?(\w+)"?', re.IGNORECASE)


class LockOrderBroken(AssertionError):
    pass


class LockRecorder:
    """Everything locked so far, in order: (table, the statement)."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self._made: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        table = locked_table(sql)
        # Whoever looks for a row to lock and finds none holds nothing.
        if table is not None and context["cursor"].rowcount != 0:
            self._note(table, sql)
        return result

    def _note(self, table: str, sql: str) -> None:
        if table not in LOCK_ORDER:
            raise LockOrderBroken(f"{table} is locked, but has no place in LOCK_ORDER: {sql}")
        if table in self._made and not sql.lstrip().upper().startswith("INSERT"):
            # A row this transaction has inserted itself: nobody else can want it.
            return
        place = LOCK_ORDER.index(table)
        if self.taken and place < LOCK_ORDER.index(self.taken[-1]):
            raise LockOrderBroken(f"{table} is locked after {self.taken[-1]}: {sql}")
        if "ORDER BY" not in sql.upper() and self.taken.count(table) and _LOCKS.search(sql):
            raise LockOrderBroken(f"a second {table} is locked in no order: {sql}")
        self.taken.append(table)
        if sql.lstrip().upper().startswith("INSERT"):
            self._made.add(table)


def locked_table(sql: str) -> str | None:
    """The table whose rows this statement locks or writes."""
    written = _WRITES.match(sql)
    if written:
        return written[1]
    if not _LOCKS.search(sql):
        return None
    named = _LOCKED_TABLE.search(sql) or _FIRST_TABLE.search(sql)
    return named[1] if named else None


@contextmanager
def one_lock_order() -> Iterator[LockRecorder]:
    """One domain call, watched."""
    recorder = LockRecorder()
    with connection.execute_wrapper(recorder):
        yield recorder
