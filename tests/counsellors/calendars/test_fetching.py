"""Servers that misbehave, and how far they get."""

from __future__ import annotations

import gzip
import socket
import time
from contextlib import suppress

import pytest

from counsellors.calendars.enums import Problem
from jobcenter.local.ports import free_port
from jobcenter.shared.calendar_files.limits import MAX_BYTES
from jobcenter.shared.fetching.client import Asked, FetchFailed, fetch
from jobcenter.shared.fetching.sealing import Way

from .servers import running_server


def get(url: str, **more):
    return fetch(Asked(Way(url)), **more)


def problem_of(url: str, **more) -> Problem:
    with pytest.raises(FetchFailed) as failed:
        get(url, **more)
    return failed.value.problem


def test_file_arrives_as_it_is_and_we_say_little_about_ourselves(server):
    url = server.says(b"BEGIN:VCALENDAR", ETag='"1"', Set_Cookie="id=1")

    answer = get(url)

    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"BEGIN:VCALENDAR", '"1"')
    assert set(server.seen[0].headers) == {"host", "user-agent", "accept-encoding", "connection"}
    assert server.seen[0].headers["host"] == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]:8000/",
        "http://2130706433/",
        "file:///etc/passwd",
        "http://bent@127.0.0.1/",
        "https://localhost.localdomain/",
        "//192.168.1.1/admin",
        "http://[broken",
    ],
)
def test_redirect_is_checked_like_the_first_address(server, location):
    url = server.says(status=302, Location=location)

    assert problem_of(url) == Problem.ADDRESS
    assert len(server.seen) == 1


def test_redirect_to_a_name_that_leads_inside_is_not_followed(server):
    url = server.says(status=302, Location="https://calendar.example.org/a.ics")

    inside = [(None, None, 6, "", ("10.0.0.1", 443))]
    assert problem_of(url, lookup=lambda *_a, **_k: inside) == Problem.UNREACHABLE


def test_three_redirects_are_followed_and_a_circle_ends(server):
    server.says(b"found", path="/d")
    server.says(status=307, Location="/d", path="/c")
    server.says(status=308, Location="/c", path="/b")
    url = server.says(status=301, Location="/b", path="/a")
    circle = server.says(status=302, Location="/circle", path="/circle")

    assert get(url).body == b"found"
    assert problem_of(circle) == Problem.UNREACHABLE
    assert len([one for one in server.seen if one.path == "/circle"]) == 4


def test_login_goes_home_and_nowhere_else_and_cookies_nowhere(server):
    with running_server() as stranger:
        away = stranger.says(b"", path="/away")
        url = server.says(status=302, Location=away, Set_Cookie="session=1")
        fetch(Asked(Way(url, "bent", "secret")))

    assert server.seen[0].headers["authorization"].startswith("Basic ")
    assert "authorization" not in stranger.seen[0].headers
    assert "cookie" not in stranger.seen[0].headers


def test_file_that_is_too_large_is_given_up_while_it_comes(server):
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _part in range(100):
                handler.wfile.write(b"x" * 1_000_000)
                sent.append(1_000_000)
        except OSError:
            return

    assert problem_of(server.does(endless, path="/big")) == Problem.TOO_LARGE
    assert sum(sent) < MAX_BYTES * 2


def test_compressed_answer_is_not_unpacked(server):
    url = server.says(gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip")

    assert problem_of(url) == Problem.UNREADABLE


@pytest.mark.parametrize("part", ["head", "body"])
def test_server_that_drips_is_cut_off_in_time(server, part):
    def drip(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            if part == "body":
                handler.wfile.write(b"\r\n")
            for number in range(100):
                handler.wfile.write(b"x" if part == "body" else f"X-{number}: y\r\n".encode())
                time.sleep(0.1)
        except OSError:
            return

    began = time.monotonic()
    assert problem_of(server.does(drip, path="/drip"), seconds=1) == Problem.UNREACHABLE
    assert time.monotonic() - began < 3


def test_answer_that_ends_too_early_is_no_file(server):
    url = server.says(b"BEGIN:VCALENDAR", Content_Length="1000")

    assert problem_of(url, seconds=2) == Problem.UNREACHABLE


def test_answer_that_is_not_http_is_no_answer(server):
    def babble(handler):
        handler.wfile.write(b"220 smtp.example.org ESMTP\r\n")

    assert problem_of(server.does(babble, path="/smtp"), seconds=2) == Problem.UNREACHABLE


def test_port_where_nobody_listens_does_not_answer(settings):
    settings.CALENDARS_ON_THIS_MACHINE = True

    assert problem_of(f"http://127.0.0.1:{free_port()}/") == Problem.UNREACHABLE


def test_connection_goes_to_the_checked_ip_address_and_names_are_asked_once(monkeypatch):
    asked, connected = [], []

    def changing(host, port, **_more):
        """First a public address, from then on one inside: DNS rebinding."""
        asked.append(host)
        number = "8.8.8.8" if len(asked) == 1 else "10.0.0.1"
        return [(None, None, 6, "", (number, port))]

    def nobody_home(where, **_more):
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", nobody_home)

    assert problem_of("https://calendar.example.org/", lookup=changing) == Problem.UNREACHABLE
    assert asked == ["calendar.example.org"]
    assert connected == [("8.8.8.8", 443)]


def test_certificate_of_nobody_is_refused(server, tmp_path):
    import ssl
    import subprocess
    from threading import Thread

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
         certificate, "-days", "2", "-subj", "/CN=127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        # We hang up in the middle of the handshake.
        with listening, suppress(OSError):
            plain, _who = listening.accept()
            context.wrap_socket(plain, server_side=True)

    thread = Thread(target=serve)
    thread.start()
    assert problem_of(f"https://127.0.0.1:{listening.getsockname()[1]}/") == Problem.CERTIFICATE
    thread.join(timeout=5)
