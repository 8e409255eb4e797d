"""The demo's mailbox, from the relay over real SMTP to the page."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobcenter.local.ports import free_port
from jobcenter.outbox import demo_mailbox
from jobcenter.outbox.demo_mailbox import keep_mail, newest_mails
from jobcenter.outbox.domain import deliver_due_notices
from tests.jobcenter.outbox.conftest import NOW
from tests.jobcenter.outbox.post_office import use_post_office

HOUSE = Path(__file__).parents[3]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.jobcenter.outbox.urls")]


@pytest.fixture
def mailbox_dir(settings, tmp_path):
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    return settings.MAILBOX_DIR


def start_receiving(data_dir: Path, port: int, **environ: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "receive_mail"],
        cwd=HOUSE,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "jobcenter.settings.dev",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "LOCAL_DATA_DIR": str(data_dir),
        }
        | environ,
        stderr=subprocess.PIPE,
    )


def wait_for_port(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nobody listens")


@pytest.fixture
def receiver(settings, tmp_path, mailbox_dir):
    """`manage.py receive_mail` as its own process, as in the demo."""
    port = free_port()
    process = start_receiving(tmp_path, port)
    try:
        wait_for_port(port)
        use_post_office(settings, f"smtp://127.0.0.1:{port}")
        yield process
    finally:
        process.kill()
        process.communicate()


def test_letter_travels_over_smtp_into_the_mailbox_and_can_be_read(queue, receiver, client):
    queue(language="en")
    assert deliver_due_notices(now=NOW).sent == 1

    page = client.get("/demo/mail/").content.decode()
    assert "Your time is booked: Thursday 10 December, 10:15–11:00" in page
    assert "amal@example.org" in page
    (mail,) = newest_mails(most=9)
    letter = client.get(f"/demo/mail/{mail.id}/").content.decode()
    assert "With: Bent Østergaard" in letter
    assert '<a href="https://house.example.org/samtale/8Zq-secret-of-43-signs/"' in letter
    assert "Åhuset, Havnegade 1, 8000 Aarhus C, Lysthuset" in letter

    html = client.get(f"/demo/mail/{mail.id}/html/")
    assert "Move or cancel</a>" in html.content.decode()
    policy = html.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'unsafe-inline';" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script" not in policy

    entry = client.get(f"/demo/mail/{mail.id}/invitation.ics")
    assert entry.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"METHOD:REQUEST\r\n" in entry.content
    assert entry.headers["Content-Type"] == "text/calendar; charset=utf-8"

    receiver.send_signal(signal.SIGTERM)
    assert receiver.wait(10) == 0


def test_hostile_mail_shows_as_text_and_runs_nowhere(client, mailbox_dir):
    mail_id = keep_mail(
        b"To: <script>alert(1)</script>\r\nSubject: =?utf-8?q?=3Cb=3Ehi?=\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n<script>alert(2)</script>"
    )
    for address in ("/demo/mail/", f"/demo/mail/{mail_id}/"):
        page = client.get(address).content.decode()
        assert "alert(1)" not in page or "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "<b>hi" not in page
    assert "sandbox" in client.get(f"/demo/mail/{mail_id}/html/")["Content-Security-Policy"]
    assert client.get(f"/demo/mail/{mail_id}/invitation.ics").status_code == 404


@pytest.mark.parametrize(
    "mail_id", ["..%2F..%2Fmanage", "00000000000000000000-00000000", "x", "../mailbox"]
)
def test_mail_that_is_not_there_is_not_found(client, mailbox_dir, mail_id):
    for page in ("", "html/", "invitation.ics"):
        assert client.get(f"/demo/mail/{mail_id}/{page}").status_code == 404


def test_mailbox_does_not_exist_outside_the_demo(client, settings, mailbox_dir):
    mail_id = keep_mail(b"Subject: hi\r\n\r\nhi")
    settings.DEMO = False
    for page in ("", f"{mail_id}/", f"{mail_id}/html/", f"{mail_id}/invitation.ics"):
        assert client.get(f"/demo/mail/{page}").status_code == 404


def test_empty_mailbox_says_how_to_fill_it(client, mailbox_dir):
    response = client.get("/demo/mail/")
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


def test_mailbox_keeps_the_newest_only(mailbox_dir, monkeypatch):
    monkeypatch.setattr(demo_mailbox, "MOST_KEPT", 3)
    for n in range(5):
        keep_mail(f"Subject: {n}\r\n\r\n".encode())
    assert [mail.subject for mail in newest_mails(most=9)] == ["4", "3", "2"]
    assert [mail.subject for mail in newest_mails(most=2)] == ["4", "3"]


@pytest.mark.parametrize(
    ("environ", "complaint"),
    [
        (
            {"EMAIL_URL": "smtp://mail.example.org:25"},
            "mail.example.org, which is not this machine",
        ),
        ({"DEMO": "off"}, "receive_mail is for the demo"),
    ],
)
def test_receiver_refuses_to_be_anything_but_the_demos(tmp_path, environ, complaint):
    process = start_receiving(tmp_path, free_port(), **environ)
    assert complaint in process.communicate(timeout=30)[1].decode()
    assert process.returncode == 1


def test_receiver_names_a_port_that_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start_receiving(tmp_path, port)
        assert f"Port {port} of EMAIL_URL" in process.communicate(timeout=30)[1].decode()
