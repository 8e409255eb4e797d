"""Carries one batch of notices out of the house, over one connection per channel."""

from __future__ import annotations

import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import mailers

from .letters import compose_mail, compose_sms, message_id
from .models import Notice
from .sms import SmsUnreachable, sms_sender

TOO_BUSY = 421


class Unreachable(Exception):
    """Nobody answers at the other end: the channel is closed for this round."""


class Postman:
    """Opens a channel when the first notice needs it; closes everything on exit."""

    def __init__(self) -> None:
        self.open_channels = {str(channel) for channel in Notice.Channel}
        self._mailer = mailers.default

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def carry(self, notice: Notice) -> None:
        """Hand `notice` over; raises Unreachable, or whatever was wrong with this one notice."""
        try:
            if notice.channel == Notice.Channel.MAIL:
                self._carry_mail(notice)
            else:
                self._carry_sms(notice)
        except Unreachable:
            self.open_channels.discard(notice.channel)
            raise

    def _carry_mail(self, notice: Notice) -> None:
        mail = compose_mail(notice)
        try:
            self._mailer.open()
        except OSError as error:
            # Also a server that refuses STARTTLS or our password: nothing leaves in clear.
            self._hang_up()
            raise Unreachable(what_went_wrong(error)) from None
        try:
            self._mailer.send_messages([mail])
        except OSError as error:
            self._hang_up()
            if TOO_BUSY in _codes(error):
                raise Unreachable(what_went_wrong(error)) from None
            raise

    def _carry_sms(self, notice: Notice) -> None:
        text = compose_sms(notice)
        try:
            sms_sender().send(to=notice.recipient, text=text, reference=message_id(notice))
        except SmsUnreachable as error:
            raise Unreachable(what_went_wrong(error)) from None

    def _hang_up(self) -> None:
        try:
            self._mailer.close()
        except OSError:
            # The other end is gone already; a new connection is opened for the next one.
            self._mailer = mailers.default


def what_went_wrong(error: BaseException) -> str:
    """The kind of error, its codes and where it arose: a server's own words name the recipient."""
    codes = " ".join(str(code) for code in _codes(error))
    return f"{type(error).__name__} {codes} {_place(error)}".replace("  ", " ").strip()


def _codes(error: BaseException) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return sorted({code for code, _reply in error.recipients.values()})
    code = getattr(error, "smtp_code", None)
    return [code] if isinstance(code, int) else []


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    file = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
    return f"({file}:{trace.tb_lineno})"
