"""What people looked for in vain, so that somebody can arrange it. Never who, never their words.

Kept are base forms of words that the dictionary knows and that are no names; what nobody knows may
be somebody's name or address and is dropped. Each word stands alone: a question of three words
leaves three counts that nothing ties together. Words are also counted where a place, a day or
another filter was set; of the filter nothing is kept, neither house nor postcode: few people near a
small place look for a rare word, and two counts side by side could tell who.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db import connection, transaction
from django.db.models import Sum

from events.search.models import UnansweredWord
from jobcenter.limits.domain import Limit, TooManyAttempts, address_group, spend
from jobcenter.shared.danish_words.analysis import Wanted
from jobcenter.shared.danish_words.compounds import parts_of
from jobcenter.shared.danish_words.lexicon import Entry, bases
from jobcenter.shared.danish_words.spellings import meant
from jobcenter.shared.periods import COPENHAGEN

from .asking import Question

FEWEST_SHOWN, MOST_SHOWN = 3, 20
LATELY = timedelta(weeks=13)
ONCE_A_WEEK = Limit("search.in_vain", 1, timedelta(days=7))
PER_ADDRESS = Limit("search.in_vain_per_day", 20, timedelta(days=1))
_ONE_MORE = """
    INSERT INTO events_unansweredword AS counted (week, word, times)
    SELECT %s, word, 1 FROM unnest(%s::text[]) AS word ORDER BY word
    ON CONFLICT ON CONSTRAINT one_count_per_word_and_week DO UPDATE SET times = counted.times + 1
"""


class Missed(TypedDict):
    word: str
    sought: int


def count_unanswered(*, question: Question, address: str, now: datetime) -> None:
    """One more for every word of the question that may be kept.

    Asked again from the same address, the same question is the same wish: it counts once a week,
    and one address has twenty questions a day. Remembered is a keyed hash, which goes with the
    other limits.
    """
    kept = sorted({base for word in question.words for base in _kept(word)})
    if kept and _is_a_wish_of_its_own(kept, address_group(address), now=now):
        with connection.cursor() as cursor:
            cursor.execute(_ONE_MORE, [_monday_of(now), kept])


def _is_a_wish_of_its_own(words: list[str], asker: str, *, now: datetime) -> bool:
    try:
        with transaction.atomic():
            spend(ONCE_A_WEEK, subject=" ".join([asker, *words]), now=now)
            spend(PER_ADDRESS, subject=asker, now=now)
    except TooManyAttempts:
        return False
    return True


def looked_for_in_vain(*, since: date) -> list[Missed]:
    """The most wanted first; a word looked for fewer than three times is not shown."""
    rows = UnansweredWord.objects.filter(week__gte=since).values("word")
    counted = rows.annotate(sought=Sum("times")).filter(sought__gte=FEWEST_SHOWN)
    return [Missed(**row) for row in counted.order_by("-sought", "word")]


def missed_lately(*, today: date) -> list[Missed]:
    """What somebody should arrange: the most wanted of the last three months."""
    return looked_for_in_vain(since=today - LATELY)[:MOST_SHOWN]


def _kept(word: Wanted) -> set[str]:
    """Of a word in the dictionary its base form; of one put together, those of its parts, because
    a family's name may be put together, too ("Lindegård"). Nothing of a name."""
    for spelled in meant(word.letters):
        forms = (
            [bases(spelled)] if bases(spelled) else [bases(p.letters) for p in parts_of(spelled)]
        )
        return {max(form, key=_how_common).word for form in forms if form and not _is_name(form)}
    return set()


def _how_common(base: Entry) -> int:
    return base.begins + base.ends


def _is_name(form: tuple[Entry, ...]) -> bool:
    return any(base.kind.is_name for base in form)


def _monday_of(now: datetime) -> date:
    day = now.astimezone(COPENHAGEN).date()
    return day - timedelta(days=day.weekday())
