"""PostgreSQL's temporal key, which Django has no words for yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Columns, Statement, Table
from django.db.models import Model


class WithoutOverlaps(ExclusionConstraint):
    """UNIQUE (`same`…, `during` WITHOUT OVERLAPS): at any instant at most one such row.

    PostgreSQL 18 on. It also refuses empty ranges, and unlike an exclusion constraint it can be
    what a foreign key with PERIOD points at; it cannot be partial. Django checks it like the
    exclusion constraint it stands on.
    """

    key = "CONSTRAINT %(name)s UNIQUE (%(columns)s WITHOUT OVERLAPS)"

    def __init__(self, *, name: str, same: Sequence[str], during: str) -> None:
        self.same, self.during = tuple(same), during
        super().__init__(
            name=name,
            expressions=[
                *((column, RangeOperators.EQUAL) for column in self.same),
                (during, RangeOperators.OVERLAPS),
            ],
        )

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        if model is None or schema_editor is None:
            raise ValueError(f"{self.name} needs a table and a database to be written for")
        table = model._meta.db_table  # noqa: SLF001  what migrations read, too
        fields = [model._meta.get_field(name) for name in (*self.same, self.during)]  # noqa: SLF001
        columns = [str(field.column) for field in fields]  # type: ignore[union-attr]
        return Statement(
            self.key,
            table=Table(table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
            columns=Columns(table, columns, schema_editor.quote_name),
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs.pop("expressions")
        return path, args, {**kwargs, "same": self.same, "during": self.during}
