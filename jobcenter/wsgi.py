"""Pages: Django through WSGI, also inside `jobcenter.asgi`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobcenter.settings.dev")

_pages = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    said = environ.get("CONTENT_TYPE", "")
    return _pages({**environ, "CONTENT_TYPE": _without_charset(said)}, start_response)


def _without_charset(said: str) -> str:
    """The kind of a body, and what parts it; a header nobody can read is none.

    Django reads the address in the charset a client claims while it builds the request: before any
    middleware, where a codec that is none for text (hex, undefined) breaks with a bare 500. So does
    a header that cannot be parsed.
    """
    try:
        kind, said_besides = parse_header_parameters(said)
    except ValueError:
        return ""
    boundary = said_besides.get("boundary", "").replace("\\", r"\\").replace('"', r"\"")
    return f'{kind}; boundary="{boundary}"' if boundary else kind


# Only now are there settings to read.
from jobcenter.outbox.hints import relay  # noqa: E402

relay.get_ready()
