"""Whose address counts, whatever the headers say."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.test import RequestFactory

from jobcenter.local.ports import free_port
from jobcenter.ui.addresses import client_address

PROXY, VISITOR, FORGED = "10.0.0.1", "203.0.113.7", "6.6.6.6"


def asked(forwarded: str | None = None, remote: str = PROXY) -> str:
    headers = {"x-forwarded-for": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))


def test_without_proxies_the_header_is_not_believed(settings):
    settings.TRUSTED_PROXY_COUNT = 0
    assert asked(FORGED, remote=VISITOR) == VISITOR


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (1, f"{FORGED},{FORGED} , {VISITOR} ", VISITOR),
        (2, f"{FORGED}, {VISITOR}, 10.0.0.2", VISITOR),
        (1, f"{VISITOR}:51234", VISITOR),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:DB8:0::1", "2001:db8::1"),
        # Fewer hops than proxies: it did not come through them.
        (2, VISITOR, PROXY),
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "somebody", PROXY),
        (1, f"{FORGED}, <script>", PROXY),
    ],
)
def test_behind_proxies_only_what_they_wrote_counts(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert asked(forwarded) == expected


def test_visitor_without_an_address_is_unknown(settings):
    settings.TRUSTED_PROXY_COUNT = 0
    assert asked(remote="") == "unknown"


# --- through the real servers ---------------------------------------------------------------------

APPLICATION = """
from django.conf import settings
settings.configure(TRUSTED_PROXY_COUNT=1, ALLOWED_HOSTS=["*"])
from django.core.handlers.wsgi import WSGIRequest
from jobcenter.ui.addresses import client_address
from a2wsgi import WSGIMiddleware

def pages(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [client_address(WSGIRequest(environ)).encode()]

bridge = WSGIMiddleware(pages)
"""
SERVERS = {
    "gunicorn": ["gunicorn", "--workers=1", "--bind=127.0.0.1:{port}", "served:pages"],
    "uvicorn": ["uvicorn", "--no-proxy-headers", "--port={port}", "served:bridge"],
}


@pytest.fixture(params=sorted(SERVERS))
def port(request, tmp_path) -> Iterator[int]:
    (tmp_path / "served.py").write_text(APPLICATION)
    port = free_port()
    command = [part.format(port=port) for part in SERVERS[request.param]]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[3]}"},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _try in range(200):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def over_the_wire(port: int, *headers: str) -> str:
    with closing(socket.create_connection(("127.0.0.1", port))) as wire:
        lines = ["GET / HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]
        wire.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: wire.recv(4096), b"")).decode()
    return answer.rpartition("\r\n\r\n")[2] if "chunked" not in answer else answer.split("\r\n")[-4]


@pytest.mark.slow
def test_header_written_with_underscores_changes_nothing_in_a_real_server(port):
    honest = f"X-Forwarded-For: {VISITOR}"
    assert over_the_wire(port, honest) == VISITOR
    for name in ("X_Forwarded_For", "x_forwarded_for", "X_Forwarded-For", "X-Forwarded_For"):
        assert over_the_wire(port, honest, f"{name}: {FORGED}") == VISITOR
        assert over_the_wire(port, f"{name}: {FORGED}", honest) == VISITOR
