"""Which addresses this house asks, and which it never does (server-side request forgery).

Whoever may name an address could have us knock at doors that only open from inside: databases,
cloud metadata, printers. So a calendar lies at a name (never at a number), speaks https, and every
IP address behind that name must be a public one. The name is resolved once and the connection goes
to exactly that IP address: a second answer of the name server changes nothing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jobcenter.shared.refusals import Refusal

LONGEST = 2000
HTTPS_PORT = 443
FIRST_FREE_PORT = 1024
MOST_TRIED = 4
KEPT_SIGNS = "/%:@!$&'()*+,;=~-._?"

# A name: at least two labels, and the last begins with a letter. Every way to write an IPv4 address
# (decimal, hex, octal, shortened) ends in a label that begins with a digit.
NAME = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,62}"
)
INSIDE = (
    "localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan",
    "arpa", "onion", "test", "invalid", "example", "alt",
)  # fmt: skip
THIS_MACHINE = {"127.0.0.1", "localhost"}

# Public by the book, and yet not the internet: a cloud's own service, relays into other networks.
NOT_THE_INTERNET = [
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's platform
        "192.88.99.0/24",  # 6to4 relays
        "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24",  # AS112, AMT: anycast
    )
]  # fmt: skip
# Of IPv6 only what is handed out to somebody; the rest is tunnels, tests and forms of IPv4.
HANDED_OUT = ip_network("2000::/3")
NOT_HANDED_OUT = [
    ip_network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
ISATAP = (0x00005EFE, 0x02005EFE)

Lookup = Callable[..., list[Any]]


class AddressNotUsable(Refusal):
    message = _("We cannot read a calendar at that address.")
    next_step = _("It begins with https:// and a name such as calendar.google.com.")


class NotPublic(Exception):
    """The name does not exist, or leads to where we do not go."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A web address taken apart. Without a repr: the path may be a secret."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def is_on_this_machine(self) -> bool:
        return self.host in THIS_MACHINE

    @property
    def host_header(self) -> str:
        usual = HTTPS_PORT if self.scheme == "https" else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"


def read_address(text: str) -> Address:
    """`text` as an address we may ask, or AddressNotUsable. Asks no name server."""
    typed = text.strip()
    if len(typed) > LONGEST or any(sign <= " " or sign in "\\\x7f" for sign in typed):
        raise AddressNotUsable
    try:
        parts = urlsplit(typed)
        address = _address_of(parts)
    except ValueError as error:
        # A port that is none, a bracket that is not closed, a name IDNA cannot write.
        raise AddressNotUsable from error
    if not _may_be_asked(address) or "@" in parts.netloc:
        raise AddressNotUsable
    return address


def _address_of(parts: SplitResult) -> Address:
    # webcal is what Apple calls a calendar's https address.
    scheme = "https" if parts.scheme in {"webcal", "webcals"} else parts.scheme
    host = (parts.hostname or "").encode("idna").decode().lower()
    target = quote(parts.path or "/", safe=KEPT_SIGNS)
    if parts.query:
        target += "?" + quote(parts.query, safe=KEPT_SIGNS)
    port = parts.port if parts.port is not None else (HTTPS_PORT if scheme == "https" else 80)
    return Address(scheme, host, port, target)


def _may_be_asked(address: Address) -> bool:
    if address.is_on_this_machine:
        return settings.CALENDARS_ON_THIS_MACHINE and address.scheme in {"http", "https"}
    return (
        address.scheme == "https"
        and NAME.fullmatch(address.host) is not None
        and address.host.rpartition(".")[2] not in INSIDE
        and (address.port == HTTPS_PORT or address.port >= FIRST_FREE_PORT)
    )


def resolve(address: Address, *, lookup: Lookup = socket.getaddrinfo) -> list[str]:
    """The IP addresses to connect to, in the name server's order, at most four.

    One that is not public condemns them all: a name that is both has no honest reason.
    """
    if address.is_on_this_machine:
        return ["127.0.0.1"]
    try:
        found = lookup(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotPublic from error
    numbers = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not numbers or not all(is_public(number) for number in numbers):
        raise NotPublic
    return numbers[:MOST_TRIED]


def is_public(number: str) -> bool:
    """Whether this IP address belongs to somebody on the internet, who is not us."""
    try:
        ip = ip_address(number)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in NOT_THE_INTERNET)
    return _is_handed_out(ip)


def _is_handed_out(ip: IPv6Address) -> bool:
    """No tunnel, no test, nothing that carries an IPv4 address to be asked instead."""
    if ip.scope_id or ip not in HANDED_OUT:
        return False
    carries_ipv4 = int(ip) >> 32 & 0xFFFFFFFF in ISATAP
    return not carries_ipv4 and not any(ip in network for network in NOT_HANDED_OUT)
