"""Who somebody is must not stand where everybody reads it.

What looks like somebody's full name may as well be that of a place or a band: it is kept, and
somebody of the house reads it before everybody does. How to reach somebody is refused at once: see
jobcenter/shared/reaching.py; and jobcenter/outbox/words.py, for letters.
"""

from __future__ import annotations

import re

from jobcenter.shared.danish_words.lexicon import bases

_TWO_CAPITALS = re.compile(r"\b([A-ZÆØÅÉ][\w'’é-]+) (?=([A-ZÆØÅÉ][\w'’é-]+))")


def may_name_somebody(*texts: str) -> bool:
    """Two words with capitals, of which the dictionary knows one as a name."""
    pairs = (match.groups() for text in texts for match in _TWO_CAPITALS.finditer(text))
    return any(_is_a_name(word) for pair in pairs for word in pair)


def _is_a_name(word: str) -> bool:
    return any(base.kind.is_name for base in bases(word.casefold()))
