"""What was meant by letters typed without å, ø, æ and é: "sogning" is "søgning", "moede" "møde".

Only known words are offered, and only for letters that make no known word themselves: who types
"mal" gets "mal", never "mål".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice, product

from jobcenter.shared import danish

from .compounds import parts_of
from .lexicon import bases

_MEANT = {
    "aa": ("aa", "å"), "ae": ("ae", "æ"), "oe": ("oe", "ø"), "a": ("a", "å"),
    "o": ("o", "ø"), "e": ("e", "é", "æ"), "ö": ("ø",), "ä": ("æ",),
}  # fmt: skip
_MOST = 300


def is_known(word: str) -> bool:
    """Whether the dictionary has it, as one word or in parts that it all knows."""
    parts = () if bases(word) else parts_of(word)
    return bool(bases(word)) or (bool(parts) and all(part.words for part in parts))


@lru_cache(maxsize=8_000)
def meant(word: str) -> tuple[str, ...]:
    """The word itself when it stands in the dictionary, otherwise what it may stand for, if known.

    A compound that only our splitter knows is in doubt: "informationsmode" may be "-møde".
    """
    if bases(word):
        return (word,)
    spellings = islice(_spellings(word), _MOST)
    found = [spelled for spelled in spellings if spelled != word and is_known(spelled)]
    whole = [spelled for spelled in found if bases(spelled)]
    return (*([word] if is_known(word) else ()), *(whole or found))


def _spellings(word: str) -> Iterator[str]:
    """What the letters may stand for, the fewest of them changed first: nobody leaves out many,
    and a long word has more spellings than anybody can wait for."""
    choices = _choices(word)
    doubtful = [place for place, letters in enumerate(choices) if len(letters) > 1]
    for count in range(len(doubtful) + 1):
        for places in combinations(doubtful, count):
            for others in product(*(choices[place][1:] for place in places)):
                spelled = [letters[0] for letters in choices]
                for place, other in zip(places, others, strict=True):
                    spelled[place] = other
                yield "".join(spelled)


def _choices(word: str) -> list[tuple[str, ...]]:
    choices, place = [], 0
    while place < len(word):
        length = 2 if word[place : place + 2] in _MEANT else 1
        letters = word[place : place + length]
        choices.append(_MEANT.get(letters, (letters,)))
        place += length
    return choices


# Words come again and again: both are remembered.
one_spelling = lru_cache(maxsize=8_000)(danish.one_spelling)
plain = lru_cache(maxsize=8_000)(danish.plain_letters)
