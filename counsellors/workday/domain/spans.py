"""Stretches of time, [start, end), as lists in any order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Span(NamedTuple):
    start: datetime
    end: datetime


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few stretches as possible, earliest first."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What of `spans` lies in none of `taken`, earliest first."""
    left = merged(spans)
    for gap in merged(taken):
        left = [
            piece
            for span in left
            for piece in (
                Span(span.start, min(span.end, gap.start)),
                Span(max(span.start, gap.end), span.end),
            )
            if piece.start < piece.end
        ]
    return left


def within(spans: Iterable[Span], frame: Span) -> list[Span]:
    """What of `spans` lies in `frame`."""
    cut = (Span(max(span.start, frame.start), min(span.end, frame.end)) for span in spans)
    return [span for span in cut if span.start < span.end]
