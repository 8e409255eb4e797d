"""Getting what a source says: from its address or from the file that was handed in."""

from __future__ import annotations

import socket
from datetime import datetime

from django.utils.translation import gettext_noop

from events.imports.enums import SourceKind
from events.imports.models import ImportFile, ImportSource
from jobcenter.shared.fetching.addresses import Lookup
from jobcenter.shared.fetching.client import Asked, FetchFailed, fetch, refuse_failures
from jobcenter.shared.fetching.sealing import SealBroken, Way, unseal
from jobcenter.shared.fetching.trouble import Trouble

from .ics import read_ics
from .items import ReadItems
from .lists import read_list
from .saying import Unreadable

WORDS = {
    Trouble.ADDRESS: gettext_noop("We may not read that address."),
    Trouble.UNREACHABLE: gettext_noop("The address does not answer."),
    Trouble.CERTIFICATE: gettext_noop("The address cannot prove that it is who it says it is."),
    Trouble.LOGIN: gettext_noop("The address asks for a password. We need one that does not."),
    Trouble.GONE: gettext_noop("There is nothing at that address any more."),
    Trouble.TOO_LARGE: gettext_noop("What lies there is larger than 20 MB."),
    Trouble.UNREADABLE: gettext_noop("What lies there is packed, and we do not unpack it."),
}
ACCEPT = {
    SourceKind.ICS: "text/calendar, */*;q=0.1",
    SourceKind.JSON: "application/json, */*;q=0.1",
}


def contents_of(source: ImportSource, *, lookup: Lookup = socket.getaddrinfo) -> bytes:
    """Raises Unreadable. The foreign server is asked outside every transaction."""
    if not source.sealed:
        file = ImportFile.objects.filter(source=source).first()
        if file is None:
            raise Unreadable(gettext_noop("No file has been handed in yet."))
        return bytes(file.data)
    try:
        way = unseal(source.sealed)
    except SealBroken as error:
        sentence = gettext_noop("We can no longer open the address we kept. Write it again.")
        raise Unreadable(sentence) from error
    return fetched(way, kind=SourceKind(source.kind), lookup=lookup)


def fetched(way: Way, *, kind: SourceKind, lookup: Lookup = socket.getaddrinfo) -> bytes:
    try:
        answer = fetch(Asked(way, headers={"Accept": ACCEPT[kind]}), lookup=lookup)
        refuse_failures(answer)
    except FetchFailed as failure:
        raise Unreadable(WORDS[Trouble(failure.problem)]) from failure
    return answer.body


def read_items(source: ImportSource, data: bytes, *, now: datetime) -> ReadItems:
    """Raises Unreadable for the file as a whole."""
    if source.kind == SourceKind.ICS:
        return read_ics(data, now=now)
    return read_list(data, source.mapping, now=now)
