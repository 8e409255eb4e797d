"""Which source a file or an address is: by the whole of it, never by its name alone.

Two calendars on one host are an everyday thing, and so are two files called program.ics. A source
taken for another one would lose everything that came from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path

from events.imports.models import ImportSource
from jobcenter.centres.models import Centre
from jobcenter.shared.fetching.addresses import read_address
from jobcenter.shared.fetching.sealing import SealBroken, Way, seal, unseal

LONGEST_NAME = 80
SCHEMES = {"http", "https", "webcal"}


class ReadFromElsewhere(Exception):
    """The house has a source of that name, and it is read from somewhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a source is read from: the address, or the hash of the whole path of a file."""

    name: str
    url: str = ""
    host: str = ""
    path_hash: str = ""

    def is_of(self, source: ImportSource) -> bool:
        if not self.url:
            return not source.sealed and source.path_hash == self.path_hash
        try:
            return bool(source.sealed) and unseal(source.sealed).url == self.url
        except SealBroken:
            return False


def origin_of(where: str) -> Origin:
    """Raises AddressNotUsable."""
    if is_address(where):
        address = read_address(where)
        return Origin(name=address.host, url=address.url, host=address.host)
    path = Path(where).absolute()
    return Origin(name=path.name, path_hash=sha256(str(path).encode()).hexdigest())


def is_address(where: str) -> bool:
    scheme, mark, _rest = where.partition("://")
    return bool(mark) and scheme in SCHEMES


def source_from(
    origin: Origin, *, centre: Centre, name: str = "", may_rewire: bool = False
) -> ImportSource:
    """The house's source that is read from there, or a new one that is not stored yet.

    `name` is what somebody calls it. One that has that name and is read from elsewhere is only
    taken when one `may_rewire` it: ReadFromElsewhere. The same for a file of that name of which
    nobody knows where it lay.
    """
    called = (name or origin.name)[:LONGEST_NAME]
    rows = {row.name: row for row in ImportSource.objects.filter(centre=centre)}
    found = [row for row in rows.values() if origin.is_of(row) and (not name or row.name == called)]
    source = found[0] if found else rows.get(called)
    if source is None:
        source = ImportSource(centre=centre, name=called)
    elif not found and not may_rewire:
        if name or not (source.sealed or source.path_hash):
            raise ReadFromElsewhere(called)
        source = ImportSource(centre=centre, name=_free_name(called, rows))
    source.sealed = seal(Way(origin.url)) if origin.url else ""
    source.host, source.path_hash = origin.host, origin.path_hash
    return source


def _free_name(name: str, taken: dict[str, ImportSource]) -> str:
    numbered = (f"{name[: LONGEST_NAME - 4]} {number}" for number in count(2))
    return next(each for each in numbered if each not in taken)
