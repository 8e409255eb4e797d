"""From bytes to the lines that matter for busy times.

A calendar is mostly descriptions, addresses and attachments. Those lines are passed over as bytes,
so 10,000 events cost a few hundred milliseconds; only lines that can say when somebody is busy are
unfolded and split, and the texts people read for those who ask for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple

from .defects import Defect, excerpt, gettext_noop
from .limits import MAX_BYTES, MAX_LINE_BYTES, MAX_LINES, MAX_TEXT_BYTES

# Properties a busy time depends on. In these a date never holds a colon, so the value starts after
# the last one: programs write TZID=(UTC+01:00) Brussels, Copenhagen without the quotes it needs.
TIMED = frozenset(
    b"DTSTART DTEND DURATION RRULE RDATE EXDATE EXRULE RECURRENCE-ID FREEBUSY".split()
)
LISTS = frozenset(b"RRULE RDATE EXDATE EXRULE FREEBUSY".split())
MARKS = frozenset(
    b"BEGIN END UID STATUS TRANSP SEQUENCE METHOD CALSCALE TZID TZOFFSETFROM TZOFFSETTO"
    b" X-LIC-LOCATION X-WR-TIMEZONE X-MICROSOFT-CDO-BUSYSTATUS".split()
)
TEXTS = frozenset(b"SUMMARY DESCRIPTION LOCATION URL CATEGORIES".split())
WANTED = {name: name.decode() for name in TIMED | MARKS}
WITH_TEXTS = WANTED | {name: name.decode() for name in TEXTS}
USUAL_LENGTH = 1_000

NAME = re.compile(rb"[ \t]*+([A-Za-z0-9-]++)[ \t]*+([:;])")
PARAMETER = re.compile(rb'[ \t]*+([A-Za-z0-9-]++)[ \t]*+=[ \t]*+((?:"[^"]*+"|[^";]++)*+)')


class Line(NamedTuple):
    """One unfolded property; `head` holds its parameters as written: b"TZID=CET;VALUE=DATE"."""

    number: int
    name: str
    head: bytes
    value: str


class Garbage(NamedTuple):
    """A line that is no property: mostly the rest of a text that was broken without a fold."""

    number: int


def logical_lines(data: bytes, *, wanted: Mapping[bytes, str] = WANTED) -> Iterator[Line | Garbage]:
    """The wanted properties of the file, in order; everything else is passed over.

    Tolerates a byte order mark, UTF-16, CR, LF and CRLF in any mixture, blank lines anywhere, and
    folds with space or tab, also within a name or a character. Raises Defect.
    """
    timed, after_timed = "", 0
    for number, following, raw in _unfolded(_with_plain_line_ends(data), wanted):
        line = _plain(number, raw, wanted) or _split(number, raw, wanted)
        if isinstance(line, Line):
            if line.name in GOES_ON:
                timed, after_timed = line.name, following
            yield line
        elif line is not None:
            if number == after_timed and GOES_ON[timed].match(raw):
                raise _cut_in_two(number, timed)
            yield line


def parameters(line: Line) -> Mapping[str, str]:
    """The parameters of a property, names in capitals, quotes taken off. Raises Defect."""
    # A file repeats the same few heads; only short ones are remembered, so that memory is bounded.
    remembered = len(line.head) <= 200
    found, fault = (_parsed if remembered else _parsed.__wrapped__)(line.head)
    if fault is not None:
        raise Defect(
            line.number,
            gettext_noop("%(name)s has a parameter that is not NAME=value: “%(found)s”."),
            name=line.name,
            found=excerpt(";" + text(line.head[fault:])),
        )
    return found


@lru_cache(maxsize=1024)
def _parsed(head: bytes) -> tuple[Mapping[str, str], int | None]:
    """(parameters, where the first fault is)."""
    found: dict[str, str] = {}
    position = 0
    while position <= len(head) and head:
        parameter = PARAMETER.match(head, position)
        if parameter is None or head[parameter.end() : parameter.end() + 1] not in (b";", b""):
            return found, position
        found[text(parameter[1]).upper()] = text(parameter[2]).replace('"', "").strip()
        position = parameter.end() + 1
    return MappingProxyType(found), None


def text(raw: bytes) -> str:
    """UTF-8, or else Windows' Latin letters: old programs write those whatever they claim."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _plain(number: int, raw: bytes, wanted: Mapping[bytes, str]) -> Line | None:
    """The fast way, for most lines: a name in capitals, no parameters, of usual length."""
    if len(raw) > USUAL_LENGTH:
        return None
    name, colon, value = raw.partition(b":")
    known = wanted.get(name)
    if known is None or not colon:
        return None
    return Line(number, known, b"", text(value).strip())


def _split(number: int, raw: bytes, wanted: Mapping[bytes, str]) -> Line | Garbage | None:
    """Any line; None if it is a property that nobody wants."""
    named = NAME.match(raw[:USUAL_LENGTH])
    if named is None:
        bare = raw[:USUAL_LENGTH].strip()
        if bare in TIMED:
            raise _without_colon(number, bare)
        return Garbage(number) if bare else None
    name = named[1].upper()
    if name not in wanted:
        return None
    if name in TEXTS:
        head, value = _split_at_unquoted_colon(_cut(raw)[named.end(1) :])
        return Line(number, wanted[name], head.removeprefix(b";"), text(value).strip())
    if len(raw) > MAX_LINE_BYTES:
        raise Defect(
            number,
            gettext_noop("%(name)s is longer than %(most)s characters."),
            name=WANTED[name],
            most=MAX_LINE_BYTES,
        )
    if named[2] == b":":
        head, value = b"", raw[named.end() :]
    elif name in TIMED:
        head, colon, value = raw[named.end() :].rpartition(b":")
        if not colon:
            raise _without_colon(number, name)
    else:
        head, value = _split_at_unquoted_colon(raw[named.end() :])
    return Line(number, WANTED[name], head, text(value).strip())


def _cut(raw: bytes) -> bytes:
    """A text too long for any page loses its end, and no letter is cut in two."""
    if len(raw) <= MAX_TEXT_BYTES:
        return raw
    whole = MAX_TEXT_BYTES
    while whole > MAX_TEXT_BYTES - 4 and raw[whole] & 0xC0 == 0x80:
        whole -= 1
    return raw[:whole]


def _without_colon(number: int, name: bytes) -> Defect:
    return Defect(number, gettext_noop("There is no “:” after %(name)s."), name=WANTED[name])


def _split_at_unquoted_colon(rest: bytes) -> tuple[bytes, bytes]:
    head = re.match(rb'(?:"[^"]*+"|[^":]++)*+', rest)
    end = head.end() if head else 0
    return rest[:end], rest[end + 1 :]


# What may be the lost second half of a value: a list or a rule can go on with anything.
GOES_ON = {
    name.decode(): re.compile(rb"" if name in LISTS else rb"[T0-9/+-]", re.IGNORECASE)
    for name in TIMED
}


def _cut_in_two(number: int, name: str) -> Defect:
    """A broken description does no harm, but a broken rule may have lost its second half."""
    return Defect(
        number,
        gettext_noop("This line is no property. Does it belong to the %(name)s above?"),
        name=name,
    )


def _unfolded(data: bytes, names: Mapping[bytes, str]) -> Iterator[tuple[int, int, bytes]]:
    """(its line number, that of the line after, unfolded line) of all that may be wanted.

    A line that is too long is kept only until it is seen to be so.
    """
    began = room = 0
    first_letters = frozenset(name[:3] for name in names)
    pieces: list[bytes] = []
    for number, physical in enumerate(BytesIO(data), 1):
        if physical[0] in b" \t":
            if pieces and room > 0:
                pieces.append(physical[1 : room + 1].rstrip(b"\n"))
                room -= len(pieces[-1])
        elif physical != b"\n":
            if pieces:
                yield began, number, pieces[0] if len(pieces) == 1 else b"".join(pieces)
            began, room = number, MAX_LINE_BYTES + 2
            wanted = _may_be_wanted(physical, first_letters)
            pieces = [physical[:room].rstrip(b"\n")] if wanted else []
            room -= len(pieces[0]) if wanted else 0
    if pieces:
        yield began, 0, b"".join(pieces)


def _may_be_wanted(physical: bytes, first_letters: frozenset[bytes]) -> bool:
    if physical[:3].upper() in first_letters:
        return True
    # A fold may fall into the name: without ":" and ";" we have not seen all of it.
    begins = physical[:USUAL_LENGTH]
    return b":" not in begins and b";" not in begins and len(physical) < USUAL_LENGTH


def _with_plain_line_ends(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise too_large()
    data = _as_utf_8(data)
    # CR CR LF is a line end that was translated twice, CR alone an old Mac's. Plain replacing:
    # a regular expression would keep a list of all pieces, many times the file.
    for _ in range(2):
        data = data.replace(b"\r\n", b"\n")
    data = data.replace(b"\r", b"\n")
    if data.count(b"\n") > MAX_LINES:
        raise Defect(
            MAX_LINES, gettext_noop("The file has more than %(most)s lines."), most=MAX_LINES
        )
    return data


def too_large() -> Defect:
    return Defect(
        None,
        gettext_noop("The file is larger than %(most)s MB. Export fewer years."),
        most=MAX_BYTES // 1_000_000,
    )


def _as_utf_8(data: bytes) -> bytes:
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:]
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if wide or data[:4] in (b"B\0E\0", b"\0B\0E"):
        order = "utf-16" if wide else "utf-16-le" if data[:1] == b"B" else "utf-16-be"
        try:
            return data.decode(order).encode()
        except UnicodeDecodeError as error:
            raise Defect(
                1, gettext_noop("The file begins as UTF-16 text but does not go on as such.")
            ) from error
    return data
