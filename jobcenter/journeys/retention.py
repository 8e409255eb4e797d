"""The retention policy as the privacy page shows it, and as start-up checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db.models import Model
from django.utils.translation import get_language

from jobcenter.shared.retention import read_policy


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the published policy, in the language of the page."""

    what: str
    why: str
    until: str


def policy() -> list[Line]:
    """What is kept about people, why, and until when; tables about nobody are left out."""
    language = "en" if get_language() == "en" else "da"
    read = read_policy()
    lines = [
        Line(
            what=table["topic"][language],
            why=table["why"][language],
            until=read["periods"][table["goes"]][language],
        )
        for table in read["tables"].values()
        if table.get("personal")
    ]
    return list(dict.fromkeys(lines))


def check_retention(**_: Any) -> list[CheckMessage]:
    """Every column of every table is declared personal or not, once, and none that is gone."""
    tables = read_policy()["tables"]
    models = {model._meta.label: model for model in apps.get_models()}  # noqa: SLF001
    errors = [_gone(label) for label in tables if label not in models]
    for label, model in models.items():
        declared = tables.get(label, {})
        errors += _differences(label, model, declared)
        errors += _without_end(label, declared)
    return errors


def _differences(label: str, model: type[Model], declared: dict[str, Any]) -> list[CheckMessage]:
    said = [*declared.get("personal", []), *declared.get("other", [])]
    there = [str(field.column) for field in model._meta.local_concrete_fields]  # noqa: SLF001
    missing = sorted(set(there) - set(said))
    dead = sorted({column for column in said if said.count(column) > 1 or column not in there})
    wrong: list[CheckMessage] = []
    if missing:
        hint = f"Add to jobcenter/retention.yaml under {label}: personal or other: {missing}"
        wrong.append(
            Error(f"{label} has undeclared columns: {missing}", hint=hint, id="retention.E001")
        )
    if dead:
        hint = "Remove them from jobcenter/retention.yaml, or declare them once."
        wrong.append(Error(f"{label} has no such columns: {dead}", hint=hint, id="retention.E002"))
    return wrong


def _without_end(label: str, declared: dict[str, Any]) -> list[CheckMessage]:
    has_words = all(set(declared.get(name, {})) == {"da", "en"} for name in ("topic", "why"))
    is_complete = has_words and "goes" in declared
    if declared.get("personal") and not is_complete:
        hint = "Say what it is (topic), why it is kept (why) and when it goes (goes)."
        return [
            Error(f"{label} is personal without a reason or an end", hint=hint, id="retention.E003")
        ]
    return []


def _gone(label: str) -> CheckMessage:
    return Error(
        f"{label} is declared in jobcenter/retention.yaml but is no table any more",
        hint="Remove it there.",
        id="retention.E004",
    )
