"""Words that name an illness: the house has no place for diagnoses, so it asks before it keeps one.

A short list on purpose: names of illnesses as people write them in Danish, and codes of the health
service's classification (SKS, which is ICD-10 with a D in front: DF32, DF32.1). It is a question to
the writer, not a judge. What people say about an ordinary day stays out of it: angst for noget,
stress, ondt i ryggen, sorg, kræfter. Abbreviations count in capitals only: "hiv i tovet" is no HIV.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The beginning of a word is enough: endings and compounds to the right are the same illness.
BEGINNINGS = (
    "depressi(?:on|v)", "skizofren", "psykose", "psykotisk", "bipolar", "autis[mt]", "asperger",
    "borderline", "personlighedsforstyrrelse", "spiseforstyrrelse", "anoreksi", "bulimi",
    "angstlidelse", "socialfobi", "social fobi", "alkoholisme", "demens", "alzheimer",
    "parkinson", "epilepsi", "diabetes", "sukkersyge", "sklerose", "fibromyalgi", "leddegigt",
    "slidgigt", "diskusprolaps", "hjerneskade", "hjernerystelse", "blodprop", "migræne", "astma",
    "hepatitis", "psoriasis", "whiplash", "diagnosticeret",
)  # fmt: skip
# Also as the end of a compound: brystkræft. Never "kræfter".
ENDINGS = ("kræft", "kræften", "leukæmi")
ABBREVIATIONS = ("ADHD", "ADD", "PTSD", "OCD", "KOL", "HIV", "AIDS")
# DF32, DF321, DF32.1, and F32.1: a letter and two digits alone may be a room, a road or a vitamin.
CODES = (r"D[A-Z]\d{2}(?:\.?\d)?", r"[A-Z]\d{2}\.\d")

NAMES = re.compile(
    rf"\b(?:(?:{'|'.join(BEGINNINGS)})\w*|\w*(?:{'|'.join(ENDINGS)}))\b", re.IGNORECASE
)
SIGNS = re.compile(rf"\b(?:{'|'.join((*ABBREVIATIONS, *CODES))})\b(?!\.?\d)")


def diagnoses_in(text: str) -> Iterator[str]:
    """What looks like a diagnosis, as it was typed, each once, in the order it stands there."""
    found = sorted(
        (match.start(), match[0]) for pattern in (NAMES, SIGNS) for match in pattern.finditer(text)
    )
    yield from dict.fromkeys(passage for _start, passage in found)
