"""Guards taken away, to show that the races can see what happens without them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

# Everybody has looked before anybody writes, so that what a lock holds back happens every time.
AFTER_THE_LOOK_SECONDS = 0.02
BEFORE_THE_COMMIT_SECONDS = 0.1
ROW_LOCK = re.compile(r"FOR (NO KEY )?UPDATE( OF [\w\".]+)?( SKIP LOCKED)?\s*$", re.IGNORECASE)


@contextmanager
def without_constraint(model: type[Model], name: str) -> Iterator[None]:
    """Drop one named constraint in the test database; put it back on an emptied table."""
    [constraint] = [one for one in model._meta.constraints if one.name == name]
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        model._base_manager.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@contextmanager
def without_row_locks() -> Iterator[None]:
    """Every SELECT … FOR UPDATE becomes a plain SELECT, as if nobody had thought of it."""
    execute = CursorWrapper.execute

    def execute_without_locks(cursor: Any, sql: str, params: Any = None) -> Any:
        plain = ROW_LOCK.sub("", sql)
        found = execute(cursor, plain, params)
        if plain != sql:
            time.sleep(AFTER_THE_LOOK_SECONDS)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", execute_without_locks)
        yield


@contextmanager
def slow_to_commit(model: type[Model]) -> Iterator[None]:
    """After each UPDATE of this table a pause: what is written is not committed for a while, so
    that others look at it in the state it was in."""
    execute = CursorWrapper.execute
    update = f'UPDATE "{model._meta.db_table}"'

    def execute_slowly(cursor: Any, sql: str, params: Any = None) -> Any:
        found = execute(cursor, sql, params)
        if sql.startswith(update):
            time.sleep(BEFORE_THE_COMMIT_SECONDS)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", execute_slowly)
        yield
