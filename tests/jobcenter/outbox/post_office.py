"""A real SMTP server on loopback that keeps what it is given, and misbehaves on request."""

from __future__ import annotations

import email
import email.policy
import logging
from collections.abc import Callable
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from jobcenter.local.ports import free_port
from jobcenter.settings.base import mailers_from

TAKEN = "250 taken"
# aiosmtpd tells every command it hears.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class PostOffice:
    """`mails` in order of arrival. `answer(message)` may return another SMTP reply than 250."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answer: Callable[[EmailMessage], str] = lambda mail: TAKEN
        self.refused_recipients: dict[str, str] = {}
        self.hangs_up_on = ""
        self.senders: list[str] = []
        self.at_mail_from: Callable[[], None] = lambda: None

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.senders.append(address)
        self.at_mail_from()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hangs_up_on in envelope.rcpt_tos:
            server.transport.abort()
            return "250 never heard"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        answer = self.answer(mail)
        if answer.startswith("250"):
            self.mails.append(mail)
            self.raw.append(envelope.original_content)
        return answer

    @property
    def recipients(self) -> list[str]:
        return [mail["To"] for mail in self.mails]


class RefusesToEncrypt(SMTP):
    """Offers STARTTLS and then will not."""

    async def smtp_EHLO(self, hostname):
        await self.push("250-house\r\n250 STARTTLS")
        self.session.host_name = hostname
        self.session.extended_smtp = True

    async def smtp_STARTTLS(self, arg):
        await self.push("454 TLS not available due to temporary reason")


@contextmanager
def open_post_office(*, refuses_to_encrypt: bool = False):
    """Yields a PostOffice and its EMAIL_URL."""
    office = PostOffice()
    factory = RefusesToEncrypt if refuses_to_encrypt else SMTP

    class OfficeController(Controller):
        def factory(self):
            return factory(self.handler, **self.SMTP_kwargs)

    controller = OfficeController(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield office, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def use_post_office(settings, url: str) -> None:
    settings.MAILERS = mailers_from(url)
