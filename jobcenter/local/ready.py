"""Say once, and only when it is true, that the demo can be visited."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request

ASK_EVERY = 0.2


def announce_when_ready(port: int) -> None:
    """Watch `/livez` in the background and print the address and the logins when it answers."""
    threading.Thread(target=_wait_and_announce, args=(port,), daemon=True).start()


def _wait_and_announce(port: int) -> None:
    while not _answers(port):
        time.sleep(ASK_EVERY)
    print(_message(port), flush=True)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _message(port: int) -> str:
    site = f"http://localhost:{port}/"
    return (
        f"Ready: {site}\n"
        f"Log in as a citizen, a counsellor or any other role with one click: {site}demo/\n"
        f"Read the mails that were sent: {site}demo/mail/ (stop with Ctrl-C)"
    )
