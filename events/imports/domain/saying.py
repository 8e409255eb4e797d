"""What is wrong, in words that can be kept and said later in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from jobcenter.shared.calendar_files.defects import Defect


@dataclass(frozen=True, slots=True)
class Said:
    """An English msgid with named placeholders, and in which line of the file."""

    sentence: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    line: int | None = None

    def kept(self) -> dict[str, Any]:
        return {"sentence": self.sentence, "params": dict(self.params), "line": self.line}

    def __str__(self) -> str:
        words = gettext(self.sentence) % dict(self.params)
        if self.line is None:
            return words
        return gettext("line %(number)s: ") % {"number": self.line} + words


class Unreadable(Exception):
    """A file, or one item of it, that cannot be taken as it is."""

    def __init__(self, sentence: str, *, line: int | None = None, **params: str | int) -> None:
        self.said = Said(sentence, params, line)
        super().__init__(sentence)


def from_kept(kept: Mapping[str, Any]) -> Said | None:
    return Said(kept["sentence"], kept["params"], kept["line"]) if kept else None


def from_defect(defect: Defect) -> Said:
    return Said(defect.sentence, defect.params, defect.line)
