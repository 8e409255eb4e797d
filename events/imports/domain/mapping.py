"""How a JSON list is read: which field of it is what.

A mapping is a JSON object of paths. A path is names joined by dots; a number is a place in a list:
"location.address.0". All paths but `list` begin at one item.

    list       where the list of items lies; "" if the file itself is the list
    id         what names the item for life            (must be there)
    title      its title                               (must be there)
    start      when it begins, ISO 8601                (must be there)
    end        when it ends; without it an hour later
    text       the long text; HTML becomes plain text
    place      where it is
    url        where to read more
    topics     a list of words, or words between commas
    cancelled  true, or a word such as "cancelled" or "aflyst"

Times without a zone are Copenhagen's; a date without a time is a whole day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_noop

from .saying import Unreadable
from .texts import plain_line

MUST, MAY = ("id", "title", "start"), ("end", "text", "place", "url", "topics", "cancelled")
KEYS = ("list", *MUST, *MAY)
PATH = re.compile(r"[^.\s][^.]{0,59}(?:\.[^.\s][^.]{0,59}){0,5}")
LONGEST = 4_000


def read_mapping(text: str) -> dict[str, str]:
    """A mapping that can be used, or Unreadable for the first thing that is wrong with it."""
    said, faults = _look_at(text)
    if faults:
        raise faults[0]
    return said


def faults_of_mapping(text: str) -> list[Unreadable]:
    """Everything that is wrong, in the order of its lines; each names its line, key and value."""
    return _look_at(text)[1]


def _look_at(text: str) -> tuple[dict[str, str], list[Unreadable]]:
    try:
        pairs = _pairs(text)
    except Unreadable as error:
        return {}, [error]
    faults = [fault for one in enumerate(pairs) for fault in _faults_of(*one, pairs, text)]
    said = dict(pairs)
    for key in MUST:
        if not said.get(key) and not any(fault.said.params.get("key") == key for fault in faults):
            faults.append(Unreadable(gettext_noop("The mapping has no “%(key)s”."), key=key))
    return said, faults


def _pairs(text: str) -> list[tuple[str, Any]]:
    """As they are written, a key that stands twice twice."""
    if len(text) > LONGEST:
        raise Unreadable(gettext_noop("The mapping is longer than %(most)s signs."), most=LONGEST)
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        raise Unreadable(gettext_noop("The mapping is no JSON."), line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(gettext_noop("The mapping is no JSON.")) from error
    if not isinstance(found, _Pairs):
        raise Unreadable(gettext_noop("The mapping is no JSON object: it begins with {."))
    return list(found)


class _Pairs(list[tuple[str, Any]]):
    """An object, so that a list of two is not taken for one."""


def _faults_of(
    number: int, pair: tuple[str, Any], pairs: list[tuple[str, Any]], text: str
) -> Iterator[Unreadable]:
    key, path = pair
    earlier = [other for other, _path in pairs[:number]]
    line = _line_of(key, earlier.count(key), text)
    if key not in KEYS:
        yield Unreadable(
            gettext_noop("The mapping has a key nobody knows: “%(key)s”. Known are %(known)s."),
            line=line, key=key[:60], known=", ".join(KEYS),
        )  # fmt: skip
    elif key in earlier:
        sentence = gettext_noop("In the mapping, “%(key)s” stands twice.")
        yield Unreadable(sentence, line=line, key=key)
    elif not (isinstance(path, str) and (path == "" or _is_path(path))):
        yield Unreadable(
            gettext_noop("In the mapping, “%(key)s” is “%(value)s”. That is no path such as"
                         " “place.name”."),
            line=line, key=key, value=_shown(path),
        )  # fmt: skip


def _line_of(key: str, earlier: int, text: str) -> int | None:
    """Of the key as it is written, or None where its letters are written in another way."""
    written = re.escape(json.dumps(key, ensure_ascii=False))
    found = list(re.finditer(rf"{written}\s*:", text))
    return text.count("\n", 0, found[earlier].start()) + 1 if len(found) > earlier else None


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return plain_line(value, most=60)
    if isinstance(value, _Pairs):
        return "{…}"
    return plain_line(json.dumps(value, ensure_ascii=False, default=str), most=60)


def _is_path(path: str) -> bool:
    """Also of signs that can be seen: others cannot be kept."""
    return path.isprintable() and PATH.fullmatch(path) is not None


def at_path(found: Any, path: str) -> Any:
    """What lies there, None if nothing does."""
    for step in path.split(".") if path else ():
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and len(step) < 6:
            place = int(step)
            found = found[place] if place < len(found) else None
        else:
            return None
    return found
