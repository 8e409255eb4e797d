"""Every rule of the database is a sentence, and a test breaks it."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

from .test_never_list import OURS

TESTS = Path(__file__).resolve().parents[1]


def our_constraints() -> list[str]:
    return [
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for constraint in model._meta.constraints
    ]


def test_constraint_names_are_sentences():
    names = our_constraints()

    assert len(names) > 30
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+){2,}", name)] == []
    assert [name for name in names if len(name) > 63] == []


def test_every_constraint_is_broken_by_a_test():
    written = "\n".join(path.read_text() for path in TESTS.rglob("test_*.py"))

    assert [name for name in our_constraints() if name not in written] == []


def test_no_foreign_key_or_column_is_unique_without_a_name():
    """unique_together has no name of its own; constraints do."""
    together = [
        m._meta.label
        for m in apps.get_models()
        if m._meta.app_label in OURS and m._meta.unique_together
    ]

    assert together == []
