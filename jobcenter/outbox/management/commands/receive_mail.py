from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from signal import SIGINT, SIGTERM
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jobcenter.outbox.demo_mailbox import keep_mail

LOOPBACK = "127.0.0.1"
OUR_MACHINE = {"localhost", LOOPBACK, "::1"}
BIGGEST_MAIL = 5_000_000


class Command(BaseCommand):
    help = "Receive the demo's mails at the port of EMAIL_URL and keep them for /demo/mail/."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("receive_mail is for the demo. Here EMAIL_URL names a real server.")
        server: dict[str, Any] = settings.MAILERS["default"]["OPTIONS"]  # type: ignore[assignment]
        if server["host"] not in OUR_MACHINE:
            raise CommandError(
                f"EMAIL_URL names {server['host']}, which is not this machine: use smtp://{LOOPBACK}:1025"
            )
        # It tells every command it hears, addresses included.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        port = server["port"] or 25
        try:
            asyncio.run(receive(port))  # noqa: TID251 — a command of its own process
        except OSError as error:
            raise CommandError(f"Port {port} of EMAIL_URL cannot be used: {error}") from None


async def receive(port: int) -> None:
    """Until SIGTERM or SIGINT."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for signal in (SIGTERM, SIGINT):
        loop.add_signal_handler(signal, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(Keeper(), data_size_limit=BIGGEST_MAIL, enable_SMTPUTF8=True), LOOPBACK, port
    )
    await stopped.wait()
    server.close()
    # A client that keeps its connection open must not keep us here.
    with suppress(TimeoutError):
        await asyncio.wait_for(server.wait_closed(), timeout=1)


class Keeper:
    # The name is aiosmtpd's.
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content
        if content:
            keep_mail(content)
        return "250 kept"
