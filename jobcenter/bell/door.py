"""[10] Who may come in at all. Django's middleware does not run here, so this does its part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

MOST_THREADS = 20
# Public ids as the house makes them. Browsers that come together share one question to the
# database: a name it cannot even read would spoil the answer of all of them.
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
SAME_SITE = {"same-origin"}


@dataclass(frozen=True, slots=True)
class Knock:
    """What a request to the bell says. `threads` are public ids; `is_desk` asks for one's desk."""

    threads: tuple[str, ...]
    is_desk: bool
    cookies: Mapping[str, str]


def why_not(method: str, headers: Mapping[str, str]) -> int:
    """The status of a refusal, 0 for none.

    A page of another site cannot read a stream anyway, and SameSite keeps our cookies from it; it
    could still hold streams open in its visitors' browsers. Browsers say where a request comes
    from, and neither header can be written by a page. A client that sends neither is no browser.
    """
    if method != "GET":
        return 405
    host = headers.get("host", "")
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, _allowed_hosts()):
        return 400
    origin = headers.get("origin")
    if origin is not None and not _is_ours(origin, host):
        return 403
    if headers.get("sec-fetch-site", "same-origin") not in SAME_SITE:
        return 403
    return 0


def knock_of(headers: Mapping[str, str], query: bytes) -> Knock | None:
    """None for what is no question to the bell."""
    asked = asked_in(query, most=MOST_THREADS + 2)
    threads = tuple(dict.fromkeys(asked.get("thread", [])))
    is_desk = asked.get("desk") == ["1"]
    is_right = all(PUBLIC_ID.fullmatch(one) for one in threads)
    if not is_right or len(threads) > MOST_THREADS or bool(threads) == is_desk:
        return None
    # PostgreSQL cannot look for one with a null character: it is as good as none.
    cookies = parse_cookie(headers.get("cookie", ""))
    readable = {name: value for name, value in cookies.items() if "\x00" not in value}
    return Knock(threads, is_desk, readable)


def asked_in(query: bytes, *, most: int) -> dict[str, list[str]]:
    """The parameters of an address, nothing when there are more than `most`: no page of ours asks
    for so many, and whoever does is no fault of the house to write down."""
    try:
        return parse_qs(query.decode("latin1"), max_num_fields=most)
    except ValueError:
        return {}


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Cookies may stand in several lines over HTTP/2; of everything else the last line counts."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin1").lower(), raw_value.decode("latin1")
        if name == "cookie" and name in headers:
            value = f"{headers[name]}; {value}"
        headers[name] = value
    return headers


def _allowed_hosts() -> list[str]:
    hosts: list[str] = settings.ALLOWED_HOSTS
    return hosts or ["localhost", "127.0.0.1", "[::1]"]


def _is_ours(origin: str, host: str) -> bool:
    """The scheme is not compared: behind a proxy the bell hears plain HTTP."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
