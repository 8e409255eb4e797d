"""A column that keeps where a name stands in Danish alphabetical order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from .danish import danish_order

if TYPE_CHECKING:
    TextColumn = models.CharField[str, str]
else:
    TextColumn = models.CharField


class FiledAs(TextColumn):
    """Written by itself whenever the row is, from the column `name`, also by bulk_create.

    Compared byte by byte (collation "C"): the key is made so that this is the order of Danish names
    on any server. It may be twice as long as the name. Not kept by `QuerySet.update`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"editable": False, "db_collation": "C", **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = danish_order(model_instance.name)[0]  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """A plain column in the history: migrations import no project code."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs
