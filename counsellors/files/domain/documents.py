"""PDFs: whole, without a password, and with nothing in them that acts.

What acts is refused, not taken out: a PDF that is half taken apart is either broken or only seems
harmless, and "print it as a PDF" gives everybody a clean one. See docs/decisions/0052.

The names of actions are looked for in the whole file (also inside streams, also written with #xx)
and in all that can be unpacked of it. Where objects may hide in a way that is not unpacked here,
the file is refused as well.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO

from counsellors.files.enums import Fault

HEADER = b"%PDF-"
TAIL = 1024
# Long enough that chance does not write them into a picture.
ACTS = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|ImportData|SubmitForm|GoToE|Rendition|Movie"
    rb"|Sound)(?![A-Za-z0-9])|/XFA\s*(?:\[|\d+\s+\d+\s+R)"
)
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
LONGEST_NAME = 64
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
ENDS = re.compile(rb"endobj|endstream")
HOLDS_OBJECTS = re.compile(rb"/ObjStm\b|/First\b")
FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+|\d+\s+\d+\s+R)")
PLAIN_FILTERS = (b"/FlateDecode", b"[/FlateDecode]")
# How far back the dictionary of a stream may begin, and how much is unpacked of all of them.
DICTIONARY = 16 * 1024
PIECE = 256 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_STREAMS = 50_000


def is_whole(source: IO[bytes]) -> bool:
    """Begins as a PDF on its first byte and ends as one: not cut off, nothing put after it."""
    source.seek(0)
    if source.read(len(HEADER)) != HEADER:
        return False
    end = source.seek(0, 2)
    source.seek(max(0, end - TAIL))
    _before, found, after = source.read().rpartition(b"%%EOF")
    return bool(found) and not after.strip(b"\r\n\t \x00")


def fault_in(content: bytes) -> Fault | None:
    """What keeps this PDF from being let through; None when nothing was found."""
    plain = _unescaped(content)
    if LOCKED.search(plain):
        return Fault.LOCKED
    if ACTS.search(plain):
        return Fault.ACTIVE
    left = MOST_UNPACKED
    for number, (dictionary, body) in enumerate(_streams(content)):
        for piece in _unpacked(body):
            left -= len(piece)
            if left <= 0 or number >= MOST_STREAMS:
                return Fault.LARGE
            if ACTS.search(_unescaped(piece)):
                return Fault.ACTIVE
        if _may_hide(dictionary):
            return Fault.ACTIVE
    return None


def _streams(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """What stands before each stream, and everything from its first byte on: what is packed knows
    its own end, and the length a file claims is nothing to go by.
    """
    whole = memoryview(content)
    for match in STREAM.finditer(content):
        before = content[max(0, match.start() - DICTIONARY) : match.start()]
        # "endstream" ends with the word, too: nothing lies between it and the stream it closes.
        yield _unescaped(ENDS.split(before)[-1]), whole[match.end() :]


def _unpacked(body: memoryview) -> Iterator[bytes]:
    """In pieces that overlap by a name, so that none is cut in two."""
    unpacker, edge, at = zlib.decompressobj(), b"", 0
    try:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or bytes(body[at : at + PIECE])
            if not unpacker.unconsumed_tail:
                at += PIECE
            if not packed:
                return
            piece = unpacker.decompress(packed, PIECE)
            yield edge + piece
            edge = piece[-LONGEST_NAME:]
    except zlib.error:
        return


def _may_hide(dictionary: bytes) -> bool:
    """Objects inside a stream, packed otherwise than in the one way that is unpacked here."""
    if not HOLDS_OBJECTS.search(dictionary):
        return False
    found = FILTER.search(dictionary)
    is_plain = found is None or re.sub(rb"\s", b"", found[1]) in PLAIN_FILTERS
    return not is_plain or b"/Predictor" in dictionary


def _unescaped(content: bytes) -> bytes:
    """/J#61vaScript is /JavaScript."""
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)
