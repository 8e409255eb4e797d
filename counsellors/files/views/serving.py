"""How a file leaves the house: to be saved, never to be run or kept on the way."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What a browser may do with it if it opens it all the same: nothing.
SHUT = "default-src 'none'; sandbox; frame-ancestors 'none'"


def as_attachment(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = SHUT
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
