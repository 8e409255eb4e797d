"""Whether somebody wishes for the same already, by the same Danish words as the search.

Only words that say something count; of a wish with one or two of them all must meet, otherwise two
thirds. Asked of the open wishes of one house, at most some hundreds: in memory. It is asked when a
wish is sent, and, of each address so often an hour, while it is typed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from events.wishes.models import Idea
from jobcenter.centres.models import Centre
from jobcenter.limits.domain import Limit, TooManyAttempts, address_group, spend
from jobcenter.shared.danish_words.analysis import Wanted, marks_of, wanted
from jobcenter.shared.danish_words.nearness import may_be_mistyped, nearest

MOST_READ, MOST_SHOWN = 500, 3
ENOUGH = 2 / 3
# A library shares one address; somebody who types pauses a few times in a wish.
WHILE_TYPING = Limit("idea.typed", 400, timedelta(hours=1))
# What nearly every wish says.
_SAID_BY_ALL = frozenset(
    {
        "ønske", "ønsker", "ønskede", "mig", "kunne", "gerne", "ville", "noget", "nogen", "kursus",
        "hold", "gruppe", "sammen", "andre", "huset",
        "wish", "would", "like", "something", "group", "course", "together",
    }
)  # fmt: skip


def alike(*, centre: Centre | None, title: str) -> list[Idea]:
    """Open wishes of the house that are nearly this one, the nearest first; of all houses as long
    as none is chosen. One query."""
    words, marks = _saying(title), marks_of(title)
    if not words:
        return []
    rows = Idea.objects.public().open().with_supporters().select_related("centre")
    if centre is not None:
        rows = rows.filter(centre=centre)
    scored = [
        # The longer of the two says more than the other: either may hold the other.
        (max(_share(words, marks_of(one.title)), _share(_saying(one.title), marks)), one)
        for one in rows.order_by("-written_at")[:MOST_READ]
    ]
    near = [pair for pair in scored if pair[0] >= ENOUGH]
    return [one for _score, one in sorted(near, key=lambda pair: -pair[0])[:MOST_SHOWN]]


def alike_so_far(*, centre: Centre | None, title: str, address: str, now: datetime) -> list[Idea]:
    """The same while somebody types. Whoever asks too often sees it when they send, as everybody
    does: nobody is refused for typing."""
    if not _saying(title):
        return []
    try:
        spend(WHILE_TYPING, subject=address_group(address), now=now)
    except TooManyAttempts:
        return []
    return alike(centre=centre, title=title)


def _saying(title: str) -> list[Wanted]:
    return [word for word in wanted(title) if word.letters not in _SAID_BY_ALL]


def _share(words: list[Wanted], marks: frozenset[str]) -> float:
    """How many of the words are met, 0 to 1; of no words none."""
    return sum(_is_met(word, marks) for word in words) / max(1, len(words))


def _is_met(word: Wanted, marks: frozenset[str]) -> bool:
    if word.is_met_by(marks):
        return True
    written = sorted(mark[2:] for mark in marks if mark.startswith("f:"))
    return may_be_mistyped(word) and bool(nearest(word, written))
