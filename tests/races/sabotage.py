"""Guards taken away, to show that the races can see what happens without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

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
        return execute(cursor, ROW_LOCK.sub("", sql), params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", execute_without_locks)
        yield
