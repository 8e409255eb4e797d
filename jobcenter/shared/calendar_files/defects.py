"""What is wrong with a calendar file, and in which line."""

from __future__ import annotations


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation, like Django's function of this name, without Django."""
    return sentence


class Defect(Exception):
    """The file cannot be read as busy times.

    `line` counts from 1 in the file as an editor shows it; None when no line is to blame.
    `sentence` is an English msgid with named placeholders, `params` their values: the translation
    happens in `reading`, where the language of the reader is known.
    """

    def __init__(self, line: int | None, sentence: str, **params: str | int) -> None:
        super().__init__(line, sentence)
        self.line = line
        self.sentence = sentence
        self.params = params

    def __str__(self) -> str:
        reason = self.sentence % self.params
        return reason if self.line is None else f"line {self.line}: {reason}"


def excerpt(value: str, most: int = 60) -> str:
    """`value` as it may stand in a sentence: printable and short."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in value[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"
